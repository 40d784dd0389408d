import ArgumentParser
import Assembly
import Settings

/// `rollcall config reference`
struct ConfigReference: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference", abstract: "Print the reference of all settings as Markdown (docs/configuration.md).")

    func run() { Terminal.current().put(ProgramConfiguration.catalogue.markdown()) }
}

/// `rollcall config starter`
struct ConfigStarter: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "starter", abstract: "Print a commented rollcall.yaml to begin with.")

    func run() { Terminal.current().put(ProgramConfiguration.catalogue.starterFile()) }
}

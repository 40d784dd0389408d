import Assembly
import Foundation
import Settings

extension CommandContext {
    /// The settings of the demo: its own and nothing of the user's.
    init(demo overrides: [SettingOverride]) throws {
        do {
            settings = try Settings.load(text: nil, overrides: overrides, catalogue: ProgramConfiguration.catalogue)
        } catch {
            throw CommandFailure(error.description, remedy: error.remedy)
        }
        file = nil
        configuration = ProgramConfiguration(settings, paths: PlatformPaths(environment: ProcessInfo.processInfo.environment))
        terminal = Terminal.current()
    }
}

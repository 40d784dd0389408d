import ArgumentParser

/// `rollcall completions bash|zsh|fish`
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions", abstract: "Print the completion script of a shell.",
        discussion: """
            bash: rollcall completions bash > ~/.local/share/bash-completion/completions/rollcall
            zsh:  rollcall completions zsh > "${fpath[1]}/_rollcall"
            fish: rollcall completions fish > ~/.config/fish/completions/rollcall.fish
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "The shell: bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Terminal.current().say(RollcallCommand.completionScript(for: kind))
    }
}

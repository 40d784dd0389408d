import Foundation
import Testing

/// The completion scripts in the shells they are for.
@Suite(.serialized) struct CompletionTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    /// What bash offers for the last word of a command line.
    private func offers(_ words: [String]) throws -> [String] {
        let line = words.map { "'\($0)'" }.joined(separator: " ")
        let script = """
            mkdir -p "$HOME/bin"; ln -sf "$0" "$HOME/bin/rollcall"; export PATH="$HOME/bin:$PATH"
            source <(rollcall completions bash)
            complete -p rollcall | grep -q -- '-F _rollcall' || exit 3
            COMP_WORDS=(\(line)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
            _rollcall rollcall "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let found = try Program.bash(script, in: folder)
        #expect(found.status == 0, "\(found.errors)")
        return found.text.split(separator: "\n").map(String.init)
    }

    @Test func bashCompletesVerbsOptionsValuesAndWhatIsOnTheRegister() throws {
        #expect(try offers(["rollcall", "inc"]) == ["incidents"])
        #expect(try offers(["rollcall", "config", "s"]).sorted() == ["show", "starter"])
        #expect(try offers(["rollcall", "import", "--dr"]) == ["--dry-run"])
        #expect(try offers(["rollcall", "list", "--importance", ""]) == ["critical", "high", "normal", "low"])
        #expect(try offers(["rollcall", "check", "--kind", ""]) == ["http", "content", "tls", "dns"])
        #expect(try offers(["rollcall", "incidents", "--verdict", "bl"]) == ["blocked"])
        #expect(try Program.run(["add", "texas.example", "tulsa.example", "ohio.example"], in: folder).status == 0)
        #expect(try offers(["rollcall", "pause", "ohio-example", "t"]).sorted() == ["texas-example", "tulsa-example"])
    }

    @Test(arguments: ["zsh", "fish"]) func otherShellsHaveTheirScripts(shell: String) throws {
        let script = try Program.run(["completions", shell], in: folder)
        #expect(script.status == 0)
        for verb in ["import", "doctor", "incidents"] { #expect(script.text.contains(verb)) }
        #expect(try Program.run(["completions", "tcsh"], in: folder).status == 2)
    }
}

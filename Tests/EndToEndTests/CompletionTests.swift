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

    /// What zsh offers: a shell of its own in a pseudo-terminal, in which the tab key is pressed and candidates are told instead of drawn.
    private func zshOffers(_ line: String) throws -> [String] {
        let script = """
            mkdir -p "$HOME/bin" "$HOME/functions"; ln -sf "$0" "$HOME/bin/rollcall"; export PATH="$HOME/bin:$PATH"
            rollcall completions zsh > "$HOME/functions/_rollcall"
            cat > "$HOME/inside.zsh" <<'END'
            PROMPT=
            fpath=("$HOME/functions" $fpath)
            autoload -Uz compinit; compinit -u -d "$HOME/dump"
            bindkey '^M' undefined-key; bindkey '^J' undefined-key; bindkey '^I' complete-word
            edge() { print -r -- '====' }
            compprefuncs=(edge); comppostfuncs=(edge exit)
            compadd() {
                if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
                typeset -a hits
                builtin compadd -A hits "$@"
                for hit in $hits; do print -r -- ":$hit"; done
                builtin compadd "$@"
            }
            print -r -- ready
            END
            cat > "$HOME/outside.zsh" <<'END'
            zmodload zsh/zpty
            zpty inside zsh -f -i
            zpty -w inside 'source "$HOME/inside.zsh"'
            zpty -r -m inside out $'*ready\\r\\n*'
            zpty -w -n inside "$1"$'\\t'
            zpty -r -m inside out '*====*====*'
            print -r -- $out | tr -d '\\r' | sed -n 's/^://p' | sort -u
            END
            timeout 30 zsh -f "$HOME/outside.zsh" '\(line)'
            """
        let found = try Program.bash(script, in: folder)
        #expect(found.status == 0, "\(found.errors)")
        return found.text.split(separator: "\n").map(String.init)
    }

    private func fishOffers(_ line: String) throws -> [String] {
        let script = """
            mkdir -p "$HOME/bin"; ln -sf "$0" "$HOME/bin/rollcall"; export PATH="$HOME/bin:$PATH"
            rollcall completions fish > "$HOME/rollcall.fish"
            fish --no-config -c "source $HOME/rollcall.fish; complete -C '\(line)'"
            """
        let found = try Program.bash(script, in: folder)
        #expect(found.status == 0, "\(found.errors)")
        // Each with a tab and what it is.
        return found.text.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }.sorted()
    }

    static let lines: [(line: String, offers: [String])] = [
        ("rollcall inc", ["incidents"]), ("rollcall config s", ["show", "starter"]), ("rollcall import --dr", ["--dry-run"]),
        ("rollcall list --importance ", ["critical", "high", "low", "normal"]),
        ("rollcall check --kind ", ["content", "dns", "http", "tls"]),
        ("rollcall pause ohio-example t", ["texas-example", "tulsa-example"]),
    ]

    @Test func zshCompletesThemAsWell() throws {
        #expect(try Program.run(["add", "texas.example", "tulsa.example", "ohio.example"], in: folder).status == 0)
        for row in Self.lines { #expect(try zshOffers(row.line) == row.offers, "\(row.line)") }
    }

    @Test func fishCompletesThemAsWell() throws {
        #expect(try Program.run(["add", "texas.example", "tulsa.example", "ohio.example"], in: folder).status == 0)
        for row in Self.lines { #expect(try fishOffers(row.line) == row.offers, "\(row.line)") }
    }

    @Test func anotherShellIsRefused() throws { #expect(try Program.run(["completions", "tcsh"], in: folder).status == 2) }
}

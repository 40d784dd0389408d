import ArgumentParser
import Foundation

/// The directories that a verb works on, as a person names them.
struct DirectoryNames: ParsableArguments {
    @Argument(help: "Slugs, numbers, URLs or names; - reads them from standard input, one a line.", completion: .slugs)
    var directories: [String]

    /// The names, those of standard input in place of `-`.
    func all() throws -> [String] { try Self.expand(directories) }

    /// - Throws: ``CommandFailure`` where standard input cannot be read, or holds none.
    static func expand(_ words: [String]) throws -> [String] {
        guard words.contains("-") else { return words }
        let input: Data
        do { input = try FileHandle.standardInput.readToEnd() ?? Data() } catch {
            throw CommandFailure("standard input cannot be read", remedy: "name the directories on the command line")
        }
        let lines = String(decoding: input, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard !lines.isEmpty || words.count > 1 else {
            throw CommandFailure("standard input names no directory", remedy: "give one a line, such as `rollcall list --slugs` prints")
        }
        return words.flatMap { $0 == "-" ? lines : [$0] }
    }
}

extension CompletionKind {
    /// The slugs on the register, asked when a shell completes a word.
    static var slugs: CompletionKind { .shellCommand("rollcall list --slugs --limit 10000 2>/dev/null") }
}

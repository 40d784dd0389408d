import Foundation
import Testing

@testable import HTML

/// html5lib's tokenizer tests: input, the state to begin in, and the tokens that must come.
@Suite("html5lib tokenizer", .enabled(if: SharedData.url("html5lib-tests") != nil, "unpack html5lib-tests and set ROLLCALL_DATA"))
struct TokenizerConformanceTests {
    private static let files = [
        "contentModelFlags", "domjs", "entities", "escapeFlag", "namedEntities", "numericEntities", "pendingSpecChanges", "test1", "test2",
        "test3", "test4",
        "unicodeChars", "unicodeCharsProblematic",
    ]

    /// Resolves `\uXXXX` a second time, where a test says that it is escaped twice.
    private static func unescaped(_ text: String) -> String {
        var units: [UInt16] = []
        let source = Array(text.utf16)
        var index = 0
        while index < source.count {
            if source[index] == 0x5C, index + 5 < source.count, source[index + 1] == 0x75,
                let value = UInt16(String(decoding: source[(index + 2)...(index + 5)], as: UTF16.self), radix: 16)
            {
                units.append(value)
                index += 6
            } else {
                units.append(source[index])
                index += 1
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    private static func show(_ token: TestJSON, _ fix: (String) -> String) -> String {
        token.items.map { item in
            switch item {
            case .null: "null"
            case .bool(let value): String(value)
            case .number(let value): String(value)
            case .string(let text): "'" + fix(text) + "'"
            case .array: "[]"
            case .object(let members): members.map { "\(fix($0.key))=\(fix($0.value.text ?? ""))" }.sorted().joined(separator: " ")
            }
        }.joined(separator: ", ")
    }

    /// The tokens of an input fed in chunks of `chunk` bytes, in the notation of `show`; runs of characters joined.
    private static func tokens(_ input: String, state: String, lastStartTag: String?, chunk: Int) -> [String]? {
        let bytes = Array(input.utf8)
        var fed = min(chunk, bytes.count)
        var tokenizer = Tokenizer(bytes: Array(bytes[..<fed]), isComplete: fed == bytes.count)
        switch state {
        case "Data state": tokenizer.mode = .data
        case "PLAINTEXT state": tokenizer.mode = .plaintext
        case "RCDATA state": tokenizer.mode = .rcdata
        case "RAWTEXT state": tokenizer.mode = .rawtext
        case "Script data state": tokenizer.mode = .scriptData
        case "CDATA section state": tokenizer.beginCDATA()
        default: return nil
        }
        tokenizer.appropriateEnd = Array((lastStartTag ?? "").utf8)
        var tokens: [String] = []
        var text: [UInt8] = []
        func flush() {
            if !text.isEmpty { tokens.append("'Character', '\(String(decoding: text, as: UTF8.self))'") }
            text = []
        }
        func string(_ range: TextRange) -> String {
            String(decoding: range.isSide ? tokenizer.side[range.range] : tokenizer.bytes[range.range], as: UTF8.self)
        }
        func current() -> [UInt8] {
            let raw = Array(tokenizer.textIsScratch ? tokenizer.scratch[...] : tokenizer.bytes[tokenizer.textRange])
            guard tokenizer.textHasReturn else { return raw }
            return raw.indices.compactMap { raw[$0] == 0x0A && $0 > 0 && raw[$0 - 1] == 0x0D ? nil : raw[$0] == 0x0D ? 0x0A : raw[$0] }
        }
        func name() -> String { String(decoding: tokenizer.atoms.bytes(of: tokenizer.name), as: UTF8.self) }
        while true {
            switch tokenizer.next() {
            case .characters: text += current()

            case .null: text.append(0)
            case .startTag:
                flush()
                let attributes = tokenizer.attributes.map {
                    "\(String(decoding: tokenizer.atoms.bytes(of: $0.name), as: UTF8.self))=\(string($0.value))"
                }
                tokens.append(
                    "'StartTag', '\(name())', " + attributes.sorted().joined(separator: " ") + (tokenizer.isSelfClosing ? ", true" : ""))
            case .endTag:
                flush()
                tokens.append("'EndTag', '\(name())'")
            case .comment:
                flush()
                tokens.append("'Comment', '\(String(decoding: current(), as: UTF8.self))'")
            case .doctype:
                flush()
                let doctype = tokenizer.doctype
                func quoted(_ bytes: [UInt8]?) -> String { bytes.map { "'\(String(decoding: $0, as: UTF8.self))'" } ?? "null" }
                tokens.append(
                    "'DOCTYPE', \(quoted(doctype.name)), \(quoted(doctype.publicID)), \(quoted(doctype.systemID)), \(!doctype.forcesQuirks)"
                )
            case .endOfFile:
                flush()
                return tokens
            case .starved:
                let more = min(fed + chunk, bytes.count)
                tokenizer.bytes += bytes[fed..<more]
                fed = more
                tokenizer.isComplete = fed == bytes.count
            }
        }
    }

    @Test("tokens come as the tests say, however the input is cut", arguments: Self.files)
    func tokenizes(file: String) throws {
        let suite = try TestJSON.parse(SharedData.bytes("html5lib-tests/tokenizer/\(file).test"))
        var (passed, failures): (Int, [String]) = (0, [])
        for test in (suite["tests"]?.items ?? []) {
            var isDouble = false
            if case .bool(true)? = test["doubleEscaped"] { isDouble = true }
            let isEscapedTwice = isDouble
            func fix(_ text: String) -> String { isEscapedTwice ? Self.unescaped(text) : text }
            let input = fix(test["input"]?.text ?? "")
            let wanted = (test["output"]?.items ?? []).map { Self.show($0, fix) }
            let states: [String] = test["initialStates"]?.items.compactMap { $0.text } ?? ["Data state"]
            for state in states {
                for chunk in [1 << 20, 1, 3] {
                    let found = Self.tokens(input, state: state, lastStartTag: test["lastStartTag"]?.text, chunk: chunk)
                    if found == wanted {
                        passed += 1
                    } else {
                        failures.append(
                            "\(test["description"]?.text ?? "") [\(state), \(chunk)] \(input.debugDescription): \(found ?? []) for \(wanted)"
                        )
                    }
                }
            }
        }
        print("tokenizer \(file): \(passed) of \(passed + failures.count)")
        #expect(failures.isEmpty, "\(failures.prefix(12).joined(separator: "\n"))")
        #expect(passed > 0)
    }
}

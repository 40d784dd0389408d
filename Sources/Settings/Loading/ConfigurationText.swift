import Yams

/// The bytes of a YAML file as a tree of nodes, or what is wrong with them: the configuration, or another document of the user's.
package struct ConfigurationText {
    package let file: String
    package private(set) var problems: [SettingProblem] = []
    /// Nil where the text is empty or cannot be read.
    package private(set) var root: SettingNode?
    private var lines: [Substring] = []
    /// Stands in for a repeated key while the rest is read: a private character, so that no column moves.
    private static let placeholder: Unicode.Scalar = "\u{E000}"
    /// Nodes after which aliases are taken for an attack or an accident.
    private static let nodeLimit = 200_000

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        var bytes = bytes[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            problems.append(
                SettingProblem(
                    .encoding, at: .file(file, line: 1, column: 1), "the file is in UTF-16", allowed: "UTF-8",
                    remedy: "save it again as UTF-8"))
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let (line, column) = Self.placeOfInvalidByte(bytes)
            problems.append(
                SettingProblem(
                    .encoding, at: .file(file, line: line, column: column), "a byte here is not UTF-8", allowed: "UTF-8",
                    remedy: "save the file again as UTF-8"))
            return
        }
        lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        if let place = Self.placeOfControlCharacter(text) {
            add(.encoding, place.line, place.column, "a control character is not allowed here", remedy: "remove it")
            return
        }
        compose(text)
    }

    /// A line by its number from 1, for showing.
    package func line(_ number: Int) -> String? { number >= 1 && number <= lines.count ? String(lines[number - 1]) : nil }

    private mutating func add(
        _ code: SettingProblem.Code, _ line: Int, _ column: Int, _ message: String, key: String = "", remedy: String? = nil, width: Int = 1
    ) {
        problems.append(
            SettingProblem(
                code, at: .file(file, line: line, column: column), key: key, message, remedy: remedy, excerpt: self.line(line), width: width
            ))
    }

    /// Parses; a key that is repeated is reported, put out of the way, and the rest parsed again, so that one run finds everything.
    private mutating func compose(_ original: String) {
        var text = original
        for _ in 0..<100 {
            do {
                guard let node = try Yams.compose(yaml: text) else { return }
                var budget = Self.nodeLimit
                root = Self.convert(node, &budget)
                if budget <= 0 {
                    root = nil
                    add(.syntax, 1, 1, "the file grows beyond \(Self.nodeLimit) values by its aliases", remedy: "write the values out")
                }
                return
            } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
                guard let name = duplicates.first, let next = maskDuplicate(of: name, first: context.mark, in: text) else { return }
                text = next
            } catch let error as YamlError {
                addSyntax(error)
                return
            } catch {
                add(.syntax, 1, 1, "the file is not YAML: \(error)")
                return
            }
        }
    }

    private mutating func addSyntax(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let line = min(max(1, mark.line), max(1, lines.count))
            let origin = context.map { " (\($0.text) in line \($0.mark.line))" } ?? ""
            let tab = self.line(line)?.contains("\t") == true
            add(
                .syntax, line, mark.line > lines.count ? 1 : mark.column, "not valid YAML: \(problem)\(origin)",
                remedy: tab ? "indent with spaces, not with tabs" : nil)
        case .reader(let problem, _, _, _): add(.encoding, 1, 1, "the file cannot be read: \(problem)")
        default: add(.syntax, 1, 1, "not valid YAML: \(error)")
        }
    }

    /// Reports the second place of a key and hides it; nil when it cannot be found (then only the first place is reported).
    private mutating func maskDuplicate(of name: String, first: Mark, in text: String) -> String? {
        var scalars = Array(text.unicodeScalars)
        let wanted = Array(name.unicodeScalars)
        var (line, column) = (1, 1)
        var index = 0
        while index < scalars.count {
            if line > first.line || line == first.line && column > first.column, isKey(wanted, at: index, in: scalars),
                line == first.line || column == first.column
            {
                add(
                    .duplicateKey, line, column, "the key \(name) is written twice in one group, first in line \(first.line)", key: name,
                    remedy: "keep one of them", width: wanted.count)
                for offset in wanted.indices { scalars[index + offset] = Self.placeholder }
                // Further repetitions need names of their own: the placeholder carries their number after the first scalar.
                if wanted.count > 1, let mark = Unicode.Scalar(0xE001 + UInt32(problems.count)) { scalars[index + 1] = mark }
                return String(String.UnicodeScalarView(scalars))
            }
            if scalars[index] == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
            index += 1
        }
        add(
            .duplicateKey, first.line, first.column, "the key \(name) is written more than once in one group", key: name,
            remedy: "keep one of them", width: wanted.count)
        return nil
    }

    private func isKey(_ wanted: [Unicode.Scalar], at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        guard !wanted.isEmpty, index + wanted.count < scalars.count, scalars[index..<index + wanted.count].elementsEqual(wanted) else {
            return false
        }
        if index > 0, scalars[index - 1] != " ", scalars[index - 1] != "\n", scalars[index - 1] != "{", scalars[index - 1] != "," {
            return false
        }
        return scalars[(index + wanted.count)...].first { $0 != " " } == ":"
    }

    static func convert(_ node: Yams.Node, _ budget: inout Int) -> SettingNode {
        budget -= 1
        let (line, column) = (node.mark?.line ?? 1, node.mark?.column ?? 1)
        guard budget > 0 else { return SettingNode(.null, line: line, column: column) }
        switch node {
        case .scalar(let scalar):
            let quoted = scalar.style != .plain
            let isNull = !quoted && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return SettingNode(isNull ? .null : .scalar(scalar.string, quoted: quoted), line: line, column: column)
        case .sequence(let sequence):
            var items: [SettingNode] = []
            for item in sequence where budget > 0 { items.append(convert(item, &budget)) }
            return SettingNode(.list(items), line: line, column: column)
        case .mapping(let mapping):
            var members: [SettingNode.Member] = []
            for (key, value) in mapping where budget > 0 {
                let name = key.scalar?.string ?? "?"
                if name.unicodeScalars.first == placeholder { continue }
                members.append(
                    SettingNode.Member(
                        name: name, line: key.mark?.line ?? line, column: key.mark?.column ?? column, value: convert(value, &budget)))
            }
            return SettingNode(.map(members), line: line, column: column)
        case .alias: return SettingNode(.null, line: line, column: column)
        }
    }

    private static func placeOfControlCharacter(_ text: String) -> (line: Int, column: Int)? {
        guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D || $0 == 0x7F }) else { return nil }
        var (line, column) = (1, 1)
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 && scalar != "\t" && scalar != "\n" && scalar != "\r" || scalar.value == 0x7F { return (line, column) }
            if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        return nil
    }

    private static func placeOfInvalidByte(_ bytes: ArraySlice<UInt8>) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        return (line, column)
    }
}

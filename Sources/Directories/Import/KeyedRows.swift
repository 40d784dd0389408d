import Yams

/// Which field each key of a JSON or YAML file means, gathered as keys are met.
struct KeyGuesses {
    private(set) var columns: [ImportReport.Column] = []
    private var known: [String: DirectoryField?] = [:]
    private let given: [String: DirectoryField]

    init(given: [String: DirectoryField]) { self.given = given }

    mutating func row(_ value: FieldValue, line: Int) -> ImportRow {
        guard case .map(let members) = value else {
            if case .text(let url) = value { return ImportRow(line: line, fields: [(.url, .text(url))]) }
            return ImportRow(line: line, fields: [], problem: ("the row is not an object", "Write {\"url\": \"https://…\"}"))
        }
        // The field's own name wins over a word that may mean it, within one row.
        let exact = Set(members.compactMap { DirectoryField(rawValue: $0.name) })
        var fields: [(field: DirectoryField, value: FieldValue)] = []
        for member in members {
            guard let field = field(member.name) else { continue }
            if exact.contains(field), member.name != field.rawValue { continue }
            if fields.contains(where: { $0.field == field }) {
                return ImportRow(line: line, fields: [], problem: ("the row has two keys for \(field.rawValue)", "Keep one of them"))
            }
            fields.append((field, member.value))
        }
        return ImportRow(line: line, fields: fields)
    }

    private mutating func field(_ key: String) -> DirectoryField? {
        if let field = known[key] { return field }
        let field = given[key] ?? DirectoryField.guess(key)
        known[key] = .some(field)
        // A file of garbage may have a key for each row.
        if columns.count < 100 { columns.append(ImportReport.Column(header: FieldText.line(key), field: field, byValues: false)) }
        return field
    }
}

/// The rows of a file with one JSON object a line, or of a JSON array.
struct JSONLinesRows: ImportRows {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 0
    private var guesses: KeyGuesses
    private var items: ArraySlice<ImportRow> = []

    var columns: [ImportReport.Column] { guesses.columns }

    init(_ bytes: [UInt8], given: [String: DirectoryField]) {
        guesses = KeyGuesses(given: given)
        self.bytes = bytes
        let start = bytes.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        guard start == UInt8(ascii: "[") else { return }
        index = bytes.count
        var rows: [ImportRow] = []
        var (line, counted) = (1, 0)
        func lineNumber(_ offset: Int) -> Int {
            line += bytes[counted..<offset].count { $0 == 0x0A }
            counted = offset
            return line
        }
        var guesses = self.guesses
        let failure = JSONText.forEachElement(bytes[...]) { offset, value in rows.append(guesses.row(value, line: lineNumber(offset))) }
        if let failure {
            let problem = ("not valid JSON: \(failure.message)", "Correct it; rows after it were not read")
            rows.append(ImportRow(line: lineNumber(min(failure.offset, bytes.count)), fields: [], problem: problem))
        }
        self.guesses = guesses
        items = rows[...]
    }

    mutating func next() -> ImportRow? {
        if let item = items.popFirst() { return item }
        while index < bytes.count {
            let end = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
            let text = bytes[index..<end]
            index = end + 1
            line += 1
            if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            do throws(JSONText.Failure) {
                return guesses.row(try JSONText.parse(text), line: line)
            } catch {
                return ImportRow(
                    line: line, fields: [],
                    problem: ("not valid JSON: \(error.message) (column \(error.offset + 1))", "Write one object on each line"))
            }
        }
        return nil
    }
}

/// The rows of a YAML file: a list of groups, or one under the key `directories`.
///
/// A list whose items begin in the first column (what export writes) is read item by item, so that one broken item does not take the others
/// with it; any other form is read whole.
struct YAMLRows: ImportRows {
    private let text: [UInt8]
    private var index = 0
    private var line = 1
    private var guesses: KeyGuesses
    private var items: ArraySlice<ImportRow> = []
    /// Values in one item, or in a file that is read whole; aliases can multiply without end.
    private static let itemLimit = 10_000
    private static let fileLimit = 5_000_000

    var columns: [ImportReport.Column] { guesses.columns }

    init(_ bytes: [UInt8], given: [String: DirectoryField]) {
        guesses = KeyGuesses(given: given)
        text = bytes
        skipPreamble()
        if !isItemStart(index) {
            line = 1
            index = bytes.count
            readWhole()
        }
    }

    mutating func next() -> ImportRow? {
        if let item = items.popFirst() { return item }
        guard index < text.count else { return nil }
        let (start, startLine) = (index, line)
        repeat { nextLine() } while index < text.count && !isItemStart(index)
        do {
            var budget = Self.itemLimit
            let node = try Yams.compose(yaml: String(decoding: text[start..<index], as: UTF8.self))
            guard case .sequence(let sequence)? = node, let item = sequence.first else { return next() }
            let value = Self.convert(item, &budget)
            guard budget > 0 else { return tooLarge(startLine) }
            return guesses.row(value, line: startLine + (item.mark?.line ?? 1) - 1)
        } catch {
            return Self.bad(error, startLine)
        }
    }

    private mutating func readWhole() {
        let string = String(decoding: text, as: UTF8.self)
        do {
            guard let root = try Yams.compose(yaml: string) else { return }
            var budget = Self.fileLimit
            let list: Yams.Node.Sequence
            switch root {
            case .sequence(let sequence): list = sequence
            case .mapping(let mapping):
                if let inner = mapping["directories"]?.sequence {
                    list = inner
                } else if mapping.keys.contains(where: { DirectoryField.guess($0.scalar?.string ?? "") == .url }) {
                    list = Yams.Node.Sequence([root])
                } else {
                    items = [Self.problem(1, "there is no list of directories", "Write a list, or one under the key directories")]
                    return
                }
            default:
                items = [Self.problem(1, "there is no list of directories", "Write a list, or one under the key directories")]
                return
            }
            var rows: [ImportRow] = []
            for node in list where budget > 0 { rows.append(guesses.row(Self.convert(node, &budget), line: node.mark?.line ?? 1)) }
            if budget <= 0 { rows = [tooLarge(1)] }
            items = rows[...]
        } catch {
            items = [Self.bad(error, 1)]
        }
    }

    private static func convert(_ node: Yams.Node, _ budget: inout Int) -> FieldValue {
        budget -= 1
        guard budget > 0 else { return .null }
        switch node {
        case .scalar(let scalar):
            if scalar.style == .plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return .null }
            return .text(scalar.string)
        case .sequence(let sequence):
            var list: [FieldValue] = []
            for item in sequence where budget > 0 { list.append(convert(item, &budget)) }
            return .list(list)
        case .mapping(let mapping):
            var members: [FieldValue.Member] = []
            for (key, value) in mapping where budget > 0 { members.append(.init(key.scalar?.string ?? "?", convert(value, &budget))) }
            return .map(members)
        case .alias: return .null
        }
    }

    private static func bad(_ error: any Error, _ start: Int) -> ImportRow {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            return Self.problem(start + max(0, mark.line - 1), "not valid YAML: \(problem) (column \(mark.column))", "Correct this item")
        case .duplicatedKeysInMapping(let keys, let context):
            return Self.problem(
                start + max(0, context.mark.line - 1), "the key \(keys.first ?? "") is written twice", "Keep one of them")
        case .reader(let problem, _, _, _): return Self.problem(start, "not valid YAML: \(problem)", "Correct this item")
        default: return Self.problem(start, "not valid YAML", "Correct this item")
        }
    }

    private static func problem(_ line: Int, _ message: String, _ remedy: String) -> ImportRow {
        ImportRow(line: line, fields: [], problem: (message, remedy))
    }

    private func tooLarge(_ line: Int) -> ImportRow {
        Self.problem(line, "aliases make this larger than a directory can be", "Write the values out")
    }

    private func isItemStart(_ index: Int) -> Bool {
        guard index < text.count, text[index] == UInt8(ascii: "-") else { return false }
        return index + 1 >= text.count || text[index + 1] == 0x20 || text[index + 1] == 0x0A || text[index + 1] == 0x0D
    }

    private mutating func nextLine() {
        while index < text.count, text[index] != 0x0A { index += 1 }
        index = min(index + 1, text.count)
        line += 1
    }

    /// Comments, empty lines and the mark of a document's start.
    private mutating func skipPreamble() {
        while index < text.count {
            let first = text[index]
            let isMark =
                text[index...].starts(with: "---".utf8) && (index + 3 >= text.count || text[index + 3] == 0x0A || text[index + 3] == 0x0D)
            guard first == UInt8(ascii: "#") || first == 0x0A || first == 0x0D || isMark else { return }
            nextLine()
        }
    }
}

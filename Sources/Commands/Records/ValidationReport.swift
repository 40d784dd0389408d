import Cleaning
import Directories
import Listings
import Matching

/// What `rollcall validate` found, for people and for machines.
struct ValidationReport {
    private struct Row {
        var line: Int
        var problem: CleaningProblem
    }

    private let table: RecordTable
    private let roles: ColumnRoles
    private let mail: MailLookup?
    private(set) var problemCount = 0
    private var counts: [CleaningProblem.Code: Int] = [:]
    /// Those that are told one by one: a file of a million bad rows is told by its counts.
    private var rows: [Row] = []

    private static let kept = 10_000
    private static let shown = 50

    /// - Parameter mail: What was found out of the domains of e-mail addresses; nil where nobody was asked.
    init(_ table: RecordTable, _ cleaner: RecordCleaner, mail: MailLookup? = nil) {
        self.table = table
        self.mail = mail
        roles = cleaner.roles
        let columns = table.headers.indices
        for row in 0..<table.count {
            for problem in cleaner.problems(columns.map { table.value(row, $0) }) {
                problemCount += 1
                counts[problem.code, default: 0] += 1
                if rows.count < Self.kept { rows.append(Row(line: table.lines[row], problem: problem)) }
            }
        }
    }

    func lines(on terminal: Terminal) -> [String] {
        var lines: [String] = []
        for problem in table.problems.prefix(Self.shown) { lines.append("\(table.name):\(problem.line): \(Table.clean(problem.reason))") }
        for row in rows.prefix(Self.shown) {
            let header = Table.clean(table.headers[row.problem.column])
            lines.append("\(table.name):\(row.line): \(header): '\(Table.clean(row.problem.value))' \(row.problem.reason)")
            lines.append(terminal.styled("  → \(Table.clean(row.problem.remedy))", .dim))
        }
        if problemCount > Self.shown { lines.append("and \(problemCount - Self.shown) more like these; --json tells up to \(Self.kept)") }
        let checked = zip(roles.headers, roles.roles).compactMap { header, kind in kind.map { "\(Table.clean(header)) as \($0.rawValue)" } }
        lines.append("\(table.count) records; read " + checked.joined(separator: ", "))
        if let mail { lines += mail.lines }
        lines.append(problemCount == 0 ? "nothing is wrong" : "\(problemCount) problems")
        return lines
    }

    var json: String {
        let problems = rows.map { row in
            FieldValue.map([
                .init("row", .number(String(row.line))), .init("column", .text(table.headers[row.problem.column])),
                .init("code", .text(row.problem.code.rawValue)), .init("value", .text(row.problem.value)),
                .init("reason", .text(row.problem.reason)), .init("remedy", .text(row.problem.remedy)),
            ])
        }
        let columns = zip(roles.headers, roles.roles).map { header, kind in
            FieldValue.map([.init("header", .text(header)), .init("kind", kind.map { .text($0.rawValue) } ?? .null)])
        }
        let unread = table.problems.map { FieldValue.map([.init("row", .number(String($0.line))), .init("reason", .text($0.reason))]) }
        return FieldValue.map(
            [
                .init("file", .text(table.name)), .init("records", .number(String(table.count))), .init("columns", .list(columns)),
                .init("problem_count", .number(String(problemCount))),
                .init(
                    "counts",
                    .map(
                        CleaningProblem.Code.allCases.compactMap { code in counts[code].map { .init(code.rawValue, .number(String($0))) } })
                ),
                .init("problems", .list(problems)), .init("unread", .list(unread)),
            ] + (mail.map { [.init("mail", $0.value)] } ?? [])
        ).json
    }
}

/// The records of a table in normal form, as a file. A column of whole addresses of the United States gets its parts beside it.
struct NormalisedRecords {
    private let table: RecordTable
    private let cleaner: RecordCleaner
    private let addsParts: Bool

    private static let parts = ["address_street", "address_po_box", "address_city", "address_region", "address_postal_code"]

    init(_ table: RecordTable, _ cleaner: RecordCleaner) {
        self.table = table
        self.cleaner = cleaner
        // Where other columns hold the parts, the address is a street.
        addsParts = cleaner.roles.first(.address) != nil && cleaner.roles.first(.addressLocality) == nil
    }

    func text(asJSON: Bool) -> [UInt8] {
        var output: [UInt8] = []
        let headers = table.headers + (addsParts ? Self.parts : [])
        if !asJSON { CSVText.append(headers, end: CSVText.crlf, to: &output) }
        for row in 0..<table.count {
            let original = table.headers.indices.map { table.value(row, $0) }
            var values = cleaner.normalised(original)
            if addsParts {
                let parts = cleaner.components(original)
                values += [parts?.street, parts?.postOfficeBox, parts?.city, parts?.region, parts?.postalCode].map { $0 ?? "" }
            }
            if asJSON {
                FieldValue.map(zip(headers, values).filter { !$0.1.isEmpty }.map { .init($0.0, .text($0.1)) }).writeJSON(to: &output)
                output.append(0x0A)
            } else {
                CSVText.append(values, end: CSVText.crlf, to: &output)
            }
        }
        return output
    }
}

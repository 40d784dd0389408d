import Database
import Directories
package import Settings

/// Writes to a table of a SQLite file; a record whose key is there already replaces that row.
///
/// ```yaml
/// outputs:
///   - sqlite: {path: out/leads.sqlite, table: leads, key: [email]}
/// ```
package struct SQLiteStage: OutputStage {
    package static let kind = "sqlite"
    var path: String
    var table: String
    var key: [String]

    package var place: String { "\(path)#\(table)" }

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> SQLiteStage? {
        guard let group = reader.group(node, at: path, keys: ["path", "table", "key"]) else { return nil }
        let before = reader.problems.count
        let file = group.value("path", .string("a path"), &reader)
        let table = group.value("table", .string("a table's name"), &reader)
        let key = group.value("key", .list(of: .string("a field"), "a list of fields", atLeast: 1, isSet: true), &reader)
        if !group.has("path") { reader.missing("path", in: group, remedy: "add path: out/records.sqlite") }
        if !group.has("key") { reader.missing("key", in: group, remedy: "add key: [email], by which a record is told from others") }
        guard reader.problems.count == before, let file, let key else { return nil }
        return SQLiteStage(path: file, table: table ?? "records", key: key)
    }

    package func open(_ context: RunContext, index: Int, at state: String?) async throws -> any OutputWriter {
        guard let open = context.services.openSQLite else {
            throw PipelineError(.service, "This process cannot write SQLite files.", remedy: "Run it with `rollcall run`.")
        }
        return try await SQLiteWriter(try await open(context.path(path)), table: table, key: key)
    }

    package func finish(_ context: RunContext, state: String) async throws {}
    package func discard(_ context: RunContext) async {}
}

/// Puts records into a table, row by row of their key: doing it again changes nothing.
private final class SQLiteWriter: OutputWriter {
    private let database: any SQLDatabase
    private let table: String
    private let key: [String]
    private var columns: Set<String>
    private var buffer: [Record] = []
    private static let batch = 500

    init(_ database: any SQLDatabase, table: String, key: [String]) async throws {
        self.database = database
        self.table = table
        self.key = key
        let (name, keys) = (Self.quoted(table), key.map(Self.quoted).joined(separator: ", "))
        columns = try await database.write { connection in
            try connection.execute("CREATE TABLE IF NOT EXISTS \(name) (\(keys), PRIMARY KEY (\(keys)))")
            return Set(try connection.query("SELECT name FROM pragma_table_info($1)", [.text(table)]) { $0.text(0) })
        }
        if let missing = key.first(where: { !columns.contains($0) }) {
            throw PipelineError(
                .refused, "The table \(table) is there already and has no column \(missing).", remedy: "Name another table or another key.")
        }
    }

    private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

    func add(_ record: Record) throws(RecordFault) {
        for field in key where (record[field] ?? .null) == .null { throw RecordFault("\(field), of its key, is missing") }
        buffer.append(record)
    }

    func send() async throws { if buffer.count >= Self.batch { try await write() } }

    private func write() async throws {
        guard !buffer.isEmpty else { return }
        let (records, table, key, known) = (buffer, Self.quoted(table), key, columns)
        buffer = []
        columns = try await database.write { connection in
            var known = known
            for record in records {
                for field in record.fields where known.insert(field.name).inserted {
                    try connection.execute("ALTER TABLE \(table) ADD COLUMN \(Self.quoted(field.name))")
                }
                let names = record.fields.map { Self.quoted($0.name) }
                let marks = names.indices.map { "$\($0 + 1)" }
                let changed = record.fields.filter { !key.contains($0.name) }
                    .map { "\(Self.quoted($0.name)) = excluded.\(Self.quoted($0.name))" }
                let action = changed.isEmpty ? "NOTHING" : "UPDATE SET \(changed.joined(separator: ", "))"
                try connection.execute(
                    """
                    INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(marks.joined(separator: ", ")))
                    ON CONFLICT (\(key.map(Self.quoted).joined(separator: ", "))) DO \(action)
                    """, record.fields.map { Self.value($0.value) })
            }
            return known
        }
        FailPoints.pass("output")
    }

    private static func value(_ value: FieldValue) -> SQLValue {
        switch value {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .number(let text): Int64(text).map { .integer($0) } ?? Double(text).map { .double($0) } ?? .text(text)
        case .text(let text): .text(text)
        case .list, .map: .text(value.json)
        }
    }

    func checkpoint(isEnd: Bool) async throws -> String {
        try await write()
        return "{}"
    }

    func close() async { await database.close() }
}

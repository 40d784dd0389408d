import Database

/// A table as both sides have it.
struct CopyTable: Sendable {
    struct Column: Sendable {
        var name: String
        var type: CopyType
    }

    let name: String
    let columns: [Column]
    /// Where the columns of the primary key are in `columns`, in the key's order.
    let keys: [Int]
    /// The column that the database numbers by itself.
    let numbered: String?

    /// The tables of the program, without those about the schema and the copy.
    static func names(_ connection: any SQLConnection) throws -> [String] {
        let sql =
            switch connection.dialect {
            // Neither virtual tables nor what these keep: they are indexes, which the other side has of its own.
            case .sqlite:
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            // Those with triggers first: what these put into other tables is replaced by what the source has there.
            case .postgres:
                """
                SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                ORDER BY EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) DESC, c.relname
                """
            }
        return try connection.query(sql) { $0.text(0) }.filter { !["schema", "database_copy"].contains($0) }
    }

    /// All tables, in the order in which they are copied.
    static func all(_ source: any SQLDatabase, _ target: any SQLDatabase) async throws -> [CopyTable] {
        let there = try await source.read { try names($0) }
        let here = try await target.read { try names($0) }
        guard Set(there) == Set(here) else {
            let different = Set(there).symmetricDifference(here).sorted().joined(separator: ", ")
            throw DatabaseError(
                .alteredSchema, "The tables of the two databases differ: \(different).",
                remedy: "Run `rollcall database migrate` on both with this version of Rollcall.")
        }
        var tables: [CopyTable] = []
        for name in here {
            let keys = try await source.read { connection in
                try connection.query("SELECT name, pk FROM pragma_table_info('\(name)')") { ($0.text(0), $0.int(1)) }
            }
            let columns = try await target.read { connection in
                try connection.query(
                    """
                    SELECT column_name::text, data_type::text, is_identity = 'YES' FROM information_schema.columns
                    WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position
                    """, [.text(name)]
                ) { ($0.text(0), $0.text(1), $0.bool(2)) }
            }
            tables.append(try CopyTable(name, source: keys, target: columns))
        }
        return tables
    }

    private init(_ name: String, source: [(name: String, key: Int)], target: [(name: String, type: String, isNumbered: Bool)]) throws {
        func refused(_ reason: String) -> DatabaseError {
            DatabaseError(
                .alteredSchema, "The table \(name) cannot be copied: \(reason).",
                remedy: "Run `rollcall database migrate` on both with this version of Rollcall.")
        }
        guard Set(source.map(\.name)) == Set(target.map(\.name)) else { throw refused("its columns differ") }
        self.name = name
        columns = try target.map { column in
            let type: CopyType? =
                switch column.type {
                case "bigint": .integer
                case "double precision": .double
                case "text": .text
                case "bytea": .bytes
                default: nil
                }
            guard let type else { throw refused("the column \(column.name) is of the type \(column.type)") }
            return Column(name: column.name, type: type)
        }
        let key = source.filter { $0.key > 0 }.sorted { $0.key < $1.key }
        let names = columns.map(\.name)
        keys = key.compactMap { names.firstIndex(of: $0.name) }
        guard !keys.isEmpty else { throw refused("it has no primary key") }
        numbered = target.first { $0.isNumbered }?.name
    }

    func key(of row: [SQLValue]) -> [SQLValue] { keys.map { row[$0] } }

    /// SQLite holds any value in any column: one of another type than the column's would be changed by reading it as that.
    func check(_ source: any SQLDatabase) async throws {
        for column in columns {
            let type =
                switch column.type {
                case .integer: "integer"
                case .double: "real"
                case .text: "text"
                case .bytes: "blob"
                }
            let strange = try await source.read { connection in
                try connection.first(
                    "SELECT count(*) FROM \"\(name)\" WHERE typeof(\"\(column.name)\") NOT IN ('null', '\(type)')"
                ) { $0.int(0) } ?? 0
            }
            guard strange == 0 else {
                throw DatabaseError(
                    .constraint, "\(strange) rows of \(name) hold something else than \(type) in the column \(column.name).",
                    remedy: "Correct them in the source, or restore a backup of it.")
            }
        }
    }

    /// The next rows in the order of the primary key.
    func rows(_ connection: any SQLConnection, after key: [SQLValue], limit: Int) throws -> [[SQLValue]] {
        let order = keys.map { "\"\(columns[$0].name)\"" }.joined(separator: ", ")
        let parameters = key.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let condition = key.isEmpty ? "" : "WHERE (\(order)) > (\(parameters)) "
        let names = columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        let sql = "SELECT \(names) FROM \"\(name)\" \(condition)ORDER BY \(order) LIMIT $\(key.count + 1)"
        return try connection.query(sql, key + [.int(limit)]) { row in
            columns.indices.map { index in
                if row.isNull(index) { return .null }
                switch columns[index].type {
                case .integer: return .integer(row.integer(index))
                case .double: return .double(row.double(index))
                case .text: return .text(row.text(index))
                case .bytes: return .bytes(row.bytes(index))
                }
            }
        }
    }
}

/// The values of a primary key as one text: `i42,t616263`, letters and bytes in hexadecimal.
enum CopyKey {
    static func text(_ key: [SQLValue]) -> String {
        key.map { value in
            switch value {
            case .null: "n"
            case .integer(let number): "i\(number)"
            case .double(let number): "d\(number.bitPattern)"
            case .text(let text): "t" + hexadecimal(text.utf8)
            case .bytes(let bytes): "b" + hexadecimal(bytes)
            }
        }.joined(separator: ",")
    }

    static func values(_ text: String) -> [SQLValue] {
        text.split(separator: ",").map { part in
            let rest = part.dropFirst()
            switch part.first {
            case "i": return .integer(Int64(rest) ?? 0)
            case "d": return .double(Double(bitPattern: UInt64(rest) ?? 0))
            case "t": return .text(String(decoding: bytes(rest), as: UTF8.self))
            case "b": return .bytes(bytes(rest))
            default: return .null
            }
        }
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func bytes(_ text: Substring) -> [UInt8] {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

/// A hash over rows whose order does not matter: the sums of two different hashes of each row.
struct RowsHash {
    private(set) var rows = 0
    private(set) var repaired = 0
    private var first: UInt64 = 0
    private var second: UInt64 = 0

    var text: String {
        [first, second].map { String(repeating: "0", count: 16 - String($0, radix: 16).count) + String($0, radix: 16) }.joined()
    }

    mutating func add(_ row: [SQLValue]) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func take(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        func take(_ number: UInt64) {
            for shift in stride(from: 0, to: 64, by: 8) { take(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
        }
        for value in row {
            switch value {
            case .null: take(0 as UInt8)
            case .integer(let number):
                take(1 as UInt8)
                take(UInt64(bitPattern: number))
            case .double(let number):
                take(2 as UInt8)
                take(number.bitPattern)
            case .text(let text):
                take(3 as UInt8)
                var (count, isRepaired): (UInt64, Bool) = (0, false)
                for byte in text.utf8 {
                    count += 1
                    guard byte == 0 else {
                        take(byte)
                        continue
                    }
                    // As it is stored in PostgreSQL.
                    for byte: UInt8 in [0xef, 0xbf, 0xbd] { take(byte) }
                    count += 2
                    isRepaired = true
                }
                take(count)
                if isRepaired { repaired += 1 }
            case .bytes(let bytes):
                take(4 as UInt8)
                for byte in bytes { take(byte) }
                take(UInt64(bytes.count))
            }
        }
        rows += 1
        first &+= mixed(hash)
        second &+= mixed(hash ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// The finaliser of SplitMix64: sums of FNV hashes alone would miss swapped values.
    private func mixed(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

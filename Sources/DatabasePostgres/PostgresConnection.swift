import Database

/// A connection during one transaction. Used only on the session's own thread.
struct PostgresConnection: SQLConnection {
    let link: PostgresLink

    var dialect: Dialect { .postgres }

    @discardableResult
    func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
        // What is said of the transaction goes with what it begins with.
        if sql.hasPrefix("SET LOCAL "), link.addToBeginning(sql) { return 0 }
        // What defines tables is run once: no plan is to be kept of it.
        if values.isEmpty, !StatementCache.isPlanned(sql) { return try link.command(sql).count }
        return try result(sql, values).count
    }

    @discardableResult
    func execute(_ sql: String, rows: [[SQLValue]]) throws -> Int {
        guard let first = rows.first else { return 0 }
        guard rows.count > 1 else { return try execute(sql, first) }
        let statement = try prepared(sql, first)
        // Rows of other types than the first one's go one by one.
        guard rows.allSatisfy({ statement.fits($0) }) else { return try rows.reduce(0) { $0 + (try execute(sql, $1)) } }
        return try link.run(statement.name, rows: rows, types: statement.types, sql: sql)
    }

    func forEach(_ sql: String, _ values: [SQLValue], _ body: (any SQLRow) throws -> Bool) throws {
        let result = try result(sql, values)
        if let type = result.types.first(where: { !PostgresType.known.contains($0) }) {
            throw DatabaseError(
                .statement, "A statement's result has a column of a type (\(type)) that is not read: \(sql)",
                remedy: "This is a mistake in Rollcall: please report it.")
        }
        for row in 0..<result.rows { guard try body(PostgresRow(result: result, row: row)) else { return } }
    }

    private func result(_ sql: String, _ values: [SQLValue]) throws -> PostgresResult {
        let statement = try prepared(sql, values)
        return try link.run(statement.name, EncodedParameters(values, types: statement.types), sql: sql)
    }

    private func prepared(_ sql: String, _ values: [SQLValue]) throws -> PreparedStatement {
        if let known = link.statements.find(sql, values) { return known }
        if let dropped = link.statements.makeRoom() { try link.command(dropped) }
        let name = link.statements.nextName()
        let types = try link.prepare(name, sql, types: values.map(EncodedParameters.type))
        guard types.count <= values.count else {
            throw DatabaseError(
                .statement, "A statement has \(types.count) parameters but \(values.count) values: \(sql)",
                remedy: "This is a mistake in Rollcall: please report it.")
        }
        let statement = PreparedStatement(name: name, types: types)
        link.statements.keep(statement, sql)
        return statement
    }
}

/// A statement that the server has prepared, and the types of its parameters.
struct PreparedStatement {
    let name: String
    let types: [UInt32]

    /// Whether these values can be sent as these types.
    func fits(_ values: [SQLValue]) -> Bool {
        values.count >= types.count && zip(types, values).allSatisfy { EncodedParameters.canSend($1, as: $0) }
    }
}

/// What the server has prepared for one connection, by the text of the statement.
struct StatementCache {
    private var statements: [String: [PreparedStatement]] = [:]
    private var count = 0
    private var made = 0
    /// More different texts than this are a list with many filters: the cache starts anew.
    private static let capacity = 256

    init() {}

    /// An empty one that does not use the names of another again.
    init(after other: StatementCache) { made = other.made }

    func find(_ sql: String, _ values: [SQLValue]) -> PreparedStatement? { statements[sql]?.first { $0.fits(values) } }

    mutating func nextName() -> String {
        made += 1
        return "s\(made)"
    }

    mutating func keep(_ statement: PreparedStatement, _ sql: String) {
        statements[sql, default: []].append(statement)
        count += 1
    }

    /// What to run before another statement is prepared; nil where there is room.
    mutating func makeRoom() -> String? {
        guard count >= Self.capacity else { return nil }
        statements = [:]
        count = 0
        return "DEALLOCATE ALL"
    }

    /// Whether a statement reads or changes rows, by its first word.
    static func isPlanned(_ sql: String) -> Bool {
        let word = sql.utf8.drop { $0 <= 32 }.prefix { $0 > 32 && $0 != UInt8(ascii: "(") }.map { $0 & 0xdf }
        return [Array("SELECT".utf8), Array("INSERT".utf8), Array("UPDATE".utf8), Array("DELETE".utf8), Array("WITH".utf8)].contains(word)
    }
}

/// Values in PostgreSQL's binary format, side by side.
struct EncodedParameters {
    private var bytes: [UInt8] = []
    private var places: [(offset: Int, count: Int)?] = []

    /// The type that a value is declared as; 0 leaves it to the server.
    static func type(_ value: SQLValue) -> UInt32 {
        switch value {
        case .null: 0
        case .integer: PostgresType.int8
        case .double: PostgresType.float8
        case .text: PostgresType.text
        case .bytes: PostgresType.bytes
        }
    }

    static func canSend(_ value: SQLValue, as type: UInt32) -> Bool {
        switch (value, type) {
        case (.null, _), (.integer, PostgresType.int8), (.double, PostgresType.float8), (.bytes, PostgresType.bytes): true
        case (.integer(let number), PostgresType.int4): Int32(exactly: number) != nil
        case (.integer, PostgresType.float8): true
        case (.text, let type): PostgresType.texts.contains(type)
        default: false
        }
    }

    /// - Parameter types: what the server takes the parameters for; values beyond them are not sent.
    init(_ values: [SQLValue], types: [UInt32]) {
        places.reserveCapacity(types.count)
        for (type, value) in zip(types, values) {
            let offset = bytes.count
            switch value {
            case .null:
                places.append(nil)
                continue
            case .integer(let number):
                switch type {
                case PostgresType.int4: append(UInt32(bitPattern: Int32(truncatingIfNeeded: number)))
                case PostgresType.float8: append(Double(number).bitPattern)
                default: append(UInt64(bitPattern: number))
                }
            case .double(let number): append(number.bitPattern)
            case .text(let text): Self.append(text, to: &bytes)
            case .bytes(let value): bytes += value
            }
            places.append((offset, bytes.count - offset))
        }
        // An empty value needs an address too, or it would be taken for NULL.
        bytes.append(0)
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    /// Appends a text. PostgreSQL's texts cannot hold the character U+0000, which becomes U+FFFD.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes += text.utf8
        guard bytes[start...].contains(0) else { return }
        bytes.replaceSubrange(start..., with: text.utf8.lazy.flatMap { $0 == 0 ? [0xef, 0xbf, 0xbd] : [$0] })
    }

    /// Lends count, addresses, lengths and formats as libpq takes them.
    func withPointers<Value>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Value
    ) -> Value {
        let lengths = places.map { Int32($0?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: places.count)
        return unsafe bytes.withUnsafeBytes { buffer in
            let base = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let addresses = unsafe places.map { place -> UnsafePointer<CChar>? in
                guard let place else { return nil }
                return unsafe base.map { unsafe $0 + place.offset }
            }
            return unsafe body(Int32(places.count), addresses, lengths, formats)
        }
    }
}

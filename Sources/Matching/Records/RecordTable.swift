/// The records of one file: named columns of text, as they were written.
package struct RecordTable: Sendable {
    /// A row that could not be read, or not as it was meant.
    package struct Problem: Sendable, Hashable {
        /// From 1.
        package var line: Int
        package var reason: String
    }

    struct Column: Sendable {
        var header: String
        var values = ValueStore()
        var cells: [UInt32] = []
    }

    /// What the file is called in results.
    package var name: String
    private(set) var columns: [Column]
    /// The line each record starts at, from 1.
    package private(set) var lines: [Int] = []
    package private(set) var problems: [Problem] = []
    /// How many problems there were; only the first ``problemLimit`` are kept.
    package private(set) var problemCount = 0

    /// Columns past this many are not read: no list of records has them, and each costs memory.
    static let columnLimit = 256
    /// Bytes of a value past this are not read.
    static let valueLimit = 16 * 1024
    static let problemLimit = 1000

    package init(name: String, columns: [String]) {
        self.name = name
        self.columns = columns.prefix(Self.columnLimit).map { Column(header: $0) }
    }

    package var count: Int { lines.count }
    package var headers: [String] { columns.map(\.header) }

    package mutating func append(_ values: [String], line: Int) {
        for index in columns.indices {
            var id: UInt32 = 0
            if index < values.count {
                let value = Self.trimmed(values[index].utf8)
                id = columns[index].values.intern(value.prefix(Self.valueLimit))
            }
            columns[index].cells.append(id)
        }
        lines.append(line)
    }

    mutating func report(_ line: Int, _ reason: String) {
        problemCount += 1
        if problems.count < Self.problemLimit { problems.append(Problem(line: line, reason: reason)) }
    }

    /// A column that only some rows of the file have.
    mutating func addColumn(_ header: String) -> Bool {
        guard columns.count < Self.columnLimit else { return false }
        columns.append(Column(header: header, cells: Array(repeating: 0, count: lines.count)))
        return true
    }

    /// The value as it was written, without the space around it; empty where there is none.
    package func value(_ record: Int, _ column: Int) -> String {
        let column = columns[column]
        return column.values.text(column.cells[record])
    }

    package func column(named name: String) -> Int? {
        columns.firstIndex { $0.header == name } ?? columns.firstIndex { $0.header.lowercased() == name.lowercased() }
    }

    static func trimmed(_ bytes: String.UTF8View) -> Substring.UTF8View {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }
        var bytes = bytes[...]
        while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return bytes
    }
}

/// All records of all tables in one row of numbers.
package struct RecordIndex: Sendable {
    /// The first record of each table.
    let starts: [Int]
    package let count: Int
    /// Whether only records of different tables may match: the tables are linked, not searched for duplicates.
    package let acrossOnly: Bool

    init(_ tables: [RecordTable], acrossOnly: Bool) {
        var starts: [Int] = []
        var sum = 0
        for table in tables {
            starts.append(sum)
            sum += table.count
        }
        self.starts = starts
        count = sum
        self.acrossOnly = acrossOnly
    }

    func range(_ table: Int) -> Range<Int> { starts[table]..<(table + 1 < starts.count ? starts[table + 1] : count) }

    /// The table of a record and its place in there.
    package func place(_ record: Int) -> (table: Int, row: Int) {
        let table = (starts.firstIndex { $0 > record } ?? starts.count) - 1
        return (table, record - starts[table])
    }

    func mayMatch(_ a: Int, _ b: Int) -> Bool { !acrossOnly || place(a).table != place(b).table }

    var possiblePairs: Double {
        let all = Double(count) * Double(count - 1) / 2
        guard acrossOnly else { return all }
        return starts.indices.reduce(all) { $0 - Double(range($1).count) * Double(range($1).count - 1) / 2 }
    }

    /// Matches that there can be at most when each table names an entity once.
    var mostLinks: Double {
        guard acrossOnly else { return Double(count) * 2 }
        let sizes = starts.indices.map { range($0).count }
        return Double(count - (sizes.max() ?? 0))
    }

    var sources: [UInt8]? {
        guard acrossOnly else { return nil }
        return starts.indices.flatMap { Array(repeating: UInt8(truncatingIfNeeded: $0), count: range($0).count) }
    }
}

/// The pairs of records that are compared: those that share a key, each once, never more than a fixed number for each record.
struct CandidatePairs {
    /// Two records, the smaller number in the upper half.
    private(set) var pairs: [UInt64] = []
    /// What the search found and left out, for the report.
    private(set) var largestBlock = 0

    struct Limits: Sendable {
        /// Records of a block at most; a key that more records share tells nothing.
        var block = 300
        /// Pairs of each family of keys, for each record.
        var pairsPerRecord = 3.0
        /// Small files may have more, since it costs nothing.
        var leastPairs = 300_000
        /// Columns whose keys are combined two by two.
        var combined = 7
    }

    /// - Parameter sources: The file of each record where only pairs across files are wanted; nil for pairs within.
    init(_ columns: [FieldColumn], sources: [UInt8]?, limits: Limits = Limits()) {
        guard let count = columns.first?.cells.count, count > 1 else { return }
        let budget = max(limits.leastPairs, Int(limits.pairsPerRecord * Double(count)))
        var entries: [Entry] = []
        for (place, column) in columns.enumerated() where column.kind != .code && column.kind != .category {
            entries.removeAll(keepingCapacity: true)
            let keys = BlockingKeys(column, .strong, salt: UInt64(place))
            for record in 0..<count {
                for key in keys[column.cells[record]] { entries.append(Entry(key: key, record: UInt32(record))) }
            }
            add(&entries, sources, budget: budget * 2, limits)
        }
        let best = columns.indices.sorted { (Self.worth(columns[$1]), $0) < (Self.worth(columns[$0]), $1) }.prefix(limits.combined)
        let coarse = best.map { (columns[$0], BlockingKeys(columns[$0], .coarse, salt: UInt64($0))) }
        for (place, first) in coarse.enumerated() {
            for second in coarse.dropFirst(place + 1) {
                entries.removeAll(keepingCapacity: true)
                for record in 0..<count {
                    for x in first.1[first.0.cells[record]] {
                        for y in second.1[second.0.cells[record]] {
                            entries.append(Entry(key: BlockingKeys.together(x, y), record: UInt32(record)))
                        }
                    }
                }
                add(&entries, sources, budget: budget, limits)
            }
        }
        unify()
    }

    private struct Entry {
        var key: UInt64
        var record: UInt32
    }

    /// How well a column's coarse keys divide the records.
    private static func worth(_ column: FieldColumn) -> Double {
        Double(column.filled) * Logarithm.bits(Double(column.values.count + 1))
    }

    /// Adds the pairs of all blocks, the smallest first, as far as the budget goes.
    private mutating func add(_ entries: inout [Entry], _ sources: [UInt8]?, budget: Int, _ limits: Limits) {
        entries.sort { ($0.key, $0.record) < ($1.key, $1.record) }
        // How many pairs the blocks of each size hold.
        var pairsOfSize = Array(repeating: 0, count: limits.block + 1)
        Self.blocks(entries) { block in
            largestBlock = max(largestBlock, block.count)
            if block.count <= limits.block { pairsOfSize[block.count] += block.count * (block.count - 1) / 2 }
        }
        var most = 1
        var sum = 0
        while most < limits.block, sum + pairsOfSize[most + 1] <= budget {
            most += 1
            sum += pairsOfSize[most]
        }
        Self.blocks(entries) { block in
            guard block.count <= most else { return }
            for i in block.indices.dropLast() {
                let a = entries[i].record
                for j in (i + 1)..<block.endIndex {
                    let b = entries[j].record
                    if a == b { continue }
                    if let sources, sources[Int(a)] == sources[Int(b)] { continue }
                    pairs.append(UInt64(a) << 32 | UInt64(b))
                }
            }
        }
        if pairs.count > 1 << 24 { unify() }
    }

    private static func blocks(_ entries: [Entry], _ body: (Range<Int>) -> Void) {
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].key == entries[start].key { end += 1 }
            if end - start > 1 { body(start..<end) }
            start = end
        }
    }

    private mutating func unify() {
        pairs.sort()
        var kept = 0
        for index in pairs.indices where index == 0 || pairs[index] != pairs[kept - 1] {
            pairs[kept] = pairs[index]
            kept += 1
        }
        pairs.removeLast(pairs.count - kept)
    }
}

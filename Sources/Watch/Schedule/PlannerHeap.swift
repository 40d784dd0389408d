/// A binary min-heap of (time, slot) whose entries can be found again: positions are kept by the owner in one array for all its heaps.
struct PlannerHeap: Sendable {
    struct Entry: Sendable {
        var due: Int64
        var slot: Int32
    }

    private(set) var entries: [Entry] = []

    var first: Entry? { entries.first }
    var count: Int { entries.count }

    mutating func insert(_ entry: Entry, positions: inout [Int32]) {
        entries.append(entry)
        siftUp(entries.count - 1, &positions)
    }

    /// Removes the entry at a position.
    mutating func remove(at index: Int, positions: inout [Int32]) {
        let last = entries.removeLast()
        guard index < entries.count else { return }
        entries[index] = last
        positions[Int(last.slot)] = Int32(index)
        siftUp(index, &positions)
        siftDown(Int(positions[Int(last.slot)]), &positions)
    }

    /// Gives each entry a new time and restores the order, in linear time.
    mutating func retime(positions: inout [Int32], _ time: (Entry) -> Int64) {
        for index in entries.indices { entries[index].due = time(entries[index]) }
        for index in stride(from: entries.count / 2 - 1, through: 0, by: -1) { siftDown(index, &positions) }
        for index in entries.indices { positions[Int(entries[index].slot)] = Int32(index) }
    }

    private mutating func siftUp(_ start: Int, _ positions: inout [Int32]) {
        var index = start
        let entry = entries[index]
        while index > 0 {
            let parent = (index - 1) / 2
            guard entry.due < entries[parent].due else { break }
            entries[index] = entries[parent]
            positions[Int(entries[index].slot)] = Int32(index)
            index = parent
        }
        entries[index] = entry
        positions[Int(entry.slot)] = Int32(index)
    }

    private mutating func siftDown(_ start: Int, _ positions: inout [Int32]) {
        var index = start
        let entry = entries[index]
        let count = entries.count
        while true {
            var child = 2 * index + 1
            guard child < count else { break }
            if child + 1 < count, entries[child + 1].due < entries[child].due { child += 1 }
            guard entries[child].due < entry.due else { break }
            entries[index] = entries[child]
            positions[Int(entries[index].slot)] = Int32(index)
            index = child
        }
        entries[index] = entry
        positions[Int(entry.slot)] = Int32(index)
    }
}

import Synchronization

/// What goes from stage to stage.
enum Flow: Sendable {
    case batch(FlowBatch)
    case barrier(Barrier)
}

/// Records under way, and what was left out of them on the way.
struct FlowBatch: Sendable {
    var records: [Record]
    var rejects: [Reject] = []
}

/// A record that a stage could not take.
package struct Reject: Sendable, Hashable {
    /// The stage's name.
    package var stage: String
    /// The record's number in the source, and its line there.
    package var number: Int64
    package var line: Int
    package var message: String
    /// Nil for what could not be read as a record.
    package var record: Record?
    /// Whether it belongs into the file of rejects.
    package var isDiverted: Bool
}

/// A mark between two records: what came before it belongs to one checkpoint. It flows through the stages behind those records (after Chandy
/// and Lamport's snapshots) and gathers on its way what each of them has to remember; when all outputs have made durable what came before it,
/// the checkpoint is complete. No stage waits for another meanwhile.
final class Barrier: Sendable {
    struct Gathered: Sendable {
        var stages: [Int: StageCount] = [:]
        var keys: [StageKey] = []
        var rejects: [Reject] = []
        var outputs: [Int: String] = [:]
        var written: [Int: StageCount] = [:]
    }

    let number: Int64
    /// Of the source, behind the records before it.
    let position: String
    let isEnd: Bool
    let read: Int64
    let faults: Int64
    let bytes: Int64
    private let gathered = Mutex(Gathered())
    /// Kept once the checkpoint is stored.
    let stored = Promise<Void>()

    init(number: Int64, position: String, isEnd: Bool, read: Int64, faults: Int64, bytes: Int64) {
        self.number = number
        self.position = position
        self.isEnd = isEnd
        self.read = read
        self.faults = faults
        self.bytes = bytes
    }

    func passed(_ stage: Int, _ count: StageCount, keys: [RecordKey] = []) {
        gathered.withLock { gathered in
            gathered.stages[stage] = count
            gathered.keys += keys.map { StageKey(stage: stage, key: $0) }
        }
    }

    /// - Returns: how many outputs have it behind them now.
    func reached(output: Int, state: String, _ count: StageCount, rejects: [Reject] = []) -> Int {
        gathered.withLock { gathered in
            gathered.outputs[output] = state
            gathered.written[output] = count
            gathered.rejects += rejects
            return gathered.outputs.count
        }
    }

    var contents: Gathered { gathered.withLock { $0 } }
}

/// A key that a stage has seen.
package struct StageKey: Sendable, Hashable {
    package var stage: Int
    package var key: RecordKey
}

/// What went through a stage, since the run began.
package struct StageCount: Sendable, Hashable, Codable {
    package var taken: Int64 = 0
    package var given: Int64 = 0
    /// Left out for an error.
    package var failed: Int64 = 0
    /// What the stage's table had nothing for; nil where it has none, or all was found.
    package var unmatched: UnmatchedCounts?

    package init() {}

    mutating func note(_ names: [String]) {
        guard !names.isEmpty else { return }
        if unmatched == nil { unmatched = UnmatchedCounts() }
        for name in names { unmatched?.add(name) }
    }
}

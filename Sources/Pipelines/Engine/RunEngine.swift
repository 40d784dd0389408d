import Synchronization

/// Runs a pipeline once, from its beginning or from a checkpoint to its end.
///
/// The source, each chain of stages that wait for nothing, each stage that waits, and each output is a task; `BoundedPipe`s join them.
/// Barriers that the source puts between records make checkpoints (see ``Barrier``).
struct RunEngine: Sendable {
    let document: PipelineDocument
    let context: RunContext
    let progress: RunProgress
    /// Stores a checkpoint. Throws where the run is another worker's now.
    let commit: @Sendable (CheckpointStep) async throws -> Void
    /// Whether the run is to stop at its next checkpoint.
    let isStopping: @Sendable () -> Bool

    /// Records that travel together.
    static let batch = 128
    /// Batches that one stage may be ahead of the next.
    static let ahead = 8

    /// How ``run(from:keys:)`` ended.
    enum Ending: Sendable {
        case finished
        /// Asked to stop; everything up to here is in the checkpoint.
        case paused
    }

    /// The rejects are an output like the others, the last one.
    var rejectOutput: WriteStage? { document.rejects.map { WriteStage(path: $0, format: .jsonl) } }
    private var allOutputs: [any OutputStage] { document.outputs.map(\.output) + (rejectOutput.map { [$0] } ?? []) }

    func run(from checkpoint: Checkpoint?, keys: [StageKey]) async throws -> Ending {
        let last = Mutex(checkpoint ?? Checkpoint())
        if checkpoint?.isEnd != true {
            let errors = ErrorBudget(document.maxErrors, used: checkpoint?.failed ?? 0)
            try await stream(from: checkpoint, keys: keys, errors, last)
        }
        let end = last.withLock { $0 }
        guard end.isEnd else { return .paused }
        for (output, state) in zip(allOutputs, end.outputs) { try await output.finish(context, state: state) }
        return .finished
    }

    /// Removes what an abandoned run left.
    func discard() async { for output in allOutputs { await output.discard(context) } }

    // MARK: Tasks

    private func stream(
        from checkpoint: Checkpoint?, keys: [StageKey], _ errors: ErrorBudget, _ last: borrowing Mutex<Checkpoint>
    ) async throws {
        // Before anything is read: a table with a mistake is told of at once.
        var tables: [Int: any TableLookup] = [:]
        for (index, placed) in document.stages.enumerated() {
            if let stage = placed.stage as? any TableStage { tables[index] = try await stage.open(context) }
        }
        let outlets = allOutputs.map { _ in BoundedPipe<Flow>(capacity: Self.ahead) }
        let store = CheckpointKeeper(stages: document.stages.count, outputs: outlets.count, commit: commit)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var inlet = BoundedPipe<Flow>(capacity: Self.ahead)
            let first = inlet
            group.addTask { try await SourceTask(engine: self, errors: errors).run(from: checkpoint, into: first) }
            for chain in chains() {
                let (from, to) = (inlet, BoundedPipe<Flow>(capacity: Self.ahead))
                let counts = chain.map { checkpoint?.stages[$0] ?? StageCount() }
                if chain.count == 1, let stage = document.stages[chain.lowerBound].stage as? any ConcurrentStage {
                    let task = ConcurrentTask(
                        stage: stage, placed: document.stages[chain.lowerBound], index: chain.lowerBound, context: context, errors: errors)
                    group.addTask { try await task.run(counts[0], from: from, into: to) }
                } else {
                    let own = keys.filter { chain.contains($0.stage) }
                    let task = ChainTask(
                        stages: Array(document.stages[chain]), first: chain.lowerBound, tables: tables, errors: errors)
                    group.addTask { try await task.run(counts, keys: own, from: from, into: to) }
                }
                inlet = to
            }
            let trunk = inlet
            group.addTask {
                while let flow = try await trunk.receive() { for outlet in outlets { try await outlet.send(flow) } }
                for outlet in outlets { outlet.end() }
            }
            for (index, outlet) in outlets.enumerated() {
                let task = OutputTask(engine: self, index: index, keeper: store, errors: errors)
                group.addTask { try await task.run(checkpoint, from: outlet) }
            }
            // The first that fails ends all: waiting for all would wait for those that wait for it.
            while try await group.next() != nil {}
        }
        if let stored = store.last { last.withLock { $0 = stored } }
    }

    /// The stages in runs that one task can do: those that wait for nothing together, each that waits alone.
    private func chains() -> [Range<Int>] {
        var chains: [Range<Int>] = []
        for (index, placed) in document.stages.enumerated() {
            if !(placed.stage is any ConcurrentStage), let last = chains.last, last.upperBound == index,
                !(document.stages[last.lowerBound].stage is any ConcurrentStage)
            {
                chains[chains.count - 1] = last.lowerBound..<index + 1
            } else {
                chains.append(index..<index + 1)
            }
        }
        return chains
    }
}

/// Counts errors over all stages of a run, against what the document allows.
final class ErrorBudget: Sendable {
    private let limit: Int?
    private let used: Mutex<Int64>

    init(_ limit: Int?, used: Int64) {
        self.limit = limit
        self.used = Mutex(used)
    }

    var count: Int64 { used.withLock { $0 } }

    /// Takes note of a record that a stage could not take.
    /// - Throws: ``PipelineError`` `record` where the policy is to stop, `too_many_errors` where there were too many.
    func take(_ reject: Reject, _ policy: ErrorPolicy) throws {
        if policy == .stop {
            let place = reject.line > 0 ? "Line \(reject.line) (record \(reject.number))" : "Record \(reject.number)"
            throw PipelineError(
                .record, "\(place): \(reject.stage): \(reject.message).",
                remedy: "Mend the record, or let the stage leave such records out with on_error: skip or divert.")
        }
        let count = used.withLock { used in
            used += 1
            return used
        }
        if let limit, count > limit {
            throw PipelineError(
                .tooManyErrors,
                "\(count) records had errors, and max_errors allows \(limit); the last: \(reject.stage): \(reject.message).",
                remedy: "Look at them with `rollcall runs show`, mend the input or raise max_errors.")
        }
    }
}

/// Makes checkpoints of barriers that all outputs have behind them.
final class CheckpointKeeper: Sendable {
    private let stages: Int
    private let outputs: Int
    private let commit: @Sendable (CheckpointStep) async throws -> Void
    private let latest = Mutex<Checkpoint?>(nil)

    init(stages: Int, outputs: Int, commit: @escaping @Sendable (CheckpointStep) async throws -> Void) {
        self.stages = stages
        self.outputs = outputs
        self.commit = commit
    }

    /// The last one that was stored.
    var last: Checkpoint? { latest.withLock { $0 } }

    /// Called by each output when it has the barrier behind it; the last one stores the checkpoint, and waits for that.
    func reached(_ barrier: Barrier, output: Int, state: String, _ count: StageCount, rejects: [Reject]) async throws {
        guard barrier.reached(output: output, state: state, count, rejects: rejects) == outputs else { return }
        let gathered = barrier.contents
        var checkpoint = Checkpoint()
        checkpoint.number = barrier.number
        checkpoint.isEnd = barrier.isEnd
        checkpoint.position = barrier.position
        checkpoint.read = barrier.read
        checkpoint.sourceFaults = barrier.faults
        checkpoint.bytes = barrier.bytes
        checkpoint.stages = (0..<stages).map { gathered.stages[$0] ?? StageCount() }
        checkpoint.outputs = (0..<outputs).map { gathered.outputs[$0] ?? "" }
        checkpoint.written = (0..<outputs).map { gathered.written[$0] ?? StageCount() }
        FailPoints.pass("before-checkpoint")
        try await commit(CheckpointStep(checkpoint: checkpoint, keys: gathered.keys, rejects: gathered.rejects))
        FailPoints.pass("after-checkpoint")
        latest.withLock { $0 = checkpoint }
        barrier.stored.keep(())
    }
}

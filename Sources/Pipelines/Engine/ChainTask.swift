/// Stages that wait for nothing, one after the other in one task.
struct ChainTask: Sendable {
    let stages: [PlacedStage]
    /// The place of the first of them in the pipeline.
    let first: Int
    /// The tables of those stages that have one, by their place in the pipeline.
    let tables: [Int: any TableLookup]
    let errors: ErrorBudget

    func run(_ counts: [StageCount], keys: [StageKey], from inlet: BoundedPipe<Flow>, into outlet: BoundedPipe<Flow>) async throws {
        var counts = counts
        var seen = stages.map { _ in Set<RecordKey>() }
        for key in keys { seen[key.stage - first].insert(key.key) }
        // Those since the last barrier.
        var fresh = stages.map { _ in [RecordKey]() }
        while let flow = try await inlet.receive() {
            switch flow {
            case .batch(let batch):
                var passed: [Record] = []
                passed.reserveCapacity(batch.records.count)
                var rejects = batch.rejects
                for record in batch.records {
                    if let record = try apply(record, &counts, &seen, &fresh, &rejects) { passed.append(record) }
                }
                if !passed.isEmpty || !rejects.isEmpty {
                    try await outlet.send(.batch(FlowBatch(records: passed, rejects: rejects)))
                }
            case .barrier(let barrier):
                for index in stages.indices {
                    barrier.passed(first + index, counts[index], keys: fresh[index])
                    fresh[index].removeAll(keepingCapacity: true)
                }
                try await outlet.send(flow)
            }
        }
        outlet.end()
    }

    private func apply(
        _ original: Record, _ counts: inout [StageCount], _ seen: inout [Set<RecordKey>], _ fresh: inout [[RecordKey]],
        _ rejects: inout [Reject]
    ) throws -> Record? {
        var record = original
        for (index, placed) in stages.enumerated() {
            counts[index].taken += 1
            let goesOn: Bool
            var unmatched: [String] = []
            defer { counts[index].note(unmatched) }
            do throws(RecordFault) {
                switch placed.stage {
                case let stage as any TransformStage: goesOn = try stage.apply(&record)
                case let stage as any UniqueStage:
                    if let key = try stage.key(of: record) {
                        goesOn = seen[index].insert(key).inserted
                        if goesOn { fresh[index].append(key) }
                    } else {
                        goesOn = true
                    }
                case is any TableStage: goesOn = try tables[first + index]?.apply(&record, &unmatched) ?? true
                default: goesOn = true
                }
            } catch {
                counts[index].failed += 1
                let reject = Reject(
                    stage: placed.name, number: record.number, line: record.line, message: error.message, record: record,
                    isDiverted: placed.policy == .divert)
                try errors.take(reject, placed.policy)
                rejects.append(reject)
                return nil
            }
            guard goesOn else { return nil }
            counts[index].given += 1
        }
        return record
    }
}

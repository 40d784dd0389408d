/// Reads the source of a run, and puts a barrier between its records every so often.
struct SourceTask: Sendable {
    let engine: RunEngine
    let errors: ErrorBudget

    func run(from checkpoint: Checkpoint?, into pipe: BoundedPipe<Flow>) async throws {
        let document = engine.document
        let reader = try await document.source.open(engine.context, at: checkpoint?.position)
        defer { reader.close() }
        var number = checkpoint?.number ?? -1
        var read = checkpoint?.read ?? 0
        var faults = checkpoint?.sourceFaults ?? 0
        func barrier(isEnd: Bool) throws -> Barrier {
            number += 1
            return Barrier(
                number: number, position: try reader.position(), isEnd: isEnd, read: read, faults: faults, bytes: reader.done)
        }
        if checkpoint == nil {
            // Before anything is written, the state of the outputs before it is stored: what a file had that is appended to.
            let first = try barrier(isEnd: false)
            try await pipe.send(.barrier(first))
            try await first.stored.value
        }
        var since = 0
        var lastBarrier = ContinuousClock.now
        while true {
            try Task.checkCancellation()
            if engine.isStopping() {
                if since > 0 { try await pipe.send(.barrier(try barrier(isEnd: false))) }
                pipe.end()
                return
            }
            guard let batch = try await reader.next(min(RunEngine.batch, document.checkpointRecords - since)) else { break }
            read += Int64(batch.count)
            faults += Int64(batch.faults.count)
            since += batch.count
            var rejects: [Reject] = []
            for fault in batch.faults {
                let reject = Reject(
                    stage: "source", number: fault.number, line: fault.line, message: fault.message, record: nil,
                    isDiverted: document.sourcePolicy == .divert)
                try errors.take(reject, document.sourcePolicy)
                rejects.append(reject)
            }
            let failed = errors.count
            let (allRead, bytes, total) = (read, reader.done, reader.total)
            engine.progress.change { figures in
                (figures.read, figures.bytes, figures.total, figures.failed) = (allRead, bytes, total, failed)
            }
            try await pipe.send(.batch(FlowBatch(records: batch.records, rejects: rejects)))
            if since >= document.checkpointRecords || ContinuousClock.now - lastBarrier >= document.checkpointInterval {
                try await pipe.send(.barrier(try barrier(isEnd: false)))
                since = 0
                lastBarrier = ContinuousClock.now
            }
        }
        try await pipe.send(.barrier(try barrier(isEnd: true)))
        pipe.end()
    }
}

/// A stage that waits for something else, with many records in its hands; they leave in the order in which they came.
struct ConcurrentTask: Sendable {
    let stage: any ConcurrentStage
    let placed: PlacedStage
    let index: Int
    let context: RunContext
    let errors: ErrorBudget

    private enum Outcome: Sendable {
        case passed(Record?)
        case fault(RecordFault)
    }

    private enum Slot: Sendable {
        case record(Record, Promise<Outcome>)
        case rejects([Reject])
        case barrier(Barrier)
    }

    func run(_ count: StageCount, from inlet: BoundedPipe<Flow>, into outlet: BoundedPipe<Flow>) async throws {
        let width = placed.concurrency ?? stage.concurrency
        // Those that are done wait here for a slow one before them.
        let slots = BoundedPipe<Slot>(capacity: 2 * width + RunEngine.batch)
        let gate = Gate(width)
        let stageContext = StageContext(
            run: context.run, pipeline: context.pipeline, place: index, nonce: context.nonce, services: context.services)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await emit(count, from: slots, into: outlet) }
            while let flow = try await inlet.receive() {
                switch flow {
                case .barrier(let barrier): try await slots.send(.barrier(barrier))
                case .batch(let batch):
                    if !batch.rejects.isEmpty { try await slots.send(.rejects(batch.rejects)) }
                    for record in batch.records {
                        await gate.enter()
                        let promise = Promise<Outcome>()
                        try await slots.send(.record(record, promise))
                        group.addTask {
                            defer { gate.leave() }
                            do { promise.keep(.passed(try await stage.apply(record, stageContext))) } catch let fault as RecordFault {
                                promise.keep(.fault(fault))
                            }
                        }
                    }
                }
            }
            slots.end()
        }
    }

    private func emit(_ count: StageCount, from slots: BoundedPipe<Slot>, into outlet: BoundedPipe<Flow>) async throws {
        var count = count
        var batch = FlowBatch(records: [])
        func flush() async throws {
            guard !batch.records.isEmpty || !batch.rejects.isEmpty else { return }
            try await outlet.send(.batch(batch))
            batch = FlowBatch(records: [])
        }
        while let slot = try await slots.receive() {
            switch slot {
            case .rejects(let rejects): batch.rejects += rejects
            case .barrier(let barrier):
                try await flush()
                barrier.passed(index, count)
                try await outlet.send(.barrier(barrier))
            case .record(let original, let promise):
                if !promise.isKept { try await flush() }
                count.taken += 1
                switch try await promise.value {
                case .passed(let record?):
                    count.given += 1
                    batch.records.append(record)
                case .passed(nil): break
                case .fault(let fault):
                    count.failed += 1
                    let reject = Reject(
                        stage: placed.name, number: original.number, line: original.line, message: fault.message, record: original,
                        isDiverted: placed.policy == .divert)
                    try errors.take(reject, placed.policy)
                    batch.rejects.append(reject)
                }
                if batch.records.count >= RunEngine.batch || slots.isEmpty { try await flush() }
            }
        }
        try await flush()
        outlet.end()
    }
}

import Directories

/// Writes one output of a run.
struct OutputTask: Sendable {
    let engine: RunEngine
    /// The output's place; one beyond the document's outputs is that of the rejects.
    let index: Int
    let keeper: CheckpointKeeper
    let errors: ErrorBudget

    func run(_ checkpoint: Checkpoint?, from inlet: BoundedPipe<Flow>) async throws {
        let state = checkpoint.flatMap { index < $0.outputs.count ? $0.outputs[index] : nil }
        let placed = index < engine.document.outputs.count ? engine.document.outputs[index] : nil
        guard let output = placed?.output ?? engine.rejectOutput else { return }
        let writer = try await output.open(engine.context, index: index, at: state)
        var count = checkpoint.flatMap { index < $0.written.count ? $0.written[index] : nil } ?? StageCount()
        // The first output hands on what was left out on the way, each what it could not take itself.
        var rejects: [Reject] = []
        do {
            while let flow = try await inlet.receive() {
                switch flow {
                case .batch(let batch):
                    if let placed {
                        if index == 0 { rejects += batch.rejects.map(Self.kept) }
                        try add(batch.records, placed, writer, &count, &rejects)
                    } else {
                        for reject in batch.rejects where reject.isDiverted { try writer.add(Self.record(of: reject)) }
                    }
                    try await writer.send()
                    if index == 0 {
                        let written = count.given
                        engine.progress.change { $0.written = written }
                    }
                case .barrier(let barrier):
                    let state = try await writer.checkpoint(isEnd: barrier.isEnd)
                    try await keeper.reached(barrier, output: index, state: state, count, rejects: rejects)
                    rejects = []
                }
            }
        } catch {
            await writer.close()
            throw error
        }
        await writer.close()
    }

    private func add(
        _ records: [Record], _ placed: PlacedOutput, _ writer: any OutputWriter, _ count: inout StageCount, _ rejects: inout [Reject]
    ) throws {
        for record in records {
            count.taken += 1
            do throws(RecordFault) {
                try writer.add(record)
                count.given += 1
            } catch {
                count.failed += 1
                let reject = Reject(
                    stage: placed.name, number: record.number, line: record.line, message: error.message, record: record, isDiverted: false)
                try errors.take(reject, placed.policy)
                rejects.append(Self.kept(reject))
            }
        }
    }

    /// Of a large run no more is remembered of each than a person looks at.
    private static func kept(_ reject: Reject) -> Reject {
        var reject = reject
        reject.message = String(reject.message.prefix(500))
        return reject
    }

    /// A line of the file of rejects.
    static func record(of reject: Reject) -> Record {
        Record([
            FieldValue.Member("stage", .text(reject.stage)), FieldValue.Member("error", .text(reject.message)),
            FieldValue.Member("number", .number(String(reject.number))), FieldValue.Member("line", .number(String(reject.line))),
            FieldValue.Member("record", reject.record.map { .map($0.fields) } ?? .null),
        ])
    }
}

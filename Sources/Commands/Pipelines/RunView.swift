import API
import ArgumentParser
import Console
import Foundation
import JobQueue
import Model
import Pipelines

/// A run as `--json` shows it.
struct RunItem: Encodable {
    struct StageItem: Encodable {
        var name: String
        var taken: Int64
        var given: Int64
        var failed: Int64
    }

    struct RejectItem: Encodable {
        var stage: String
        var number: Int64
        var line: Int
        var message: String
        var record: String?
    }

    var id: Int64
    var pipeline: String
    var state: String
    var cause: String
    var input: String?
    var job: Int64?
    var createdAt: String
    var startedAt: String?
    var finishedAt: String?
    var read: Int64
    var written: Int64
    var failed: Int64
    var share: Double?
    var checkpoint: Int64?
    var error: String?
    var node: String?
    var stages: [StageItem]?
    var rejects: [RejectItem]?

    init(_ run: Run, rejects: [StoredReject]? = nil) {
        id = run.id.rawValue
        pipeline = run.pipeline
        state = run.state.name
        cause = run.cause
        input = run.input
        job = run.job?.rawValue
        createdAt = run.createdAt.description
        startedAt = run.startedAt?.description
        finishedAt = run.finishedAt?.description
        read = run.figures.read
        written = run.figures.written
        failed = run.figures.failed
        share = run.figures.share
        checkpoint = run.checkpoint?.number
        error = run.error
        node = run.node
        stages = RunView.stages(run).map { StageItem(name: $0.name, taken: $0.count.taken, given: $0.count.given, failed: $0.count.failed) }
        self.rejects = rejects?.map {
            RejectItem(stage: $0.stage, number: $0.number, line: $0.line, message: $0.message, record: $0.record)
        }
    }

    static func line(_ run: Run, rejects: [StoredReject]? = nil) throws -> String { try JSON.line(RunItem(run, rejects: rejects)) }
}

/// How commands of pipelines end besides 0 and 2.
enum ExitCodes {
    /// The run failed or was cancelled.
    static let unwell = ExitCode(1)
    /// Stopped by a signal before its end; it can be resumed.
    static let interrupted = ExitCode(130)
}

/// How runs look on a terminal.
enum RunView {
    static func style(_ state: RunState) -> Terminal.Style {
        switch state {
        case .done: .good
        case .running: .info
        case .waiting: .dim
        case .cancelled: .warning
        case .failed: .bad
        }
    }

    /// The stages of a run with what went through them, as of its last checkpoint.
    static func stages(_ run: Run) -> [(name: String, count: StageCount)] {
        guard let checkpoint = run.checkpoint,
            let document = try? PipelineDocument.parse(name: run.pipeline, file: "", bytes: Array(run.document.utf8))
        else { return [] }
        return Array(zip(document.stages.map(\.name), checkpoint.stages)) + Array(zip(document.outputs.map(\.name), checkpoint.written))
    }

    static func table(_ runs: [Run], now: Timestamp) -> Table {
        var table = Table(["run", "pipeline", "state", "started by", "since", "read", "written", "left out", "what"], flexible: 8)
        for run in runs {
            table.add([
                Table.Cell("#\(run.id)"), Table.Cell(run.pipeline),
                Table.Cell(run.isCancelling && !run.state.isFinished ? "stopping" : run.state.name, style(run.state)),
                Table.Cell(run.cause), Table.Cell(Figures.duration(now - (run.finishedAt ?? run.startedAt ?? run.createdAt))),
                Table.Cell(Figures.count(Int(run.figures.read))), Table.Cell(Figures.count(Int(run.figures.written))),
                Table.Cell(Figures.count(Int(run.figures.failed)), run.figures.failed > 0 ? .warning : .dim),
                Table.Cell(run.error.map(Table.clean) ?? run.input ?? ""),
            ])
        }
        return table
    }

    /// How a run stands, in a few lines.
    static func summary(_ run: Run, _ terminal: Terminal) -> [String] {
        let figures = run.figures
        var took = ""
        if let start = run.startedAt, let end = run.finishedAt {
            took = " in \(Figures.span(microseconds: Double((end - start).wholeMicroseconds)))"
        }
        var lines = [
            "\(terminal.styled(run.state.name, style(run.state)))  \(run.pipeline) #\(run.id)\(took): \(Figures.count(Int(figures.read))) read, "
                + "\(Figures.count(Int(figures.written))) written"
                + (figures.failed > 0 ? ", \(terminal.styled("\(Figures.count(Int(figures.failed))) left out", .warning))" : "")
        ]
        if let error = run.error { lines.append("  \(Table.clean(error))") }
        switch run.state {
        case .waiting, .running: lines.append("  It goes on from its last checkpoint: rollcall runs resume \(run.id)")
        case .failed: lines.append("  Mend the cause, then: rollcall runs resume \(run.id)")
        case .done, .cancelled: break
        }
        if figures.failed > 0 { lines.append("  What was left out: rollcall runs show \(run.id)") }
        return lines
    }
}

/// One line of progress, with a rate over the last few seconds.
struct RunProgressView {
    private var samples: [(at: ContinuousClock.Instant, read: Int64)] = []

    mutating func line(_ run: Run, _ terminal: Terminal) -> String {
        let now = ContinuousClock.now
        let figures = run.figures
        samples.append((now, figures.read))
        samples.removeAll { now - $0.at > .seconds(5) }
        guard run.state == .running else { return "\(run.pipeline) #\(run.id)  \(run.state.name)" }
        var parts = ["\(run.pipeline) #\(run.id)"]
        if let share = figures.share {
            let width = 20
            let full = Int((share * Double(width)).rounded())
            parts.append(String(repeating: "█", count: full) + String(repeating: "░", count: width - full) + " \(Int(share * 100)) %")
        }
        parts.append("\(Figures.count(Int(figures.read))) read")
        if let first = samples.first, now - first.at > .milliseconds(300) {
            let rate = Double(figures.read - first.read) / (Double((now - first.at).wholeMilliseconds) / 1000)
            parts.append("\(Figures.count(Int(rate)))/s")
            if let total = figures.total, figures.bytes > 0, rate > 0 {
                // Records still to come, by the size of those before.
                let left = Double(figures.read) * Double(max(0, total - figures.bytes)) / Double(figures.bytes) / rate
                parts.append("\(Figures.duration(.milliseconds(Int64(min(left, 1e9) * 1000)))) left")
            }
        }
        parts.append("\(Figures.count(Int(figures.written))) written")
        if figures.failed > 0 { parts.append(terminal.styled("\(Figures.count(Int(figures.failed))) left out", .warning)) }
        return parts.joined(separator: "  ")
    }
}

extension RunID: ExpressibleByArgument {
    package init?(argument: String) {
        guard let number = Int64(argument), number > 0 else { return nil }
        self.init(number)
    }
}

extension RunState: ExpressibleByArgument {
    package init?(argument: String) { self.init(name: argument) }
    package static var allValueStrings: [String] { allCases.map(\.name) }
}

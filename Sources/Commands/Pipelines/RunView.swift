import API
import ArgumentParser
import Console
import JobQueue
import Model
import Pipelines
import Resilience

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

    /// The stages and outputs of a run with what went through them, as of its last checkpoint.
    static func stages(_ run: Run) -> [(name: String, count: StageCount)] {
        guard let parts = RunStages(run) else { return [] }
        return (parts.stages + parts.outputs).compactMap { part in part.count.map { (part.name, $0) } }
    }

    /// What a stage's table had nothing for, the most frequent first.
    static func unmatched(_ counts: UnmatchedCounts, of stage: String) -> [String] {
        let most = 20
        let sorted = counts.sorted
        var lines = ["\(stage): the table has nothing for"]
        lines += sorted.prefix(most).map { "  \(Table.clean($0.name))  \(Figures.count(Int($0.count)))×" }
        let rest = sorted.dropFirst(most).reduce(counts.others) { $0 + $1.count }
        if rest > 0 { lines.append("  and others  \(Figures.count(Int(rest)))×") }
        return lines
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
    /// - Parameter isShown: whether what `runs show` tells follows, so that nothing points there.
    static func summary(_ run: Run, _ terminal: Terminal, isShown: Bool = false) -> [String] {
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
        guard !isShown else { return lines }
        for (name, count) in stages(run) {
            guard let unmatched = count.unmatched else { continue }
            lines.append("  \(name): the table had nothing for \(Figures.count(Int(unmatched.total))): rollcall runs show \(run.id)")
        }
        if figures.failed > 0 { lines.append("  What was left out: rollcall runs show \(run.id)") }
        return lines
    }
}

/// One line of progress, with a rate over the last few seconds.
struct RunProgressView {
    private var pace = RunPace()

    /// - Parameter waits: why it does not run now.
    mutating func line(_ run: Run, _ terminal: Terminal, waits: WaitReason? = nil) -> String {
        let (figures, now) = (run.figures, SystemClock().now())
        pace.note(figures, at: now)
        guard run.state == .running else {
            return "\(run.pipeline) #\(run.id)  \(run.state.name)" + (waits.map { "  \(Table.clean($0.sentence(at: now)))" } ?? "")
        }
        var parts = ["\(run.pipeline) #\(run.id)"]
        if let share = figures.share {
            let width = 20
            let full = Int((share * Double(width)).rounded())
            parts.append(String(repeating: "█", count: full) + String(repeating: "░", count: width - full) + " \(Int(share * 100)) %")
        }
        parts.append("\(Figures.count(Int(figures.read))) read")
        if let rate = pace.rate { parts.append("\(Figures.count(Int(rate)))/s") }
        if let remaining = pace.remaining { parts.append("\(Figures.duration(max(remaining, .seconds(1)))) left") }
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

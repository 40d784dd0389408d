import Onboarding

/// What `rollcall onboard plan --json` writes; docs/onboarding.md describes it.
struct FillPlanView: Encodable {
    private struct Field: Encodable {
        var control: String
        var label: String
        var term: String
        var values: [String]
        var shown: String
        var how: String
    }

    private struct Problem: Encodable {
        var kind: String
        var control: String?
        var label: String
        var message: String
        var blocking: Bool
        var suggestions: [String]
    }

    private struct Entry: Encodable {
        var name: String
        var value: String
        /// Of a file; `value` is its name.
        var type: String?
        var size: Int?
        var sha256: String?
    }

    private struct Line: Encodable {
        var key: String
        var wanted: String
        var read: String
        var verdict: String
    }

    private var source: String
    private var form: Int
    private var ready: Bool
    private var fields: [Field]
    private var problems: [Problem]
    private var entries: [Entry]
    private var traps: [Int]
    private var roundTrip: [Line]

    init(source: String, _ plan: FillPlan, _ trip: RoundTrip) {
        self.source = source
        form = plan.form
        ready = plan.isReady
        fields = plan.fields.map {
            Field(control: $0.control.text, label: $0.label, term: $0.term, values: $0.values, shown: $0.shown, how: $0.how)
        }
        problems = plan.problems.map {
            Problem(
                kind: $0.kind.rawValue, control: $0.control?.text, label: $0.label, message: $0.message, blocking: $0.isBlocking,
                suggestions: $0.suggestions.map(\.text))
        }
        entries = plan.entries.map {
            Entry(name: $0.name, value: $0.value, type: $0.file?.type, size: $0.file?.size, sha256: $0.file?.digest)
        }
        traps = plan.traps
        roundTrip = trip.lines.map { Line(key: $0.key.rawValue, wanted: $0.wanted, read: $0.read, verdict: $0.verdict.rawValue) }
    }
}

/// A plan as people read it.
struct FillPlanText {
    let plan: FillPlan
    let trip: RoundTrip

    init(_ plan: FillPlan, _ trip: RoundTrip) { (self.plan, self.trip) = (plan, trip) }

    func lines(on terminal: Terminal) -> [String] {
        [terminal.styled("Form \(plan.form + 1): \(plan.fields.count) values", .bold)] + rows(on: terminal) + [
            plan.isReady
                ? terminal.styled("Nothing stands against sending it; nothing was sent.", .good)
                : terminal.styled("\(plan.blocking.count) thing(s) to settle before it can be sent.", .warning)
        ]
    }

    /// The values, and what stands against sending them.
    func rows(on terminal: Terminal) -> [String] {
        var lines: [String] = []
        if !plan.fields.isEmpty {
            var table = Table(["control", "term", "value", "back", "why"], flexible: 4)
            for field in plan.fields {
                let line = trip.lines.first { $0.key == field.key && $0.label == field.label }
                let style: Terminal.Style? = line.map { $0.verdict == .differs ? .bad : $0.verdict == .same ? .good : .warning }
                table.add([
                    Table.Cell(field.label), Table.Cell(field.term), Table.Cell(field.shown),
                    Table.Cell(line?.verdict.rawValue ?? "—", style),
                    Table.Cell(field.how),
                ])
            }
            lines += table.lines(on: terminal).map { "  " + $0 }
        }
        if !plan.traps.isEmpty { lines.append("  left alone: \(plan.traps.count) trap(s) for robots") }
        for problem in plan.problems {
            let mark = problem.isBlocking ? terminal.styled("stop", .bad) : terminal.styled("note", .dim)
            lines.append("  \(mark)  \(Table.clean(problem.message))")
            if problem.isBlocking, !problem.suggestions.isEmpty {
                lines.append("        perhaps: \(Table.clean(problem.suggestions.prefix(6).map(\.text).joined(separator: ", ")))")
            }
        }
        return lines
    }
}

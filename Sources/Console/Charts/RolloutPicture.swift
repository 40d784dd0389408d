import API
import Onboarding

/// A rollout's phases as a picture: a box for each with who has the change, who is tried and who failed, and arrows between. A static SVG twice over,
/// wide and narrow, of which the style sheet shows the one that fits.
struct RolloutPicture {
    private let phases: [RolloutDesk.RolloutPhase]

    init(_ phases: [RolloutDesk.RolloutPhase]) { self.phases = phases }

    private static let (width, height, gap) = (200.0, 92.0, 44.0)
    private static let narrow = 300.0
    /// Boxes of one row; a rollout has four phases unless somebody wants others.
    private static let perRow = 5

    /// Both pictures.
    func html() -> String { "<figure class=\"flow rollout\">\(wide())\(tall())</figure>" }

    /// What the picture shows, for those who cannot see it.
    private var words: String {
        phases.map { "\($0.name) (\(Self.place($0))): \(Self.figures($0))" }.joined(separator: "; ")
    }

    private static func place(_ phase: RolloutDesk.RolloutPhase) -> String {
        switch phase.standing {
        case .waiting: "its turn has not come"
        case .current: "it is here"
        case .passed: "passed"
        case .stopped: "taken back here"
        }
    }

    /// `3 of 5 have it`.
    private static func figures(_ phase: RolloutDesk.RolloutPhase) -> String {
        guard phase.directories > 0 else { return "nobody besides" }
        return "\(Figures.count(phase.counts[.passed] ?? 0)) of \(Figures.count(phase.directories)) have it"
    }

    private static func note(_ phase: RolloutDesk.RolloutPhase) -> (words: String, isBad: Bool) {
        let bad = [RolloutMember.Standing.failed, .takenBack].compactMap { standing in
            phase.counts[standing].map { "\(Figures.count($0)) \(standing.words)" }
        }
        if !bad.isEmpty { return (bad.joined(separator: ", "), true) }
        if let tried = phase.counts[.started] { return ("\(Figures.count(tried)) on \(tried == 1 ? "its" : "their") way", false) }
        return (phase.soakSeconds > 0 ? "soaks \(Figures.duration(.seconds(phase.soakSeconds)))" : "no soak", false)
    }

    private func svg(_ style: String, _ width: Double, _ height: Double, _ content: String) -> String {
        "<svg class=\"\(style)\" viewBox=\"0 0 \(SVG.number(width)) \(SVG.number(height))\" width=\"\(SVG.number(width))\" role=\"img\" "
            + "aria-label=\"\(SVG.escaped(words))\">\(content)</svg>"
    }

    private func wide() -> String {
        var content = ""
        let rise = Self.height + 24
        for (index, phase) in phases.enumerated() {
            let (x, y) = (Double(index % Self.perRow) * (Self.width + Self.gap) + 1, Double(index / Self.perRow) * rise + 1)
            content += draw(phase, x, y, Self.width)
            guard index % Self.perRow > 0 else { continue }
            let (middle, end) = (SVG.number(y + Self.height / 2), SVG.number(x))
            content += "<path class=\"line\" d=\"M\(SVG.number(x - Self.gap)) \(middle)H\(SVG.number(x - 2))\"/>"
            content += "<path class=\"head\" d=\"M\(end) \(middle)l-7 -4v8z\"/>"
        }
        let columns = min(max(phases.count, 1), Self.perRow)
        let rows = (phases.count + Self.perRow - 1) / Self.perRow
        return svg("wide", Double(columns) * (Self.width + Self.gap) - Self.gap + 2, Double(max(rows, 1)) * rise - 22, content)
    }

    private func tall() -> String {
        var content = ""
        let rise = Self.height + 22
        for (index, phase) in phases.enumerated() {
            let y = Double(index) * rise + 1
            content += draw(phase, 1, y, Self.narrow)
            guard index > 0 else { continue }
            let middle = SVG.number(Self.narrow / 2)
            content += "<path class=\"line\" d=\"M\(middle) \(SVG.number(y - 22))V\(SVG.number(y - 2))\"/>"
            content += "<path class=\"head\" d=\"M\(middle) \(SVG.number(y))l-4 -7h8z\"/>"
        }
        return svg("tall", Self.narrow + 2, Double(max(phases.count, 1)) * rise - 20, content)
    }

    private func draw(_ phase: RolloutDesk.RolloutPhase, _ x: Double, _ y: Double, _ width: Double) -> String {
        let left = SVG.number(x + 12)
        func text(_ style: String, _ at: Double, _ content: String) -> String {
            let most = Int((width - 24) / 7)
            let short = content.count > most ? "\(content.prefix(most - 1))…" : content
            return "<text class=\"\(style)\" x=\"\(left)\" y=\"\(SVG.number(y + at))\">\(SVG.escaped(short))</text>"
        }
        var drawn =
            "<rect class=\"box \(phase.standing.rawValue)\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\" width=\"\(SVG.number(width))\" "
            + "height=\"\(SVG.number(Self.height))\" rx=\"8\"/>"
        let name = phase.name == "\(phase.percent) %" ? phase.name : "\(phase.name) · \(phase.percent) %"
        let note = Self.note(phase)
        drawn += text("name", 23, name) + text("count", 43, Self.figures(phase)) + text(note.isBad ? "bad" : "note", 61, note.words)
        let (whole, at) = (width - 24, SVG.number(y + 74))
        drawn += "<rect class=\"track\" x=\"\(left)\" y=\"\(at)\" width=\"\(SVG.number(whole))\" height=\"8\" rx=\"2\"/>"
        var from = x + 12
        for (standings, style) in [
            ([RolloutMember.Standing.passed], "well"), ([.started], "done"), ([.failed, .takenBack], "ill"), ([.skipped], "aside"),
        ] {
            let count = standings.reduce(0) { $0 + (phase.counts[$1] ?? 0) }
            guard count > 0, phase.directories > 0 else { continue }
            let share = whole * Double(count) / Double(phase.directories)
            drawn += "<rect class=\"\(style)\" x=\"\(SVG.number(from))\" y=\"\(at)\" width=\"\(SVG.number(share))\" height=\"8\" rx=\"2\"/>"
            from += share
        }
        return drawn
    }
}

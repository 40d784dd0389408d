import API
import Model
import Pipelines

/// A pipeline as a picture: source, stages and outputs as boxes with arrows between them, and what went through each. A static SVG twice
/// over, wide and narrow, of which the style sheet shows the one that fits.
struct PipelinePicture {
    /// A box: a name, what went through it, and a word of trouble.
    struct Box {
        var name: String
        var count: String
        var note: String
        var isBad = false
    }

    let source: Box
    let stages: [Box]
    let outputs: [Box]
    /// How much of the source is read, 0 to 1; nil where that is not known.
    var share: Double?

    private static let (width, height, gap, rise) = (170.0, 74.0, 42.0, 30.0)
    private static let perRow = 6
    private static let narrow = 300.0

    /// The picture of a document, without figures.
    init(_ stages: RunStages) {
        source = Box(name: stages.source, count: "source", note: "")
        self.stages = stages.stages.map { Box(name: $0.name, count: "stage", note: "") }
        outputs = stages.outputs.map { Box(name: $0.name, count: "output", note: "") }
    }

    /// The picture of a run.
    init(_ stages: RunStages, _ run: Run, pace: RunPace?) {
        let figures = run.figures
        var notes: [String] = []
        if let rate = pace?.rate { notes.append("\(Figures.count(Int(rate.rounded())))/s") }
        if let remaining = pace?.remaining { notes.append("\(Figures.duration(remaining)) left") }
        if notes.isEmpty, let share = figures.share, !run.state.isFinished { notes.append("\(Int(share * 100)) %") }
        let faults = run.checkpoint?.sourceFaults ?? 0
        if faults > 0 { notes.append("\(Figures.count(Int(faults))) unreadable") }
        source = Box(
            name: stages.source, count: "\(Figures.count(Int(figures.read))) read", note: notes.joined(separator: " · "), isBad: faults > 0)
        self.stages = stages.stages.map { Self.box($0, "passed on", dropped: true) }
        outputs = stages.outputs.map { Self.box($0, "written", dropped: false) }
        share = figures.share
    }

    private static func box(_ part: RunStages.Part, _ word: String, dropped: Bool) -> Box {
        guard let count = part.count else { return Box(name: part.name, count: "not yet", note: "") }
        var notes: [String] = []
        if count.failed > 0 { notes.append("\(Figures.count(Int(count.failed))) left out") }
        let gone = count.taken - count.given - count.failed
        if dropped, gone > 0 { notes.append("\(Figures.count(Int(gone))) dropped") }
        return Box(
            name: part.name, count: "\(Figures.count(Int(count.given))) \(word)", note: notes.joined(separator: " · "),
            isBad: count.failed > 0)
    }

    /// Both pictures.
    func html() -> String { "<figure class=\"flow\">\(wide())\(tall())</figure>" }

    /// What the picture shows, for those who cannot see it.
    private var words: String {
        ([source] + stages + outputs).map { box in
            "\(box.name): \(box.count)\(box.note.isEmpty ? "" : ", \(box.note)")"
        }.joined(separator: "; ")
    }

    private func svg(_ style: String, _ width: Double, _ height: Double, _ content: String) -> String {
        "<svg class=\"\(style)\" viewBox=\"0 0 \(SVG.number(width)) \(SVG.number(height))\" width=\"\(SVG.number(width))\" role=\"img\" "
            + "aria-label=\"\(SVG.escaped(words))\">\(content)</svg>"
    }

    // MARK: Wide

    private func wide() -> String {
        let chain = [source] + stages
        func place(_ index: Int) -> (x: Double, y: Double) {
            (Double(index % Self.perRow) * (Self.width + Self.gap) + 1, Double(index / Self.perRow) * (Self.height + Self.rise) + 1)
        }
        var content = ""
        for (index, box) in chain.enumerated() {
            let (x, y) = place(index)
            content += draw(box, x, y, Self.width, style: index == 0 ? "source" : "stage", share: index == 0 ? share : nil)
            if index > 0 { content += arrow(from: place(index - 1), to: (x, y)) }
        }
        // The outputs stand one above the other in the column after the last stage; on a row of their own side by side, since ways to those below
        // would go through those above.
        let isOwnRow = chain.count.isMultiple(of: Self.perRow)
        let (x, top) = place(chain.count)
        let last = place(chain.count - 1)
        var bottom = top + Self.height
        for (index, box) in outputs.enumerated() {
            let (x, y) = isOwnRow ? place(chain.count + index) : (x, top + Double(index) * (Self.height + Self.rise / 2))
            content += draw(box, x, y, Self.width, style: "output", share: nil) + arrow(from: last, to: (x, y))
            bottom = y + Self.height
        }
        let columns = min(chain.count + 1, Self.perRow)
        return svg("wide", Double(columns) * (Self.width + Self.gap) - Self.gap + 2, bottom + 1, content)
    }

    /// From the right side of one box to the left side of another; to a new row by way of the space between the rows.
    private func arrow(from: (x: Double, y: Double), to: (x: Double, y: Double)) -> String {
        let (startX, startY, endX, endY) = (from.x + Self.width, from.y + Self.height / 2, to.x, to.y + Self.height / 2)
        let middle = startX + Self.gap / 2
        guard to.x <= from.x else {
            return line(
                "M\(SVG.number(startX)) \(SVG.number(startY))H\(SVG.number(middle))V\(SVG.number(endY))H\(SVG.number(endX - 2))", endX, endY
            )
        }
        let (below, before) = (from.y + Self.height + Self.rise / 2, endX + Self.width / 2)
        let path = "M\(SVG.number(from.x + Self.width / 2)) \(SVG.number(from.y + Self.height))V\(SVG.number(below))H\(SVG.number(before))"
        return "<path class=\"line\" d=\"\(path)V\(SVG.number(to.y - 2))\"/>"
            + "<path class=\"head\" d=\"M\(SVG.number(before)) \(SVG.number(to.y))l-4 -7h8z\"/>"
    }

    private func line(_ path: String, _ x: Double, _ y: Double) -> String {
        "<path class=\"line\" d=\"\(path)\"/><path class=\"head\" d=\"M\(SVG.number(x)) \(SVG.number(y))l-7 -4v8z\"/>"
    }

    // MARK: Tall

    private func tall() -> String {
        let (x, step) = (22.0, Self.height + 22)
        var content = ""
        for (index, box) in ([source] + stages + outputs).enumerated() {
            let y = Double(index) * step + 1
            let isOutput = index > stages.count
            content += draw(
                box, x, y, Self.narrow, style: index == 0 ? "source" : isOutput ? "output" : "stage", share: index == 0 ? share : nil)
            guard index > 0 else { continue }
            if index <= stages.count + 1 {
                let middle = SVG.number(x + Self.narrow / 2)
                content += "<path class=\"line\" d=\"M\(middle) \(SVG.number(y - 22))V\(SVG.number(y - 2))\"/>"
                content += "<path class=\"head\" d=\"M\(middle) \(SVG.number(y))l-4 -7h8z\"/>"
            } else {
                // A further output: by the left side, from the last box of the chain.
                let from = Double(stages.count) * step + 1 + Self.height / 2
                let path = "M\(SVG.number(x)) \(SVG.number(from))H8V\(SVG.number(y + Self.height / 2))H\(SVG.number(x - 2))"
                content += line(path, x, y + Self.height / 2)
            }
        }
        return svg("tall", Self.narrow + x + 2, Double(1 + stages.count + outputs.count) * step - 20, content)
    }

    // MARK: Boxes

    private func draw(_ box: Box, _ x: Double, _ y: Double, _ width: Double, style: String, share: Double?) -> String {
        let (left, top) = (SVG.number(x + 12), SVG.number(y))
        var drawn =
            "<rect class=\"box \(style)\" x=\"\(SVG.number(x))\" y=\"\(top)\" width=\"\(SVG.number(width))\" height=\"74\" rx=\"8\"/>"
        func text(_ style: String, _ at: Double, _ content: String) -> String {
            let most = Int((width - 24) / 7)
            let short = content.count > most ? "\(content.prefix(most - 1))…" : content
            return "<text class=\"\(style)\" x=\"\(left)\" y=\"\(SVG.number(y + at))\">\(SVG.escaped(short))</text>"
        }
        drawn += text("name", 23, box.name) + text("count", 43, box.count)
        if !box.note.isEmpty { drawn += text(box.isBad ? "bad" : "note", 61, box.note) }
        if let share {
            let (from, whole) = (SVG.number(x + 12), width - 24)
            drawn += "<rect class=\"track\" x=\"\(from)\" y=\"\(SVG.number(y + 67))\" width=\"\(SVG.number(whole))\" height=\"3\"/>"
            drawn += "<rect class=\"done\" x=\"\(from)\" y=\"\(SVG.number(y + 67))\" width=\"\(SVG.number(whole * share))\" height=\"3\"/>"
        }
        return drawn
    }
}

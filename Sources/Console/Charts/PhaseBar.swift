import Model

/// How a probe's time divides over its phases, as one bar.
struct PhaseBar {
    /// A phase with its name for people, its style class and its time in microseconds.
    struct Part {
        var name: String
        var style: String
        var took: Int64
    }

    let parts: [Part]

    init(_ timings: PhaseTimings) {
        let all: [(String, String, Int64?)] = [
            ("DNS", "phase-dns", timings.dns), ("Connect", "phase-connect", timings.connect), ("TLS", "phase-tls", timings.tls),
            ("First byte", "phase-first", timings.firstByte), ("Transfer", "phase-transfer", timings.transfer),
        ]
        parts = all.compactMap { name, style, took in took.map { Part(name: name, style: style, took: max(0, $0)) } }
    }

    func html() -> String {
        let total = Double(max(1, parts.reduce(0) { $0 + $1.took }))
        let words = parts.map { "\($0.name) \(Figures.span(microseconds: Double($0.took)))" }.joined(separator: ", ")
        var svg =
            "<svg class=\"phases\" width=\"100%\" viewBox=\"0 0 1000 18\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"\(words)\">"
        var x = 0.0
        for part in parts {
            let width = Double(part.took) / total * 1000
            svg +=
                "<rect class=\"fill-\(part.style)\" x=\"\(SVG.number(x))\" y=\"0\" width=\"\(SVG.number(max(width, 1)))\" height=\"18\"/>"
            x += width
        }
        return svg + "</svg>"
    }
}

import Model

/// Verdicts over time as one strip of coloured bars, the gravest verdict of each slice on top.
struct TimelineStrip {
    /// One slice of time; nil where nothing was observed.
    struct Slice {
        var from: Timestamp
        var verdict: Verdict?
        /// Share of the slice's observations that found the directory available, 0...1.
        var availability: Double?
    }

    let slices: [Slice]

    func html() -> String {
        guard !slices.isEmpty else { return "<p class=\"empty\">Nothing observed in this window.</p>" }
        let width = 1000.0 / Double(slices.count)
        let failed = slices.filter { $0.verdict?.isFailure ?? false }.count
        var svg = "<svg class=\"strip\" viewBox=\"0 0 1000 34\" preserveAspectRatio=\"none\" role=\"img\" "
        svg += "aria-label=\"Timeline: \(failed) of \(slices.count) slices with a failure\">"
        for (index, slice) in slices.enumerated() {
            let name = slice.verdict?.rawValue ?? "none"
            let share = slice.availability.map { ", \(Figures.percent($0)) available" } ?? ""
            svg += "<rect class=\"fill-\(name)\" x=\"\(SVG.number(Double(index) * width))\" y=\"0\" "
            svg += "width=\"\(SVG.number(max(1, width - (width > 4 ? 1.5 : 0))))\" height=\"34\" rx=\"1\">"
            svg += "<title>\(slice.from) \(slice.verdict?.rawValue ?? "not observed")\(share)</title></rect>"
        }
        return svg + "</svg>"
    }
}

/// Numbers by day as bars beside one another, the latest on the right.
struct DayBars {
    let noun: String
    /// Day and number, the earliest first.
    let bars: [(day: String, count: Int)]

    func svg() -> String {
        let most = bars.map(\.count).max() ?? 0
        let width = 1000.0 / Double(max(1, bars.count))
        var svg = "<svg class=\"days\" viewBox=\"0 0 1000 60\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
        svg += SVG.escaped("\(noun) by day, at most \(Figures.count(most))") + "\">"
        for (index, bar) in bars.enumerated() {
            // What there was is never too small to be seen.
            let height = bar.count == 0 ? 0 : max(2, 60 * Double(bar.count) / Double(max(1, most)))
            svg += "<rect x=\"\(SVG.number(Double(index) * width))\" y=\"\(SVG.number(60 - height))\" "
            svg += "width=\"\(SVG.number(max(1, width * 0.9)))\" height=\"\(SVG.number(height))\" rx=\"1\">"
            svg += "<title>\(SVG.escaped(bar.day)): \(Figures.count(bar.count))</title></rect>"
        }
        return svg + "</svg>"
    }
}

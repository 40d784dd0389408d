import Model

/// Latency over time as three lines (p50, p95, p99): a static SVG, readable without scripts.
struct LatencyChart {
    /// The quantiles of one bucket of time, in microseconds; nil where nothing was observed, which leaves a gap.
    struct Point {
        var at: Timestamp
        var p50: Double?
        var p95: Double?
        var p99: Double?
    }

    private static let (width, height) = (720.0, 220.0)
    private static let (left, right, top, bottom) = (72.0, 8.0, 14.0, 28.0)

    let points: [Point]
    let from: Timestamp
    let to: Timestamp

    /// The figure with caption and legend, or a sentence where there is nothing to draw.
    func html() -> String {
        let values = points.flatMap { [$0.p50, $0.p95, $0.p99].compactMap(\.self) }
        guard let largest = values.max(), to > from else { return "<p class=\"empty\">No timings in this window.</p>" }
        let ceiling = Self.ceiling(above: largest)
        var svg = "<svg class=\"chart\" viewBox=\"0 0 720 220\" role=\"img\" aria-label=\"Latency: p50, p95 and p99 over time\">"
        for step in 0...4 {
            let value = ceiling * Double(step) / 4
            let y = SVG.number(self.y(value, ceiling))
            svg += "<line class=\"grid\" x1=\"72\" x2=\"712\" y1=\"\(y)\" y2=\"\(y)\"/>"
            svg +=
                "<text x=\"66\" y=\"\(SVG.number(self.y(value, ceiling) + 4))\" text-anchor=\"end\">\(step == 0 ? "0" : Figures.span(microseconds: value))</text>"
        }
        for step in 0...3 {
            let moment = from + .milliseconds((to - from).wholeMilliseconds * Int64(step) / 3)
            let anchor = step == 0 ? "start" : step == 3 ? "end" : "middle"
            svg += "<text x=\"\(SVG.number(x(moment)))\" y=\"212\" text-anchor=\"\(anchor)\">\(label(moment))</text>"
        }
        svg += path("p99", ceiling) { $0.p99 } + path("p95", ceiling) { $0.p95 } + path("p50", ceiling) { $0.p50 }
        svg += "</svg>"
        return "<figure>\(svg)<figcaption class=\"legend\"><span class=\"p50\">p50</span><span class=\"p95\">p95</span>"
            + "<span class=\"p99\">p99</span><span>times in UTC</span></figcaption></figure>"
    }

    private func path(_ name: String, _ ceiling: Double, _ value: (Point) -> Double?) -> String {
        var path = ""
        var pen = false
        for (index, point) in points.enumerated() {
            guard let found = value(point) else {
                pen = false
                continue
            }
            let spot = "\(SVG.number(x(point.at))) \(SVG.number(y(found, ceiling)))"
            // A lone point between gaps still shows: a short dash.
            let alone = !pen && (index + 1 == points.count || value(points[index + 1]) == nil)
            path += (pen ? "L" : "M") + spot + (alone ? "h3" : "")
            pen = true
        }
        return path.isEmpty ? "" : "<path class=\"\(name)\" d=\"\(path)\"/>"
    }

    private func x(_ moment: Timestamp) -> Double {
        let share = Double(moment.milliseconds - from.milliseconds) / Double(max(1, to.milliseconds - from.milliseconds))
        return Self.left + min(max(share, 0), 1) * (Self.width - Self.left - Self.right)
    }

    private func y(_ value: Double, _ ceiling: Double) -> Double {
        Self.top + (1 - min(value / ceiling, 1)) * (Self.height - Self.top - Self.bottom)
    }

    /// `09:30` for windows of up to two days, else `03-01`.
    private func label(_ moment: Timestamp) -> String {
        let text = moment.description
        let part = (to - from) <= .seconds(172_800) ? text.dropFirst(11).prefix(5) : text.dropFirst(5).prefix(5)
        return String(part)
    }

    /// The smallest of 1, 2, 4, 8 × a power of ten that is not below the value, in microseconds.
    static func ceiling(above value: Double) -> Double {
        var unit = 1_000.0
        while unit * 10 < value { unit *= 10 }
        for factor in [1.0, 2, 4, 8, 10] where unit * factor >= value { return unit * factor }
        return unit * 10
    }
}

import API
import Model

/// How figures read for people; alike on every page.
package enum Figures {
    /// `840 µs`, `12 ms`, `1.24 s`, `2 min`.
    package static func span(microseconds: Double) -> String {
        switch microseconds {
        case ..<0: "–"
        case ..<1_000: "\(Int(microseconds.rounded())) µs"
        case ..<10_000: "\(decimal(microseconds / 1_000, 1)) ms"
        case ..<1_000_000: "\(Int((microseconds / 1_000).rounded())) ms"
        case ..<60_000_000: "\(decimal(microseconds / 1_000_000, 2)) s"
        default: duration(.milliseconds(Int64(microseconds / 1_000)))
        }
    }

    /// `45 s`, `12 min`, `3 h 20 min`, `5 d 2 h`.
    package static func duration(_ span: Duration) -> String { span.words }

    /// `99.95 %`; never rounds a failure away: 100 % is said only where nothing failed.
    package static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        if share >= 1 { return "100 %" }
        return "\(decimal(min(share * 100, 99.99), 2)) %"
    }

    /// A part of a whole in words short enough for a column: `12.3 %`, `< 0.1 %`, `100 %`.
    package static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "–" }
        let share = Double(part) / Double(whole) * 100
        if part > 0, share < 0.1 { return "< 0.1 %" }
        if part < whole, share > 99.9 { return "> 99.9 %" }
        return "\(decimal(share, part == 0 || part == whole ? 0 : 1)) %"
    }

    /// `12,345`
    package static func count(_ value: Int) -> String {
        let digits = String(abs(value))
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return (value < 0 ? "-" : "") + result
    }

    /// A number with that many decimals.
    package static func decimal(_ value: Double, _ places: Int) -> String {
        guard value.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = Int64((abs(value) * scale).rounded())
        let (whole, rest) = (scaled / Int64(scale), String(scaled % Int64(scale)))
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + String(whole) }
        return "\(sign)\(whole).\(String(repeating: "0", count: places - rest.count))\(rest)"
    }
}

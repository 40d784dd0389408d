import HTML
import Model

/// Writes text into SVG and HTML: every drawing goes through here, so that nothing a stranger wrote becomes markup.
enum SVG {
    /// Escapes for element content and quoted attributes.
    static func escaped(_ text: String) -> String { HTMLText.escaped(text) }

    /// A coordinate with one decimal.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let whole = abs(tenths) / 10
        let rest = abs(tenths) % 10
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }
}

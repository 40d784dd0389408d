import Model

/// Moments as HTML `time` elements: readable in UTC as they are, and in the reader's own terms where the page's script runs.
enum TimeElement {
    /// `2026-03-01 09:30:12 UTC`; the script shows how long ago that is.
    static func ago(_ moment: Timestamp) -> String { element(moment, text(moment), " data-age") }

    /// `2026-03-01 09:30:12 UTC`.
    static func at(_ moment: Timestamp) -> String { element(moment, text(moment)) }

    /// `09:30:12 UTC`; the script shows the reader's own clock.
    static func clock(_ moment: Timestamp) -> String {
        element(moment, "\(moment.description.dropFirst(11).prefix(8)) UTC", " data-clock")
    }

    /// `2026-03-01 09:30 UTC`.
    static func minute(_ moment: Timestamp) -> String {
        element(moment, "\(moment.description.prefix(10)) \(moment.description.dropFirst(11).prefix(5)) UTC")
    }

    private static func text(_ moment: Timestamp) -> String {
        let text = moment.description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }

    private static func element(_ moment: Timestamp, _ text: String, _ attribute: String = "") -> String {
        "<time datetime=\"\(moment)\"\(attribute)>\(text)</time>"
    }
}

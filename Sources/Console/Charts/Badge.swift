import Model

/// A status badge as SVG in two fields, for embedding in other pages.
struct Badge {
    let label: String
    let message: String
    let verdict: Verdict?

    func svg() -> String {
        let label = String(self.label.prefix(60))
        let (left, right) = (Self.width(label), Self.width(message))
        let total = left + right
        let (safeLabel, safeMessage) = (SVG.escaped(label), SVG.escaped(message))
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(total)" height="20" role="img" aria-label="\(safeLabel): \(safeMessage)">\
            <title>\(safeLabel): \(safeMessage)</title>\
            <clipPath id="r"><rect width="\(total)" height="20" rx="4"/></clipPath>\
            <g clip-path="url(#r)"><rect width="\(left)" height="20" fill="#3b4552"/>\
            <rect x="\(left)" width="\(right)" height="20" fill="\(colour)"/></g>\
            <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">\
            <text x="\(left / 2)" y="14">\(safeLabel)</text><text x="\(left + right / 2)" y="14">\(safeMessage)</text></g></svg>
            """
    }

    private var colour: String {
        switch verdict {
        case .up: "#1a7f4b"
        case .degraded: "#a66300"
        case .blocked: "#6d4bc4"
        case .parked: "#44617d"
        case .changed: "#0b7285"
        case .down: "#c92a2a"
        case .unknown, nil: "#6b7480"
        }
    }

    /// Pixels that the text takes at 11 px, roughly: an even 7 a character, with margins.
    private static func width(_ text: String) -> Int { text.count * 7 + 14 }
}

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

    /// Pixels that the text takes at 11 px in Verdana or DejaVu Sans, with margins: letters by how wide they are, roughly.
    private static func width(_ text: String) -> Int {
        let tenths = text.unicodeScalars.reduce(0) { sum, letter in
            switch letter {
            case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", " ", "·": sum + 37
            case "f", "r", "t", "(", ")", "-": sum + 46
            case "m", "w", "M", "W", "%", "@": sum + 103
            case "A"..."Z", "0"..."9": sum + 76
            case "a"..."z": sum + 67
            // Other scripts are wider, at most as wide as they are high.
            default: sum + (letter.value < 0x2e80 ? 76 : 110)
            }
        }
        return tenths / 10 + 14
    }
}

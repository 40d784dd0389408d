import Settings

/// A piece of a condition and its place.
package struct ConditionToken: Sendable {
    package enum Kind: Hashable, Sendable {
        case name(String)
        case text(String)
        case value(ConditionValue)
        /// `( ) [ ] , .. == != < <= > >= + - * /`
        case sign(String)
        case end
    }

    package var kind: Kind
    /// From 0, in scalars.
    package var start: Int
    package var length: Int

    package var shown: String {
        switch kind {
        case .name(let name): name
        case .text: "a text"
        case .value(let value): value.shown
        case .sign(let sign): sign
        case .end: "the end"
        }
    }
}

/// Cuts a condition into tokens.
struct ConditionLexer {
    /// Longer conditions are refused.
    static let greatestLength = 4000

    private let source: String
    private let scalars: [Unicode.Scalar]
    private var place = 0

    init(_ source: String) {
        self.source = source
        scalars = Array(source.unicodeScalars)
    }

    static func tokens(_ source: String) throws(ConditionError) -> [ConditionToken] {
        var lexer = ConditionLexer(source)
        if lexer.scalars.count > greatestLength {
            throw lexer.error(.tooComplex, "the condition is longer than \(greatestLength) characters", "split it", at: 0, 1)
        }
        var tokens: [ConditionToken] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private func error(
        _ code: ConditionError.Code, _ message: String, _ remedy: String, at start: Int, _ length: Int
    ) -> ConditionError {
        ConditionError(code: code, message: message, remedy: remedy, column: start + 1, length: max(1, length), source: source)
    }

    private var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }
    private func peek(_ offset: Int) -> Unicode.Scalar? { place + offset < scalars.count ? scalars[place + offset] : nil }

    private static func isLetter(_ scalar: Unicode.Scalar?) -> Bool {
        guard let value = scalar?.value else { return false }
        return (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value) || value == 0x5F
    }

    private mutating func next() throws(ConditionError) -> ConditionToken {
        while let scalar = peek, scalar.properties.isWhitespace { place += 1 }
        let start = place
        guard let scalar = peek else { return ConditionToken(kind: .end, start: start, length: 1) }
        if Self.isLetter(scalar) { return name(start) }
        if scalar.digit != nil || (scalar == "-" && peek(1)?.digit != nil) { return try number(start) }
        if scalar == "\"" || scalar == "'" { return try text(start, quote: scalar) }
        let two = String(String.UnicodeScalarView(scalars[start..<min(start + 2, scalars.count)]))
        if ["==", "!=", "<=", ">=", ".."].contains(two) { return sign(two, start) }
        if ["(", ")", "[", "]", ",", "<", ">", "+", "-", "*", "/"].contains(scalar) { return sign(String(Character(scalar)), start) }
        let remedy =
            switch scalar {
            case "=": "write == to compare"
            case "!": "write != to compare, or not"
            case "&": "write and"
            case "|": "write or"
            case "“", "”", "„", "«", "»": "write texts in straight quotes: \"…\""
            default: "leave it out"
            }
        throw error(.unexpected, "\(String(Character(scalar)).debugDescription) is not part of the language", remedy, at: start, 1)
    }

    private mutating func sign(_ sign: String, _ start: Int) -> ConditionToken {
        place = start + sign.unicodeScalars.count
        return ConditionToken(kind: .sign(sign), start: start, length: place - start)
    }

    private mutating func name(_ start: Int) -> ConditionToken {
        while let scalar = peek {
            if Self.isLetter(scalar) || scalar.digit != nil {
                place += 1
            } else if scalar == ".", Self.isLetter(peek(1)) {
                place += 1
            } else {
                break
            }
        }
        let name = String(String.UnicodeScalarView(scalars[start..<place]))
        switch name {
        case "true": return ConditionToken(kind: .value(.flag(true)), start: start, length: place - start)
        case "false": return ConditionToken(kind: .value(.flag(false)), start: start, length: place - start)
        default: return ConditionToken(kind: .name(name), start: start, length: place - start)
        }
    }

    private static let durations: [String: Double] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    private static let sizes: [String: Double] = [
        "B": 1, "KB": 1000, "MB": 1_000_000, "GB": 1e9, "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824,
    ]

    private mutating func number(_ start: Int) throws(ConditionError) -> ConditionToken {
        if peek == "-" { place += 1 }
        while peek?.digit != nil { place += 1 }
        if peek == ".", peek(1)?.digit != nil {
            place += 1
            while peek?.digit != nil { place += 1 }
        }
        let digits = String(String.UnicodeScalarView(scalars[start..<place]))
        guard let value = Double(digits), abs(value) < 1e15 else {
            throw error(.unexpected, "the number is too large", "write a smaller one", at: start, place - start)
        }
        let unitStart = place
        while Self.isLetter(peek) { place += 1 }
        let unit = String(String.UnicodeScalarView(scalars[unitStart..<place]))
        let found: ConditionValue
        if unit.isEmpty {
            found = .number(value)
        } else if let scale = Self.durations[unit] {
            found = .duration(value * scale)
        } else if let scale = Self.sizes[unit] {
            found = .size(value * scale)
        } else {
            let units = Array(Self.durations.keys) + Array(Self.sizes.keys)
            let near = [
                "k": "KB", "kb": "KB", "K": "KB", "mb": "MB", "M": "MB", "sec": "s", "secs": "s", "min": "m", "days": "d", "day": "d",
            ][unit]
            let nearest =
                near ?? units.sorted().first { $0.lowercased() == unit.lowercased() } ?? Spelling.nearest(to: unit, among: units.sorted())
            throw error(
                .unknownUnit, "\(unit.debugDescription) is no unit",
                nearest.map { "write \(digits)\($0)" } ?? "units are ms, s, m, h, d and B, KB, MB, GB, KiB, MiB, GiB", at: unitStart,
                place - unitStart)
        }
        return ConditionToken(kind: .value(found), start: start, length: place - start)
    }

    private mutating func text(_ start: Int, quote: Unicode.Scalar) throws(ConditionError) -> ConditionToken {
        place += 1
        var text = String.UnicodeScalarView()
        while let scalar = peek {
            place += 1
            if scalar == quote { return ConditionToken(kind: .text(String(text)), start: start, length: place - start) }
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            guard let escaped = peek else { break }
            place += 1
            switch escaped {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "\\", "\"", "'": text.append(escaped)
            // Anything else stays as written, so that expressions of `matches` need no doubled backslashes.
            default:
                text.append("\\")
                text.append(escaped)
            }
        }
        throw error(.unclosed, "the text has no closing quote", "end it with \(Character(quote))", at: start, scalars.count - start)
    }
}

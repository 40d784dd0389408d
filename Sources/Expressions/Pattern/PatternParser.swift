/// Reads an expression.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var depth = 0
    private var ignoresCase = false
    private var isMultiline = false
    private var dotMatchesNewline = false

    private static let greatestDepth = 60
    private static let greatestRepeat = 1000

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    mutating func parse() throws(PatternError) -> PatternTree {
        try flags()
        let tree = try choice()
        if place < scalars.count { throw error("a ) without its (", "write \\) for the character", at: place) }
        return tree
    }

    private func error(_ message: String, _ remedy: String, at place: Int) -> PatternError {
        PatternError(message: message, remedy: remedy, column: place + 1)
    }

    private var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }
    private func peek(_ offset: Int) -> Unicode.Scalar? { place + offset < scalars.count ? scalars[place + offset] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        place += 1
        return true
    }

    private mutating func flags() throws(PatternError) {
        guard peek == "(", peek(1) == "?" else { return }
        var end = place + 2
        var found: [Unicode.Scalar] = []
        while end < scalars.count, ["i", "m", "s"].contains(scalars[end]) {
            found.append(scalars[end])
            end += 1
        }
        guard !found.isEmpty, end < scalars.count, scalars[end] == ")" else { return }
        ignoresCase = found.contains("i")
        isMultiline = found.contains("m")
        dotMatchesNewline = found.contains("s")
        place = end + 1
    }

    private mutating func choice() throws(PatternError) -> PatternTree {
        var parts = [try sequence()]
        while take("|") { parts.append(try sequence()) }
        return parts.count == 1 ? parts[0] : .choice(parts)
    }

    private mutating func sequence() throws(PatternError) -> PatternTree {
        var parts: [PatternTree] = []
        while let next = peek, next != "|", next != ")" {
            let start = place
            let piece = try atom()
            parts.append(try repeats(piece, from: start))
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func repeats(_ piece: PatternTree, from start: Int) throws(PatternError) -> PatternTree {
        var tree = piece
        var repeated = false
        while let next = peek {
            let at = place
            let bounds: (Int, Int?)
            switch next {
            case "*": bounds = (0, nil)
            case "+": bounds = (1, nil)
            case "?": bounds = (0, 1)
            case "{":
                guard let counted = try counts() else { return tree }
                bounds = counted
            default: return tree
            }
            if next != "{" { place += 1 }
            if repeated { throw error("nothing to repeat", "put the part in parentheses", at: at) }
            if case .assertion = tree { throw error("nothing to repeat", "an anchor cannot be repeated", at: at) }
            _ = take("?")
            tree = .repeated(tree, least: bounds.0, most: bounds.1)
            repeated = true
        }
        return tree
    }

    /// `{m}`, `{m,}`, `{m,n}`; nil (and nothing taken) when the brace is a plain character, as in `{{name}}`.
    private mutating func counts() throws(PatternError) -> (Int, Int?)? {
        let start = place
        var at = place + 1
        func number(_ at: inout Int) -> Int? {
            var value: Int?
            while at < scalars.count, let digit = scalars[at].digit {
                value = min((value ?? 0) * 10 + digit, 1_000_000)
                at += 1
            }
            return value
        }
        guard let least = number(&at) else { return nil }
        var most: Int? = least
        if at < scalars.count, scalars[at] == "," {
            at += 1
            most = number(&at)
        }
        guard at < scalars.count, scalars[at] == "}" else { return nil }
        if max(least, most ?? 0) > Self.greatestRepeat {
            throw error("a repetition of more than \(Self.greatestRepeat)", "repeat less", at: start)
        }
        if let most, most < least { throw error("the repetition ends before it begins", "write {\(most),\(least)}", at: start) }
        place = at + 1
        return (least, most)
    }

    private mutating func atom() throws(PatternError) -> PatternTree {
        let start = place
        guard let scalar = peek else { return .empty }
        place += 1
        switch scalar {
        case "(": return try group(start)
        case "[": return .set(try characterClass(start))
        case ".": return .set(dotMatchesNewline ? ScalarSet([0...ScalarSet.greatest]) : ScalarSet.newline.inverted)
        case "^": return .assertion(isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(isMultiline ? .lineEnd : .textEnd)
        case "*", "+", "?": throw error("nothing to repeat", "write \\\(scalar) for the character", at: start)
        case "\\":
            if take("b") { return .assertion(.wordBoundary) }
            if take("B") { return .assertion(.noWordBoundary) }
            if take("A") { return .assertion(.textStart) }
            if take("z") || take("Z") { return .assertion(.textEnd) }
            return .set(folded(try escape(start)))
        default: return .set(folded(ScalarSet([scalar.value...scalar.value])))
        }
    }

    private func folded(_ set: ScalarSet) -> ScalarSet { ignoresCase ? set.withoutCase : set }

    private mutating func group(_ start: Int) throws(PatternError) -> PatternTree {
        if take("?") {
            guard take(":") else {
                throw error(
                    "only (?: …) and flags in front are known",
                    "look-around, named groups and flags inside an expression do not exist here",
                    at: start)
            }
        }
        depth += 1
        if depth > Self.greatestDepth { throw error("groups are nested too deeply", "write the expression flatter", at: start) }
        let inside = try choice()
        depth -= 1
        guard take(")") else { throw error("a ( without its )", "close the group, or write \\( for the character", at: start) }
        return inside
    }

    /// After the backslash.
    private mutating func escape(_ start: Int) throws(PatternError) -> ScalarSet {
        guard let scalar = peek else { throw error("a backslash at the end", "write \\\\ for the character", at: start) }
        place += 1
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted
        case "w": return .word
        case "W": return ScalarSet.word.inverted
        case "s": return .space
        case "S": return ScalarSet.space.inverted
        case "n": return one(0x0A)
        case "r": return one(0x0D)
        case "t": return one(0x09)
        case "f": return one(0x0C)
        case "v": return one(0x0B)
        case "x": return one(try hexadecimal(2, start))
        case "u":
            if take("{") {
                var value: UInt32 = 0
                var digits = 0
                while let digit = peek?.hexadecimalDigit {
                    value = min(value << 4 | UInt32(digit), 0x1FFFFF)
                    digits += 1
                    place += 1
                }
                guard digits > 0, take("}"), value <= ScalarSet.greatest else {
                    throw error("no such code point", "write \\u{1F600}", at: start)
                }
                return one(value)
            }
            return one(try hexadecimal(4, start))
        default:
            guard !scalar.properties.isAlphabetic, scalar.digit == nil else {
                throw error(
                    "\\\(scalar) is not known", scalar.digit == nil ? "leave the backslash out" : "back-references do not exist here",
                    at: start)
            }
            return one(scalar.value)
        }
    }

    private func one(_ value: UInt32) -> ScalarSet { ScalarSet([value...value]) }

    private mutating func hexadecimal(_ count: Int, _ start: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = peek?.hexadecimalDigit else {
                throw error("\(count) hexadecimal digits are missing", count == 2 ? "write \\x41" : "write \\u0041", at: start)
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }

    private mutating func characterClass(_ start: Int) throws(PatternError) -> ScalarSet {
        let isNegated = take("^")
        var set = ScalarSet()
        var isFirst = true
        while true {
            guard let next = peek else { throw error("a [ without its ]", "close the class, or write \\[ for the character", at: start) }
            if next == "]", !isFirst {
                place += 1
                break
            }
            isFirst = false
            let at = place
            let low = try member()
            if peek == "-", let after = peek(1), after != "]" {
                place += 1
                let high = try member()
                guard let from = low.only, let to = high.only else {
                    throw error("a range needs one character on either side", "put the - last", at: at)
                }
                guard from <= to else { throw error("the range ends before it begins", "write the smaller character first", at: at) }
                set = set.union(ScalarSet([from...to]))
            } else {
                set = set.union(low)
            }
        }
        let cased = folded(set)
        return isNegated ? cased.inverted : cased
    }

    private mutating func member() throws(PatternError) -> ScalarSet {
        let start = place
        guard let scalar = peek else { throw error("a [ without its ]", "close the class", at: start) }
        place += 1
        if scalar == "\\" {
            if take("b") { return one(0x08) }
            return try escape(start)
        }
        return one(scalar.value)
    }
}

extension ScalarSet {
    /// The scalar of a set of one.
    var only: UInt32? {
        guard ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
        return range.lowerBound
    }
}

extension Unicode.Scalar {
    var digit: Int? { (0x30...0x39).contains(value) ? Int(value) - 0x30 : nil }

    package var hexadecimalDigit: Int? {
        switch value {
        case 0x30...0x39: Int(value) - 0x30
        case 0x41...0x46: Int(value) - 0x37
        case 0x61...0x66: Int(value) - 0x57
        default: nil
        }
    }
}

import Settings

/// Reads a condition by operator precedence (Pratt): `or` binds least, then `and`, then `not`, then comparisons. Types are settled here, so that a
/// comparison that could never be true is an error of the configuration and not a silent failure at night.
package struct ConditionParser<Subject: ConditionSubject> {
    package typealias Tree = ConditionTree<Subject>

    private var cursor: TokenCursor

    /// Reads a text that is a condition and nothing else.
    package static func parse(_ source: String) throws(ConditionError) -> Tree {
        var cursor = try TokenCursor(source)
        if cursor.token.kind == .end {
            throw cursor.error(.empty, "the condition is empty", "write for example \(Subject.example)")
        }
        let tree = try condition(&cursor)
        guard cursor.token.kind == .end else {
            let remedy =
                if case .name(let name) = cursor.token.kind, ["AND", "OR", "NOT", "And", "Or"].contains(name) {
                    "write \(name.lowercased())"
                } else if cursor.token.kind == .sign(")") {
                    "there is no ( before it"
                } else {
                    "join conditions with and or or"
                }
            throw cursor.error(.unexpected, "\(cursor.token.shown) is not expected here", remedy)
        }
        return tree
    }

    /// Reads a condition that stands within something else, as far as it goes.
    package static func condition(_ cursor: inout TokenCursor) throws(ConditionError) -> Tree {
        var parser = ConditionParser(cursor: cursor)
        let tree = try parser.expression(0)
        cursor = parser.cursor
        return tree
    }

    // MARK: Tokens

    private var token: ConditionToken { cursor.token }
    private mutating func take(_ sign: String) -> Bool { cursor.take(sign) }
    private mutating func take(word: String) -> Bool { cursor.take(word: word) }

    private func error(
        _ code: ConditionError.Code, _ message: String, _ remedy: String, at token: ConditionToken? = nil
    ) -> ConditionError { cursor.error(code, message, remedy, at: token) }

    // MARK: Logic

    private mutating func expression(_ least: Int) throws(ConditionError) -> Tree {
        try cursor.descend()
        defer { cursor.ascend() }
        var left = try operand()
        while case .name(let word) = token.kind {
            let strength = word == "or" ? 1 : word == "and" ? 2 : 0
            guard strength > least else { break }
            cursor.advance()
            let right = try expression(strength)
            if strength == 1 {
                if case .any(let parts) = left { left = .any(parts + [right]) } else { left = .any([left, right]) }
            } else {
                if case .all(let parts) = left { left = .all(parts + [right]) } else { left = .all([left, right]) }
            }
        }
        return left
    }

    private mutating func operand() throws(ConditionError) -> Tree {
        if take(word: "not") {
            try cursor.descend()
            defer { cursor.ascend() }
            return .not(try operand())
        }
        let open = token
        if take("(") {
            let inside = try expression(0)
            guard take(")") else { throw error(.unclosed, "the ( has no )", "close it", at: open) }
            return inside
        }
        return try comparison()
    }

    // MARK: Comparisons

    private mutating func comparison() throws(ConditionError) -> Tree {
        let start = token
        let subject = try Subject.read(&cursor)
        let sign = token
        switch sign.kind {
        case .sign(let text):
            if let order = ConditionTest.Order(rawValue: text) {
                cursor.advance()
                return try order == .equal || order == .unequal
                    ? equality(subject, order, sign) : ordering(subject, order, sign)
            }
        case .name("in"):
            cursor.advance()
            return .comparison(.init(subject: subject, test: .within(try members(subject))))
        case .name("not"):
            cursor.advance()
            guard take(word: "in") else {
                throw error(
                    .unexpected, "not stands before a condition", "write not (\(subject.name) …), or \(subject.name) not in […]", at: sign)
            }
            return .not(.comparison(.init(subject: subject, test: .within(try members(subject)))))
        case .name("contains"):
            cursor.advance()
            try needText(subject, sign, "contains")
            let text = try textLiteral("contains")
            return .comparison(.init(subject: subject, test: .contains(text, folded: TextFold.folded(text))))
        case .name("matches"):
            cursor.advance()
            try needText(subject, sign, "matches")
            return .comparison(.init(subject: subject, test: .matches(try pattern())))
        case .name("exists"):
            cursor.advance()
            return .comparison(.init(subject: subject, test: .exists))
        case .name(let word) where word != "and" && word != "or":
            let operators = ["in", "contains", "matches", "exists", "and", "or"]
            let nearest =
                ["is": "==", "equals": "==", "has": "contains", "like": "matches"][word] ?? Spelling.nearest(to: word, among: operators)
            throw error(
                .unexpected, "\(word) is no operator",
                nearest.map { "did you mean \($0)?" } ?? "write one of == != < <= > >= in contains matches exists")
        default: break
        }
        if subject.type == .flag { return .comparison(.init(subject: subject, test: .isTrue)) }
        if case .value = sign.kind { throw error(.unexpected, "an operator is missing", "write one of == != < <= > >=") }
        throw error(
            .unexpected, "\(subject.name) alone says nothing",
            "compare it, as in \(subject.name) \(subject.type == .text || subject.type == .texts ? "contains" : "==") \(subject.type == .texts ? "\"text\"" : subject.type.example), or write \(subject.name) exists",
            at: start)
    }

    private func needText(_ subject: Subject, _ token: ConditionToken, _ word: String) throws(ConditionError) {
        guard [.text, .texts, .json].contains(subject.type) else {
            throw error(
                .wrongType, "\(subject.name) is \(subject.type.name); \(word) is for texts",
                "write \(subject.name) == \(subject.type.example)",
                at: token)
        }
    }

    private mutating func textLiteral(_ word: String) throws(ConditionError) -> String {
        guard case .text(let text) = token.kind else {
            throw error(.wrongType, "\(word) needs a text in quotes", "write \(word) \"text\"")
        }
        guard !text.isEmpty else { throw error(.badArgument, "an empty text is in every text", "write what must be there, or exists") }
        cursor.advance()
        return text
    }

    private mutating func pattern() throws(ConditionError) -> Pattern {
        let argument = token
        let text = try textLiteral("matches")
        do { return try Pattern(text) } catch {
            throw cursor.error(within: argument, offset: error.column - 1, message: error.message, remedy: error.remedy)
        }
    }

    private mutating func equality(
        _ subject: Subject, _ order: ConditionTest.Order, _ sign: ConditionToken
    ) throws(ConditionError) -> Tree {
        if subject.type == .texts {
            guard token.kind == .sign("[") else {
                throw error(.wrongType, "\(subject.name) is a list", "write \(subject.name) contains \"…\", or compare it with [\"…\"]")
            }
            var texts: [String] = []
            for member in try members(subject) { if case .value(.text(let text)) = member { texts.append(text) } }
            return .comparison(.init(subject: subject, test: .order(order, .texts(texts))))
        }
        return .comparison(.init(subject: subject, test: .order(order, try value(subject))))
    }

    private mutating func ordering(
        _ subject: Subject, _ order: ConditionTest.Order, _ sign: ConditionToken
    ) throws(ConditionError) -> Tree {
        guard [.number, .duration, .size, .json].contains(subject.type) else {
            throw error(
                .wrongType, "\(subject.name) is \(subject.type.name), which is neither more nor less",
                "write \(subject.name) \(subject.type == .flag ? "== true" : "== or contains")", at: sign)
        }
        let literal = token
        let value = try value(subject)
        guard value.magnitude != nil else { throw error(.wrongType, "\(order.rawValue) compares numbers", "write a number", at: literal) }
        return .comparison(.init(subject: subject, test: .order(order, value)))
    }

    /// A literal of the subject's type.
    private mutating func value(_ subject: Subject) throws(ConditionError) -> ConditionValue {
        let literal = token
        let found: ConditionValue
        switch literal.kind {
        case .value(let value): found = value
        case .text(let text): found = .text(text)
        case .end: throw error(.unexpected, "a value is missing", "write for example \(subject.type.example)")
        case .name(let name):
            throw error(
                .wrongType, "\(name) is no value",
                subject.type == .text || subject.type == .json
                    ? "write texts in quotes: \"\(name)\"" : "write for example \(subject.type.example)")
        case .sign: throw error(.unexpected, "\(literal.shown) is not expected here", "write a value, for example \(subject.type.example)")
        }
        cursor.advance()
        if found.type == subject.type { return found }
        if subject.type == .json, found.type != .texts { return found }
        if case .number(let number) = found {
            if let unit = subject.plainUnit {
                return subject.type == .size ? .size(number * unit) : .duration(number * unit)
            }
            if subject.type == .duration {
                let plain = ConditionValue.plain(number)
                throw error(
                    .wrongType, "\(subject.name) is a duration and \(plain) has no unit", "write \(plain)ms or \(plain)s", at: literal)
            }
        }
        if subject.type == .texts, found.type == .text { return found }
        throw error(
            .wrongType, "\(subject.name) is \(subject.type.name) and cannot be compared with \(found.type.name)",
            "write for example \(subject.name) == \(subject.type.example)", at: literal)
    }

    /// `[a, b, c..d]`, or one range without brackets.
    private mutating func members(_ subject: Subject) throws(ConditionError) -> [ConditionTest.Member] {
        let open = token
        guard take("[") else {
            if open.kind == .sign("(") { throw error(.unexpected, "lists stand in brackets", "write [a, b]") }
            let only = try member(subject)
            guard case .range = only else {
                throw error(.unexpected, "in needs a list or a range", "write in [\(open.shown), …] or in 200..299", at: open)
            }
            return [only]
        }
        var members: [ConditionTest.Member] = []
        while !take("]") {
            if !members.isEmpty {
                guard take(",") else {
                    throw token.kind == .end
                        ? error(.unclosed, "the [ has no ]", "close it", at: open)
                        : error(.unexpected, "\(token.shown) is not expected here", "write a comma between values, or close with ]")
                }
            }
            if token.kind == .end { throw error(.unclosed, "the [ has no ]", "close it", at: open) }
            members.append(try member(subject))
        }
        guard !members.isEmpty else { throw error(.badArgument, "the list is empty", "nothing is ever in it", at: open) }
        return members
    }

    private mutating func member(_ subject: Subject) throws(ConditionError) -> ConditionTest.Member {
        let low = try value(subject)
        let sign = token
        guard take("..") else { return .value(low) }
        let high = try value(subject)
        guard let from = low.magnitude, let to = high.magnitude else {
            throw error(.wrongType, "ranges are of numbers", "list the texts one by one", at: sign)
        }
        guard from <= to else { throw error(.badArgument, "the range ends before it begins", "write the smaller value first", at: sign) }
        return .range(low, high)
    }
}

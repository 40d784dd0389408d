import HTML
import Settings

/// Reads a condition by operator precedence (Pratt): `or` binds least, then `and`, then `not`, then comparisons. Types are settled here, so that a
/// comparison that could never be true is an error of the configuration and not a silent failure at night.
struct ConditionParser {
    /// Deeper nesting is refused.
    static let greatestDepth = 50

    private let source: String
    private let tokens: [ConditionToken]
    private var place = 0
    private var depth = 0

    private init(_ source: String, _ tokens: [ConditionToken]) {
        self.source = source
        self.tokens = tokens
    }

    static func parse(_ source: String) throws(ConditionError) -> ConditionTree {
        var parser = ConditionParser(source, try ConditionLexer.tokens(source))
        if parser.token.kind == .end {
            throw parser.error(.empty, "the condition is empty", "write for example status == 200")
        }
        let tree = try parser.expression(0)
        guard parser.token.kind == .end else {
            let remedy =
                if case .name(let name) = parser.token.kind, ["AND", "OR", "NOT", "And", "Or"].contains(name) {
                    "write \(name.lowercased())"
                } else if parser.token.kind == .sign(")") {
                    "there is no ( before it"
                } else {
                    "join conditions with and or or"
                }
            throw parser.error(.unexpected, "\(parser.token.shown) is not expected here", remedy)
        }
        return tree
    }

    // MARK: Tokens

    private var token: ConditionToken { tokens[min(place, tokens.count - 1)] }

    private mutating func advance() -> ConditionToken {
        let token = token
        if place < tokens.count - 1 { place += 1 }
        return token
    }

    private mutating func take(_ sign: String) -> Bool {
        guard token.kind == .sign(sign) else { return false }
        place += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        guard token.kind == .name(word) else { return false }
        place += 1
        return true
    }

    private func error(
        _ code: ConditionError.Code, _ message: String, _ remedy: String, at token: ConditionToken? = nil
    ) -> ConditionError {
        let token = token ?? self.token
        return ConditionError(
            code: code, message: message, remedy: remedy, column: token.start + 1, length: max(1, token.length), source: source)
    }

    // MARK: Logic

    private mutating func expression(_ least: Int) throws(ConditionError) -> ConditionTree {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.greatestDepth { throw error(.tooComplex, "the condition is nested too deeply", "split it into several") }
        var left = try operand()
        while case .name(let word) = token.kind {
            let strength = word == "or" ? 1 : word == "and" ? 2 : 0
            guard strength > least else { break }
            place += 1
            let right = try expression(strength)
            if strength == 1 {
                if case .any(let parts) = left { left = .any(parts + [right]) } else { left = .any([left, right]) }
            } else {
                if case .all(let parts) = left { left = .all(parts + [right]) } else { left = .all([left, right]) }
            }
        }
        return left
    }

    private mutating func operand() throws(ConditionError) -> ConditionTree {
        if take(word: "not") {
            depth += 1
            defer { depth -= 1 }
            if depth > Self.greatestDepth { throw error(.tooComplex, "the condition is nested too deeply", "split it into several") }
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

    private mutating func comparison() throws(ConditionError) -> ConditionTree {
        let start = token
        let subject = try subject()
        let sign = token
        switch sign.kind {
        case .sign(let text):
            if let order = ConditionTree.Order(rawValue: text) {
                place += 1
                return try order == .equal || order == .unequal
                    ? equality(subject, order, sign) : ordering(subject, order, sign)
            }
        case .name("in"):
            place += 1
            return .comparison(.init(subject: subject, test: .within(try members(subject))))
        case .name("not"):
            place += 1
            guard take(word: "in") else {
                throw error(
                    .unexpected, "not stands before a condition", "write not (\(subject.name) …), or \(subject.name) not in […]", at: sign)
            }
            return .not(.comparison(.init(subject: subject, test: .within(try members(subject)))))
        case .name("contains"):
            place += 1
            try needText(subject, sign, "contains")
            let text = try textLiteral("contains")
            return .comparison(.init(subject: subject, test: .contains(text, folded: TextFold.folded(text))))
        case .name("matches"):
            place += 1
            try needText(subject, sign, "matches")
            return .comparison(.init(subject: subject, test: .matches(try pattern())))
        case .name("exists"):
            place += 1
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

    private mutating func subject() throws(ConditionError) -> ConditionSubject {
        let start = token
        guard case .name(let name) = start.kind else {
            switch start.kind {
            case .text, .value:
                throw error(
                    .unexpected, "a comparison begins with what is judged", "write for example status == 200 or title contains \"text\"")
            case .end: throw error(.unexpected, "something is missing here", "write for example status == 200")
            default: throw error(.unexpected, "\(start.shown) is not expected here", "write for example status == 200")
            }
        }
        place += 1
        if ConditionSubject.functions.contains(name) { return try function(name, start) }
        guard let subject = ConditionSubject.byName[name] else {
            let known = ConditionSubject.names.map(\.name) + ConditionSubject.functions
            let nearest =
                [
                    "body": "text", "code": "status", "time": "latency", "response_time": "latency", "url": "url.final", "host": "url.host",
                    "ip": "address", "h1": "text", "headers": "header", "css": "count", "tls.expires": "tls.days_left",
                    "tls.days": "tls.days_left",
                    "dns.ip": "dns.addresses", "dns.ns": "dns.name_servers", "latency.total": "latency",
                ][name]
                ?? Spelling.nearest(to: name, among: known)
            let group = known.filter { $0.hasPrefix(name.prefix { $0 != "." } + ".") }
            let remedy =
                nearest.map { "did you mean \($0)?" }
                ?? (group.isEmpty ? "docs/conditions.md lists what can be asked" : "there is \(group.joined(separator: ", "))")
            throw error(.unknownSubject, "\(name) is not known", remedy, at: start)
        }
        return subject
    }

    private mutating func function(_ name: String, _ start: ConditionToken) throws(ConditionError) -> ConditionSubject {
        let example = ["header": "header(\"content-type\")", "count": "count(\".listing\")", "json": "json(\"$.status\")"][name] ?? name
        guard take("(") else { throw error(.badArgument, "\(name) needs an argument", "write \(example)") }
        let argument = token
        guard case .text(let text) = argument.kind else {
            throw error(.badArgument, "\(name) needs a text in quotes", "write \(example)")
        }
        place += 1
        guard take(")") else { throw error(.unclosed, "the ( has no )", "write \(example)") }
        switch name {
        case "header":
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }) else {
                throw error(.badArgument, "\(text.debugDescription) is no header name", "write \(example)", at: argument)
            }
            return .header(text.lowercased())
        case "count":
            do { return .count(try Selector(text)) } catch {
                throw inside(argument, offset: error.column - 1, message: error.message, remedy: error.remedy)
            }
        default:
            do { return .json(try JSONPath(text)) } catch {
                throw inside(argument, offset: error.offset, message: error.message, remedy: error.remedy)
            }
        }
    }

    /// An error within a text in quotes. Where the text has escapes the column is the text's own.
    private func inside(_ token: ConditionToken, offset: Int, message: String, remedy: String) -> ConditionError {
        var length = 0
        if case .text(let text) = token.kind { length = text.unicodeScalars.count }
        let exact = length == token.length - 2
        let column = exact ? token.start + 2 + max(0, min(offset, length)) : token.start + 1
        return ConditionError(
            code: .badArgument, message: message, remedy: remedy, column: column, length: exact ? 1 : max(1, token.length), source: source)
    }

    private func needText(_ subject: ConditionSubject, _ token: ConditionToken, _ word: String) throws(ConditionError) {
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
        place += 1
        return text
    }

    private mutating func pattern() throws(ConditionError) -> Pattern {
        let argument = token
        let text = try textLiteral("matches")
        do { return try Pattern(text) } catch {
            throw inside(argument, offset: error.column - 1, message: error.message, remedy: error.remedy)
        }
    }

    private mutating func equality(
        _ subject: ConditionSubject, _ order: ConditionTree.Order, _ sign: ConditionToken
    ) throws(ConditionError) -> ConditionTree {
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
        _ subject: ConditionSubject, _ order: ConditionTree.Order, _ sign: ConditionToken
    ) throws(ConditionError) -> ConditionTree {
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
    private mutating func value(_ subject: ConditionSubject) throws(ConditionError) -> ConditionValue {
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
        place += 1
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
    private mutating func members(_ subject: ConditionSubject) throws(ConditionError) -> [ConditionTree.Member] {
        let open = token
        guard take("[") else {
            if open.kind == .sign("(") { throw error(.unexpected, "lists stand in brackets", "write [a, b]") }
            let only = try member(subject)
            guard case .range = only else {
                throw error(.unexpected, "in needs a list or a range", "write in [\(open.shown), …] or in 200..299", at: open)
            }
            return [only]
        }
        var members: [ConditionTree.Member] = []
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

    private mutating func member(_ subject: ConditionSubject) throws(ConditionError) -> ConditionTree.Member {
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

package import Hummingbird
package import Model

/// The query part of a request, read strictly: an unknown name, a name given twice or a value that cannot be used is a ``Problem`` that
/// says which and what is allowed. Nothing is ignored in silence.
package struct RequestQuery: Sendable {
    private let values: [String: String]

    /// - Parameter allowed: the names this route knows.
    package init(_ request: Request, allowed: [String]) throws {
        try self.init(request.uri.query ?? "", allowed: allowed)
    }

    /// The same of a query's text.
    package init(_ text: String, allowed: [String]) throws {
        var values: [String: String] = [:]
        for (name, value) in try URLEncodedText.pairs(text) {
            guard allowed.contains(name) else {
                throw Problem.invalid(
                    String(name.prefix(80)), "There is no parameter “\(name.prefix(80))” here. Allowed: \(allowed.joined(separator: ", "))."
                )
            }
            guard values[name] == nil else { throw Problem.invalid(name, "“\(name)” is given twice.") }
            values[name] = value
        }
        self.values = values
    }

    /// The text of a parameter, without space around it; nil when absent or empty.
    package func text(_ name: String, atMost limit: Int = 200) throws -> String? {
        guard let raw = values[name] else { return nil }
        var text = raw[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        guard !text.isEmpty else { return nil }
        guard text.utf8.count <= limit else { throw Problem.invalid(name, "“\(name)” is longer than \(limit) bytes.") }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw Problem.invalid(name, "“\(name)” holds control characters.")
        }
        return String(text)
    }

    /// One of a closed set of values.
    package func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _: Choice.Type = Choice.self) throws -> Choice?
    where Choice.RawValue == String {
        guard let text = try text(name) else { return nil }
        return try Self.choice(text, of: name)
    }

    /// Some of a closed set of values, with commas between them; empty when absent.
    package func choices<Choice: RawRepresentable & CaseIterable & Hashable>(_ name: String, _: Choice.Type = Choice.self) throws
        -> Set<Choice> where Choice.RawValue == String
    {
        guard let text = try text(name) else { return [] }
        return Set(try text.split(separator: ",").map { try Self.choice(String($0), of: name) })
    }

    /// Some of a closed set of words, with commas between them, in the order of the set; empty when absent.
    package func words(_ name: String, among allowed: [String]) throws -> [String] {
        guard let text = try text(name) else { return [] }
        let given = text.split(separator: ",").map(String.init)
        for word in given where !allowed.contains(word) {
            throw Problem.invalid(name, "“\(word)” cannot be used for “\(name)”. Allowed: \(allowed.joined(separator: ", ")).")
        }
        return allowed.filter(given.contains)
    }

    /// A whole number within bounds.
    package func number(_ name: String, in range: ClosedRange<Int>, default standard: Int) throws -> Int {
        guard let text = try text(name) else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw Problem.invalid(
                name, "“\(text)” cannot be used for “\(name)”: a whole number from \(range.lowerBound) to \(range.upperBound) is allowed.")
        }
        return number
    }

    /// `true` or `false`.
    package func flag(_ name: String) throws -> Bool? {
        switch try text(name) {
        case nil: return nil
        case "true": return true
        case "false": return false
        case let other?: throw Problem.invalid(name, "“\(other)” cannot be used for “\(name)”: true and false are allowed.")
        }
    }

    /// A moment: RFC 3339 or milliseconds since 1970.
    package func moment(_ name: String) throws -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let moment = Moment(text: text) else {
            throw Problem.invalid(
                name, "“\(text)” cannot be used for “\(name)”: a time such as 2026-03-01T09:30:00Z or milliseconds since 1970 is allowed.")
        }
        return moment.timestamp
    }

    /// A span such as `90m`, `24h` or `7d`, from a minute to three years.
    package func span(_ name: String, default standard: Duration) throws -> Duration {
        guard let text = try text(name) else { return standard }
        let seconds: Int64? =
            switch text.last {
            case "m": Int64(text.dropLast()).map { $0.multipliedClamped(by: 60) }
            case "h": Int64(text.dropLast()).map { $0.multipliedClamped(by: 3_600) }
            case "d": Int64(text.dropLast()).map { $0.multipliedClamped(by: 86_400) }
            default: nil
            }
        guard let seconds, (60...3 * 366 * 86_400).contains(seconds) else {
            throw Problem.invalid(name, "“\(text)” cannot be used for “\(name)”: a span such as 90m, 24h or 7d is allowed, up to 1098d.")
        }
        return .seconds(seconds)
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(_ text: String, of name: String) throws -> Choice
    where Choice.RawValue == String {
        guard let choice = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalid(name, "“\(text)” cannot be used for “\(name)”. Allowed: \(allowed).")
        }
        return choice
    }
}

extension Int64 {
    fileprivate func multipliedClamped(by other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}

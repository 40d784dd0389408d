package import Hummingbird
package import Model

/// The query part of a request, read strictly: an unknown name, a name given twice or a value that cannot be used is a ``Problem`` that
/// says which and what is allowed. Nothing is ignored in silence.
package struct RequestQuery: Sendable {
    private let values: [String: String]

    /// - Parameter allowed: the names this route knows.
    package init(_ request: Request, allowed: [String]) throws {
        var values: [String: String] = [:]
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(parts[0], of: "query")
            guard allowed.contains(name) else {
                throw Problem.invalid(
                    String(name.prefix(80)), "There is no parameter “\(name.prefix(80))” here. Allowed: \(allowed.joined(separator: ", "))."
                )
            }
            guard values[name] == nil else { throw Problem.invalid(name, "“\(name)” is given twice.") }
            values[name] = parts.count == 2 ? try Self.decoded(parts[1], of: name) : ""
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
        guard let moment = MomentReader.read(text), abs(moment.milliseconds) < 253_402_300_800_000 else {
            throw Problem.invalid(
                name, "“\(text)” cannot be used for “\(name)”: a time such as 2026-03-01T09:30:00Z or milliseconds since 1970 is allowed.")
        }
        return moment
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

    /// Undoes `application/x-www-form-urlencoded`.
    private static func decoded(_ text: Substring, of name: String) throws -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x2b: bytes.append(0x20)
            case 0x25:
                guard let high = rest.popFirst().flatMap(hex), let low = rest.popFirst().flatMap(hex) else {
                    throw Problem.invalid(name, "A percent sign is not followed by two hexadecimal digits.")
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw Problem.invalid(name, "The text is not UTF-8.") }
        return decoded
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

extension Int64 {
    fileprivate func multipliedClamped(by other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}

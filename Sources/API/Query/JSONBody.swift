import Foundation
package import Hummingbird
package import JobQueue
package import Model
import Settings

/// The body of a request to the API: one JSON object, or nothing, read as strictly as a query.
package struct JSONBody {
    private let values: [String: Any]

    /// - Parameter allowed: the names this route knows.
    package init(_ request: Request, _ context: some RequestContext, allowed: [String]) async throws {
        let bytes = try await RequestBody.bytes(of: request, context)
        guard !bytes.isEmpty else {
            values = [:]
            return
        }
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
        guard type == "application/json" else { throw RequestBody.wrongType("application/json") }
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
            throw Problem.invalid("body", "The body is no JSON object.")
        }
        if let stranger = object.keys.sorted().first(where: { !allowed.contains($0) }) {
            let known = allowed.isEmpty ? "This takes none." : "Allowed: \(allowed.joined(separator: ", "))."
            throw Problem.invalid(String(stranger.prefix(80)), "There is no field “\(stranger.prefix(80))” here. \(known)")
        }
        values = object
    }

    /// The text of a field; nil where it is absent or null.
    package func text(_ name: String) throws -> String? {
        guard let value = values[name], !(value is NSNull) else { return nil }
        guard let text = value as? String else { throw Problem.invalid(name, "“\(name)” must be a text.") }
        return text
    }

    /// True or false; nil where it is absent or null.
    package func flag(_ name: String) throws -> Bool? {
        guard let value = values[name], !(value is NSNull) else { return nil }
        guard let flag = value as? Bool else { throw Problem.invalid(name, "“\(name)” must be true or false.") }
        return flag
    }

    /// A whole number within bounds; nil where it is absent or null.
    package func number(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let value = values[name], !(value is NSNull) else { return nil }
        guard let number = value as? Int, range.contains(number) else {
            throw Problem.invalid(name, "“\(name)” must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// A list of numbers; empty where it is absent.
    package func numbers(_ name: String, atMost limit: Int) throws -> [Int64] {
        guard let value = values[name], !(value is NSNull) else { return [] }
        guard let numbers = value as? [Int64], numbers.count <= limit else {
            throw Problem.invalid(name, "“\(name)” must be a list of at most \(limit) numbers.")
        }
        return numbers
    }

    /// A list of texts; empty where it is absent.
    package func texts(_ name: String, atMost limit: Int) throws -> [String] {
        guard let value = values[name], !(value is NSNull) else { return [] }
        guard let texts = value as? [String], texts.count <= limit else {
            throw Problem.invalid(name, "“\(name)” must be a list of at most \(limit) texts.")
        }
        return texts
    }

    /// Any value of a field, as JSON again; nil where it is absent.
    package func json(_ name: String) throws -> [UInt8]? {
        guard let value = values[name] else { return nil }
        return Array(try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes]))
    }

    /// Whether a field is there and not null.
    package func has(_ name: String) -> Bool { values[name].map { !($0 is NSNull) } ?? false }

    /// A moment, or a span from now on (`10m`); nil where it is absent or null.
    package func moment(_ name: String, from now: Timestamp) throws -> Timestamp? {
        guard let text = try text(name) else { return nil }
        if let span = DurationText.parse(text) { return now + span }
        guard let moment = Moment(text: text) else {
            throw Problem.invalid(
                name, "“\(text.prefix(40))” cannot be used for “\(name)”. Write a span such as 10m, or a time (RFC 3339).")
        }
        return moment.timestamp
    }

    /// What is needed of a machine (`cpu=0.5,memory=512MiB`); nil where it is absent or null.
    package func needs(_ name: String) throws -> ResourceProfile? {
        guard let text = try text(name) else { return nil }
        guard let needs = ResourceProfile(text: text) else {
            throw Problem.invalid(
                name, "“\(text.prefix(80))” cannot be used for “\(name)”. Write it like cpu=0.5,memory=512MiB,network=10Mbit, or none.")
        }
        return needs
    }
}

package import Hummingbird

/// The body of a form that a page of ours sent, read as strictly as a query: an unknown name is a ``Problem``.
package struct FormFields: Sendable {
    private let values: [String: [String]]

    /// - Parameter allowed: the names this route knows.
    package init(_ request: Request, _ context: some RequestContext, allowed: [String]) async throws {
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
        let bytes = try await RequestBody.bytes(of: request, context)
        guard bytes.isEmpty || type == "application/x-www-form-urlencoded" else {
            throw RequestBody.wrongType("application/x-www-form-urlencoded")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem.invalid("body", "The body is not UTF-8.") }
        var values: [String: [String]] = [:]
        for (name, value) in try URLEncodedText.pairs(text) {
            guard allowed.contains(name) else {
                throw Problem.invalid(String(name.prefix(80)), "There is no field “\(name.prefix(80))” here.")
            }
            values[name, default: []].append(value)
        }
        self.values = values
    }

    /// The text of a field as it was written, with the line ends of Unix (forms send CR LF); nil where it is absent.
    package func text(_ name: String) -> String? { values[name]?.first.map { $0.replacing("\r\n", with: "\n") } }

    /// Every value of a field that may be given several times.
    package func all(_ name: String) -> [String] { values[name] ?? [] }
}

/// Bodies of requests, within the bound of their context.
enum RequestBody {
    static func bytes(of request: Request, _ context: some RequestContext) async throws -> [UInt8] {
        Array(buffer: try await request.body.collect(upTo: context.maxUploadSize))
    }

    static func wrongType(_ wanted: String) -> Problem {
        Problem(.unsupportedMediaType, "media-type", title: "Unsupported media type", detail: "The body must be \(wanted).")
    }
}

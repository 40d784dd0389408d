import Foundation
package import Hummingbird

/// How the API writes JSON: snake_case names, keys in a stable order, times in RFC 3339 (see ``Moment``).
package enum JSON {
    /// The value as an `application/json` response.
    package static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try data(value))))
    }

    /// The value on one line, for events.
    package static func line(_ value: some Encodable) throws -> String { String(decoding: try data(value), as: UTF8.self) }

    private static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return try encoder.encode(value)
    }
}

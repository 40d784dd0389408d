import Foundation
package import Hummingbird

/// How the API writes JSON: snake_case names, keys in a stable order, times in RFC 3339 (see ``Moment``).
package enum JSON {
    /// The value as an `application/json` response with a tag of its content: whoever asks again with `If-None-Match` gets 304 and no body
    /// as long as nothing changed.
    package static func response(_ value: some Encodable, to request: Request) throws -> Response {
        tagged(Array(try data(value)), type: "application/json; charset=utf-8", to: request)
    }

    /// Bytes as a response with a tag of their content.
    static func tagged(_ bytes: [UInt8], type: String, to request: Request) -> Response {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let tag = "\"\(String(hash, radix: 36))\""
        let headers: HTTPFields = [.contentType: type, .eTag: tag, .cacheControl: "private, no-cache"]
        if EntityTags.match(request.headers[.ifNoneMatch], tag) { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
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

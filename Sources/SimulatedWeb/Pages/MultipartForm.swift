import HTML

/// A form's data as `multipart/form-data` carries it (RFC 7578), read strictly: what is out of shape is no form.
struct MultipartForm: Sendable {
    struct Part: Sendable, Hashable {
        var name: String
        /// Nil for what is no file.
        var fileName: String?
        var type: String?
        var bytes: [UInt8]
    }

    /// Parts of one form that are read.
    private static let mostParts = 200

    let parts: [Part]

    /// Nil where the type names no boundary, or the body is not what the type says.
    init?(body: [UInt8], contentType: String) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let boundary = Self.parameter("boundary", in: contentType), (1...70).contains(boundary.utf8.count)
        else { return nil }
        let delimiter = Array("--\(boundary)".utf8)
        guard body.starts(with: delimiter) else { return nil }
        var (parts, rest) = ([Part](), body[delimiter.count...])
        while !rest.starts(with: Array("--".utf8)) {
            guard rest.starts(with: [0x0D, 0x0A]), parts.count < Self.mostParts else { return nil }
            rest = rest.dropFirst(2)
            guard let head = Self.find([0x0D, 0x0A, 0x0D, 0x0A], in: rest),
                let end = Self.find([0x0D, 0x0A] + delimiter, in: rest[(head + 4)...]),
                let part = Self.part(String(decoding: rest[..<head], as: UTF8.self), Array(rest[(head + 4)..<end]))
            else { return nil }
            parts.append(part)
            rest = rest[(end + 2 + delimiter.count)...]
        }
        self.parts = parts
    }

    private static func part(_ head: String, _ bytes: [UInt8]) -> Part? {
        var (disposition, type): (String?, String?) = (nil, nil)
        for line in head.split(separator: "\r\n") {
            let field = line.split(separator: ":", maxSplits: 1).map { String($0).strippingSpace }
            guard field.count == 2 else { return nil }
            switch field[0].lowercased() {
            case "content-disposition": disposition = field[1]
            case "content-type": type = field[1]
            default: continue
            }
        }
        guard let disposition, disposition.hasPrefix("form-data"), let name = parameter("name", in: disposition) else { return nil }
        return Part(name: name, fileName: parameter("filename", in: disposition), type: type, bytes: bytes)
    }

    /// A parameter's value, with or without quotes; nil where there is none.
    private static func parameter(_ name: String, in field: String) -> String? {
        for piece in field.split(separator: ";").dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1).map { String($0).strippingSpace }
            guard pair.count == 2, pair[0].lowercased() == name else { continue }
            let value = pair[1]
            return value.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"") ? String(value.dropFirst().dropLast()) : value
        }
        return nil
    }

    /// Where a pattern begins first.
    private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
        for start in bytes.startIndex...(bytes.endIndex - pattern.count)
        where bytes[start] == first && bytes[start...].starts(with: pattern) { return start }
        return nil
    }
}

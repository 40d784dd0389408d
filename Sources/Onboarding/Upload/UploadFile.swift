import HTML

/// A picture that a profile holds for controls that take a file.
package struct UploadFile: Sendable, Hashable {
    /// Bytes of one file that a profile may hold.
    package static let mostBytes = 4 << 20
    /// Bytes of all files that one form is sent.
    static let mostTogether = 8 << 20

    /// Why a file is none that a profile may hold, in words that complete "it …".
    package struct Refusal: Error, Sendable, Hashable {
        package let words: String

        package init(_ words: String) { self.words = words }
    }

    /// As sites are told it: without folders.
    package let name: String
    /// Its media type, by its first bytes: names lie.
    package let type: String
    package let size: Int
    /// SHA-256, in hexadecimal digits.
    package let digest: String
    /// Empty where only what is known of it is at hand.
    package private(set) var bytes: [UInt8]

    /// - Parameter path: Its name, or a path that ends with it.
    /// - Throws: ``Refusal`` where it is empty, too long or no picture: nothing else is ever uploaded.
    package init(path: String, bytes: [UInt8]) throws(Refusal) {
        guard !bytes.isEmpty else { throw Refusal("is empty") }
        guard bytes.count <= Self.mostBytes else { throw Refusal("has \(bytes.count) bytes, and at most \(Self.mostBytes) are sent") }
        guard let type = MediaType.picture(bytes) else {
            throw Refusal("is no picture (PNG, JPEG, GIF, WebP, AVIF, BMP, ICO or SVG), and nothing else is sent")
        }
        let last = path.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let printable = String(String.UnicodeScalarView(last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })).cut(120)
        let ending = MediaType.ending(of: printable)
        // A name that does not fit the content is mended: sites judge by both.
        let isRight = ending.map { MediaType.byEnding[$0] == type } ?? false
        let stem = printable.isEmpty ? "picture" : printable
        name = isRight ? stem : "\(stem).\(MediaType.usualEnding(of: type))"
        (self.type, size, digest, self.bytes) = (type, bytes.count, Digest.text(of: bytes), bytes)
    }

    /// Whether its content is at hand.
    var isWhole: Bool { bytes.count == size }

    /// The same with its content; nil where that is another's.
    func with(_ bytes: [UInt8]) -> UploadFile? {
        guard bytes.count == size, Digest.text(of: bytes) == digest else { return nil }
        var whole = self
        whole.bytes = bytes
        return whole
    }

    /// `12 KB`, for people.
    package var sizeWords: String {
        switch size {
        case ..<1_000: "\(size) bytes"
        case ..<1_000_000: "\(size / 1_000) KB"
        default: "\(size / 1_000_000).\(size / 100_000 % 10) MB"
        }
    }
}

extension UploadFile: Codable {
    /// What is kept of it in an order: its content has a place of its own.
    private enum CodingKeys: CodingKey { case name, type, size, digest }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        type = try container.decode(String.self, forKey: .type)
        size = try container.decode(Int.self, forKey: .size)
        digest = try container.decode(String.self, forKey: .digest)
        bytes = []
    }
}

/// What pictures are called on the wire and in names of files.
enum MediaType {
    static let byEnding = [
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
        "avif": "image/avif", "bmp": "image/bmp", "ico": "image/x-icon", "svg": "image/svg+xml",
    ]

    /// The ending of a file's name in lower case, without its dot; nil for none.
    static func ending(of name: String) -> String? {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        return name[name.index(after: dot)...].lowercased()
    }

    static func usualEnding(of type: String) -> String {
        switch type {
        case "image/jpeg": "jpg"
        case "image/x-icon": "ico"
        case "image/svg+xml": "svg"
        default: String(type.dropFirst("image/".count))
        }
    }

    /// The type of a picture by its first bytes (MIME Sniffing standard, "Matching an image type pattern"), and SVG by its root; nil for anything else.
    static func picture(_ bytes: [UInt8]) -> String? {
        func starts(_ pattern: [UInt8], at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: pattern) }
        if starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if starts([0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if starts(Array("GIF87a".utf8)) || starts(Array("GIF89a".utf8)) { return "image/gif" }
        if starts(Array("RIFF".utf8)), starts(Array("WEBPVP".utf8), at: 8) { return "image/webp" }
        if starts(Array("ftypavif".utf8), at: 4) { return "image/avif" }
        if starts(Array("BM".utf8)), bytes.count > 26 { return "image/bmp" }
        if starts([0x00, 0x00, 0x01, 0x00]) { return "image/x-icon" }
        let head = String(decoding: bytes.prefix(1_024), as: UTF8.self).strippingSpace
        let isMarkup = head.hasPrefix("<svg") || (head.hasPrefix("<?xml") || head.hasPrefix("<!--")) && head.contains("<svg")
        return isMarkup ? "image/svg+xml" : nil
    }
}

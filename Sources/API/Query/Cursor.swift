/// Where a listing goes on: opaque to callers, and refused when it belongs to another listing or to other filters.
package struct Cursor: Hashable, Sendable {
    /// What the listing needs in order to go on.
    package let parts: [String]

    package init(_ parts: [String]) { self.parts = parts }

    /// The cursor as text for URLs.
    /// - Parameter listing: what it belongs to: the listing's name and everything that changes its order or content.
    package func text(for listing: String) -> String {
        var bytes: [UInt8] = []
        for shift in stride(from: 24, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: Self.hash(listing) >> UInt32(shift))) }
        bytes += Array(parts.joined(separator: "\u{1f}").utf8)
        return Self.base64(bytes)
    }

    /// Reads a cursor again.
    package init(_ text: String, for listing: String) throws {
        let problem = Problem.invalid(
            "cursor",
            "This cursor does not belong to this listing with these filters; take it from “next” of the page before, or leave it out.")
        guard let bytes = Self.bytes(text), bytes.count >= 4 else { throw problem }
        let hash = bytes.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard hash == Self.hash(listing), let payload = String(validating: bytes.dropFirst(4), as: UTF8.self) else { throw problem }
        parts = payload.split(separator: "\u{1f}", omittingEmptySubsequences: false).map(String.init)
    }

    /// FNV-1a.
    private static func hash(_ text: String) -> UInt32 {
        text.utf8.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// base64url without padding (RFC 4648, section 5).
    private static func base64(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        var (held, bits) = (UInt32(0), 0)
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                result.append(alphabet[Int(held >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { result.append(alphabet[Int(held << UInt32(6 - bits) & 63)]) }
        return String(decoding: result, as: UTF8.self)
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 1024 else { return nil }
        var result: [UInt8] = []
        var (held, bits) = (UInt32(0), 0)
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            held = held << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
            }
        }
        return result
    }
}

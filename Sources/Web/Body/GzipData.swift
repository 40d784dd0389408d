/// Files that are compressed by themselves, rather than by the server that sends them (RFC 1952).
package enum GzipData {
    /// Whether bytes begin as gzip does.
    package static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count >= 18 && bytes[0] == 0x1F && bytes[1] == 0x8B }

    /// What is inside, and whether that is all of it: what does not fit into `limit`, or is broken off, is left out.
    /// Nil for what is no gzip.
    package static func inflated(_ bytes: [UInt8], limit: Int) -> (bytes: [UInt8], isWhole: Bool)? {
        guard isGzip(bytes) else { return nil }
        let inflater = Inflater(.gzip)
        var out: [UInt8] = []
        guard let isCut = try? inflater.inflate(bytes, into: &out, limit: limit) else { return out.isEmpty ? nil : (out, false) }
        return (out, !isCut && inflater.ended)
    }
}

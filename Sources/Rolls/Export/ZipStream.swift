import Web

/// An archive written from its beginning to its end, as a stream: PKWARE's APPNOTE 6.3, sections 4.3 and 4.4, deflated entries whose lengths
/// follow them. Memory does not grow with what is written. At most 4 GiB, since ZIP64 is left out.
struct ZipStream {
    /// What does not fit into the format.
    struct Failure: Error {}

    private struct Entry {
        var name: String
        var crc: UInt32
        var compressed: Int
        var size: Int
        var offset: Int
    }

    private var entries: [Entry] = []
    private var open: (name: String, offset: Int, deflater: Deflater)?
    /// Bytes handed out so far.
    private var length = 0

    /// Sizes follow the data (bit 3), names are UTF-8 (bit 11).
    private static let flags = 0x0808
    private static let limit = Int(UInt32.max)
    /// The first day that the format knows: archives of the same are the same.
    private static let (time, date) = (0, 0x0021)

    /// Begins an entry, and ends the one before.
    mutating func begin(_ name: String, into out: inout [UInt8]) throws(Failure) {
        try end(into: &out)
        let start = out.count
        Self.put(0x0403_4B50, 4, &out)
        Self.head(&out)
        for _ in 0..<3 { Self.put(0, 4, &out) }
        Self.put(name.utf8.count, 2, &out)
        Self.put(0, 2, &out)
        out += name.utf8
        open = (name, length, Deflater())
        length += out.count - start
    }

    /// Adds to the entry that was begun.
    mutating func add(_ bytes: [UInt8], into out: inout [UInt8]) throws(Failure) {
        guard let open, !bytes.isEmpty else { return }
        let start = out.count
        guard open.deflater.deflate(bytes, isLast: false, into: &out) else { throw Failure() }
        length += out.count - start
    }

    /// Ends the archive with its directory.
    mutating func finish(into out: inout [UInt8]) throws(Failure) {
        try end(into: &out)
        let (start, place) = (out.count, length)
        for entry in entries {
            Self.put(0x0201_4B50, 4, &out)
            Self.put(20, 2, &out)
            Self.head(&out)
            Self.put(Int(entry.crc), 4, &out)
            Self.put(entry.compressed, 4, &out)
            Self.put(entry.size, 4, &out)
            Self.put(entry.name.utf8.count, 2, &out)
            // No extra field, comment, further disk or attributes.
            for width in [2, 2, 2, 2, 4] { Self.put(0, width, &out) }
            Self.put(entry.offset, 4, &out)
            out += entry.name.utf8
        }
        let size = out.count - start
        Self.put(0x0605_4B50, 4, &out)
        Self.put(0, 4, &out)
        Self.put(entries.count, 2, &out)
        Self.put(entries.count, 2, &out)
        Self.put(size, 4, &out)
        Self.put(place, 4, &out)
        Self.put(0, 2, &out)
        length += out.count - start
        guard length <= Self.limit else { throw Failure() }
    }

    private mutating func end(into out: inout [UInt8]) throws(Failure) {
        guard let (name, offset, deflater) = open else { return }
        open = nil
        let start = out.count
        guard deflater.deflate([], isLast: true, into: &out) else { throw Failure() }
        Self.put(0x0807_4B50, 4, &out)
        Self.put(Int(deflater.crc), 4, &out)
        Self.put(deflater.compressed, 4, &out)
        Self.put(deflater.size, 4, &out)
        length += out.count - start
        guard length <= Self.limit, deflater.size <= Self.limit else { throw Failure() }
        entries.append(Entry(name: name, crc: deflater.crc, compressed: deflater.compressed, size: deflater.size, offset: offset))
    }

    /// Version, flags, method (deflate), time: what a local head and one of the directory have in common.
    private static func head(_ out: inout [UInt8]) { for value in [20, flags, 8, time, date] { put(value, 2, &out) } }

    private static func put(_ value: Int, _ width: Int, _ out: inout [UInt8]) {
        for place in 0..<width { out.append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
    }
}

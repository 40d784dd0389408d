/// Eight bytes of a text, asked about all at once. A mask has the high bit of each byte that is meant; of ``places(of:)`` only the lowest
/// is certain, those above it may be false.
struct ByteBlock {
    static let size = 8
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    private let word: UInt64

    /// The bytes from a place on, of which there must be eight.
    @inline(__always)
    init(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) {
        word = UInt64(littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    /// Where a byte stands.
    @inline(__always)
    func places(of byte: UInt8) -> UInt64 {
        let difference = word ^ (Self.ones &* UInt64(byte))
        return (difference &- Self.ones) & ~difference & Self.highs
    }

    /// Where something else than a small letter of ASCII stands; exact.
    @inline(__always)
    var placesOfOthersThanSmallLetters: UInt64 {
        let low = word & ~Self.highs
        let fromA = low &+ Self.ones &* (0x80 - 0x61)
        let beyondZ = low &+ Self.ones &* (0x80 - 0x7B)
        return ~(fromA & ~beyondZ & ~word) & Self.highs
    }

    /// The first so many bytes as one number, the first byte its greatest; at least one.
    @inline(__always)
    func packed(_ count: Int) -> UInt64 { word.byteSwapped >> UInt64(64 - 8 * count) }

    /// How many bytes stand before the lowest of a mask; eight if it is empty.
    @inline(__always)
    static func distance(_ mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }

    /// What of a mask stands before the lowest of another.
    @inline(__always)
    static func part(of mask: UInt64, before other: UInt64) -> UInt64 { other == 0 ? mask : mask & ((other & (0 &- other)) &- 1) }

    /// Whether either of two bytes stands in a text.
    static func contains(_ one: UInt8, or other: UInt8, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var place = 0
        var found: UInt64 = 0
        while place + size <= bytes.count {
            let block = ByteBlock(bytes, at: place)
            found |= block.places(of: one) | block.places(of: other)
            place += size
        }
        return found != 0 || bytes[place...].contains { $0 == one || $0 == other }
    }
}

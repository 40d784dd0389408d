import Expressions

/// Bytes to be looked for again and again: by their rarest byte, so that most of a text is passed over at memory speed.
struct Needle: Sendable {
    let bytes: [UInt8]
    private let rarest: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        rarest = bytes.indices.min { Self.frequency(bytes[$0]) < Self.frequency(bytes[$1]) } ?? 0
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The first place at or after `start`; nil if there is none.
    func find(in haystack: [UInt8], from start: Int) -> Int? {
        guard !bytes.isEmpty, haystack.count - start >= bytes.count else { return nil }
        return haystack.withUnsafeBufferPointer { haystack in
            bytes.withUnsafeBufferPointer { needle in
                var place = start + rarest
                let end = haystack.count - needle.count + rarest + 1
                search: while let hit = ByteSearch.first(needle[rarest], in: haystack, from: place, to: end) {
                    place = hit + 1
                    let base = hit - rarest
                    for index in 0..<needle.count where haystack[base + index] != needle[index] { continue search }
                    return base
                }
                return nil
            }
        }
    }

    /// How common a byte is in text and markup, roughly.
    private static func frequency(_ byte: UInt8) -> Int {
        let order: StaticString = " etaonisrhldcumfpgwybvk"
        for index in 0..<order.utf8CodeUnitCount where order.utf8Start[index] == byte { return 100 - index }
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "="), UInt8(ascii: "\""): return 80
        case 0x30...0x39: return 60
        case 0x80...: return 40
        default: return 10
        }
    }
}

/// Text that nobody meant: the same for a seed on every machine (SplitMix64), rich in what recognisers look for.
struct SeededBytes {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    private static let pieces: [[UInt8]] = [
        "0", "12", "555", "2024", "+", "(", ")", "-", ".", "/", " ", ",", ":", "@", "[at]", " dot ", "ext", "x", "Fax", "Tel", "$", "€",
        "March", "http://",
        "www.", "A", "b", "é", "\u{A0}", "–", "\n", "#", "%", "MA", "Street", "Mon", "9am", "5 pm", "{", "}", "\"", "\\", "<!--",
        "<a href=", ">", "</a>",
        "<p>", "<script type=application/ld+json>", "</script>", "<div itemscope itemprop=x>", "</div>", "&amp;",
        "<span class='h-card p-name'>", "</span>",
    ].map { Array($0.utf8) }

    /// About `count` bytes of well-formed pieces, and now and then one byte that is none.
    mutating func text(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let roll = next()
            if roll % 97 == 0 {
                bytes.append(UInt8(truncatingIfNeeded: roll >> 8))
            } else {
                bytes += Self.pieces[Int((roll >> 8) % UInt64(Self.pieces.count))]
            }
        }
        return bytes
    }
}

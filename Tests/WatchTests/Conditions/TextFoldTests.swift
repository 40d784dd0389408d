import Expressions
import Testing

@testable import Watch

/// Text is folded and a page skimmed in runs where nothing is special; what comes out must not depend on where a run ends.
@Suite struct TextFoldTests {
    /// The same by the letter: one byte at a time, for ASCII.
    private func folded(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var isPending = false
        for byte in bytes {
            if byte <= 0x20 {
                isPending = !out.isEmpty
                continue
            }
            if isPending { out.append(0x20) }
            isPending = false
            out.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        return out
    }

    private func words(_ count: Int, _ random: inout SplitMix) -> [UInt8] {
        let pieces = [
            "a", "Find a Lawyer", "SPRINGFIELD", " ", " ", "  ", "\n", "\t", "@[`{", "\u{1}", "\u{7F}",
            "a long run of words without any trouble",
        ]
        return (0..<count).flatMap { _ in Array((pieces.randomElement(using: &random) ?? "").utf8) }
    }

    @Test func `long runs are folded as single bytes are`() {
        var random = SplitMix(state: 16)
        for length in 0..<400 {
            let text = words(length % 40, &random)
            #expect(TextFold.folded(text) == folded(text))
        }
    }

    @Test(arguments: ["\u{A0}", "Ü", "\u{AD}", "日本"]) func `a sign beyond ASCII may stand anywhere in a run`(sign: String) {
        for place in 0..<50 {
            let (before, after) = (String(repeating: "Ab c", count: 20).prefix(place), "D e")
            let middle = ["\u{A0}": " ", "Ü": "ü", "\u{AD}": "", "日本": "日本"][sign] ?? sign
            let want = (before + middle + after).lowercased().split(separator: " ").joined(separator: " ")
            #expect(TextFold.folded(before + sign + after) == Array(want.utf8), "\(place)")
        }
    }

    @Test func `a limit holds within a run`() {
        let text = Array(String(repeating: "abcdefghij ", count: 40).utf8)
        for limit in 1..<100 {
            let plain = TextFold.plain(text, limit: limit)
            #expect(plain.count >= limit - 1 && plain.count <= limit + 1)
            #expect(text.starts(with: plain))
        }
    }

    @Test func `a page's text is the same whether it is kept in full or only its beginning`() {
        var random = SplitMix(state: 6144)
        for _ in 0..<60 {
            let page = Array("<body><p>".utf8) + words(600, &random) + Array("</p>&amp;<b>x</b> &  y &nope; z".utf8)
            let (whole, beginning, text) = (PageSkim(page, extent: .whole), PageSkim(page), PageSkim(page, extent: .text))
            #expect(text.text == whole.text && text.title == whole.title && text.textLength == whole.textLength)
            #expect(whole.text.starts(with: beginning.text))
            #expect(whole.textLength == beginning.textLength)
            #expect(whole.text.count { !$0.isMarkupSpace } == whole.textLength)
        }
    }
}

import Expressions

/// Words that pages of a certain kind say, plain (lower case, no accents) and in several languages. A phrase alone decides nothing: see ``PageJudge``.
struct Phrases: Sendable {
    let list: [Needle]

    init(_ text: String) {
        list = text.split(separator: "\n").map { TextFold.plain(Array($0.utf8)) }.filter { !$0.isEmpty }.map(Needle.init)
    }

    /// The first phrase that stands in a plain text, as text; nil if none does.
    func found(in plain: [UInt8]) -> String? { list.first { $0.find(in: plain, from: 0) != nil }?.text }

    /// A phrase that makes up most of a short text: at most `slack` other bytes stand beside it.
    func dominates(_ plain: [UInt8], slack: Int) -> String? {
        list.first { plain.count <= $0.bytes.count + slack && $0.find(in: plain, from: 0) != nil }?.text
    }

    /// A phrase that has a word of `partners` within `reach` bytes on either side.
    func found(in plain: [UInt8], near partners: Phrases, reach: Int) -> String? {
        for phrase in list {
            var from = 0
            while let hit = phrase.find(in: plain, from: from) {
                let window = Array(plain[max(0, hit - reach)..<min(plain.count, hit + phrase.bytes.count + reach)])
                if partners.found(in: window) != nil { return phrase.text }
                from = hit + 1
            }
        }
        return nil
    }
}

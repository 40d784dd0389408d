import HTML

/// The labels that siblings begin with: `dt`, the first cell of a row, "Phone: 555-0100". By them records are told where nothing else parts
/// them, and parts of records from records.
struct SiblingLabels {
    let outline: PageOutline
    let document: Document

    /// A longer label is a sentence.
    private static let longest = 40

    /// What tells a label from others; 0 for what begins with none.
    func key(of item: Int32) -> UInt64 {
        guard let words = words(of: item), !words.isEmpty, words.count <= 5 else { return 0 }
        return Self.key(of: words)
    }

    static func key(of words: [String]) -> UInt64 { ClassShape.hash(words.joined(separator: " ").utf8) | 1 }

    /// The label that an element or a text begins with, in words.
    func words(of index: Int32) -> [String]? {
        var index = index
        let item = outline.items[Int(index)]
        if item.tag == .tr {
            let cells = outline.children(of: index).filter { !outline.items[Int($0)].isText }
            guard cells.count >= 2 else { return nil }
            return named(cells[0], isSetOff: outline.items[Int(cells[0])].tag == .th && outline.items[Int(cells[1])].tag == .td)
        }
        // Down to what it begins with.
        for _ in 0..<6 {
            let item = outline.items[Int(index)]
            if item.isText { break }
            if item.tag == .dt || item.tag == .th { return named(index, isSetOff: item.tag == .dt) }
            guard index + 1 < item.end else { return nil }
            index += 1
        }
        let first = outline.items[Int(index)]
        guard first.isText else { return nil }
        let text = document.withText(of: first.node) { bytes in
            Array(bytes.drop(while: TextBytes.isSpace).prefix(Self.longest + 20))
        }
        if let opening = FieldLabels.opening(text), opening.label.count <= Self.longest,
            opening.value > opening.label.upperBound, text[opening.label.upperBound] == UInt8(ascii: ":"),
            !text[opening.label].contains(where: TextBytes.isDigit)
        {
            return FieldLabels.words(of: String(decoding: text[opening.label], as: UTF8.self))
        }
        // What a text alone says may be all there is; a label has its value beside it.
        guard !item.isText, outline.sums(first: index, to: item.end) > 1 else {
            return item.isText ? named(index, isSetOff: false) : nil
        }
        return named(index, isSetOff: false)
    }

    /// The words of a short text that is known to name values, or is set off or ends as one that does.
    private func named(_ index: Int32, isSetOff: Bool) -> [String]? {
        let item = outline.items[Int(index)]
        guard outline.sums(index..<item.end).text <= Self.longest else { return nil }
        let text =
            (item.isText ? document.withText(of: item.node) { String(decoding: $0, as: UTF8.self) } : document.textContent(of: item.node))
            .collapsingSpace.trimmingNoBreakSpace
        guard !text.isEmpty, !text.utf8.contains(where: TextBytes.isDigit) else { return nil }
        let words = FieldLabels.words(of: text)
        guard (1...5).contains(words.count) else { return nil }
        if isSetOff || text.utf8.last == UInt8(ascii: ":") { return words }
        guard let kind = FieldLabels.kind(of: text), kind.trust == 1 else { return nil }
        return words
    }

    /// Whether each record is one value beside its label, and the labels take turns: parts of records, not records.
    func arePairs(_ spans: [RecordSpan]) -> Bool {
        guard spans.count >= 4 else { return false }
        var labels: [UInt64: Int] = [:]
        var labelled = 0
        var same = 0
        var last: UInt64 = 0
        for span in spans.prefix(400) where outline.sums(span.range).leaves <= 6 {
            let key = key(of: span.range.lowerBound)
            guard key != 0 else { continue }
            labelled += 1
            labels[key, default: 0] += 1
            if key == last { same += 1 }
            last = key
        }
        let count = min(spans.count, 400)
        return labels.count >= 2 && labelled * 5 >= count * 3 && labels.count * 2 <= labelled && same * 5 <= labelled
    }
}

extension PageOutline {
    /// Texts from an item on.
    func sums(first: Int32, to end: Int32) -> Int32 { sums(first..<end).leaves }
}

import Listings

/// How evenly the pages are marked, since it bounds what anybody can reach on them.
extension ContactsSuite {
    /// By kind: how many spans are marked, and how often the very words of one stand unmarked elsewhere on its page, in how many pages, and most
    /// often in one page.
    func truth() -> [(kind: FieldKind, marked: Int, twins: Int, pages: Int, most: Int)] {
        EntityLabels.kinds.indices.map { kind in
            var marked = 0, twins = 0, found = 0, most = 0
            for page in pages where page.corpus != Self.hoursOnly {
                let spans = spans(kind, page)
                marked += spans.count
                let count = unmarked(spans, page)
                twins += count
                found += count > 0 ? 1 : 0
                most = max(most, count)
            }
            return (EntityLabels.kinds[kind].kind, marked, twins, found, most)
        }
    }

    /// The marked spans of a kind as ranges of items.
    private func spans(_ kind: Int, _ page: Page) -> [Range<Int>] {
        let labels = page.example.labels
        return labels.indices.filter { labels[$0] == 1 + kind * 2 }.map { start in
            start..<(labels[(start + 1)...].firstIndex { $0 != 2 + kind * 2 } ?? labels.count)
        }
    }

    private func words(_ page: Page) -> [String] {
        page.items.items.map { item in
            item.span?.value ?? String(decoding: page.items.text.bytes[item.range], as: UTF8.self)
        }
    }

    private func unmarked(_ spans: [Range<Int>], _ page: Page) -> Int {
        let words = words(page)
        let labels = page.example.labels
        var count = 0
        for span in Set(spans.map { Array(words[$0]) }) where !span.isEmpty && span.count <= words.count {
            for start in 0...(words.count - span.count) where words[start] == span[0] {
                let range = start..<(start + span.count)
                if words[range].elementsEqual(span), labels[range].allSatisfy({ $0 == 0 }) { count += 1 }
            }
        }
        return count
    }
}

import HTML

/// The headings that stand above groups of records: a state, a city, a kind of practice. Each is a field of all the records below it.
struct GroupHeadings {
    /// One heading above a record.
    struct Heading {
        var text: String
        var node: NodeID
        var item: Int32
        var kind: FieldKind
        var confidence: Double
    }

    private struct Level {
        var path: Int32
        var kind: FieldKind
        var confidence: Double
    }

    private struct Title {
        var path: Int32
        var text: String
        var item: Int32
    }

    private let outline: PageOutline
    private let document: Document
    /// A heading is short, and few stand together; what stands further before the first record is none of its.
    private static let (longest, mostTexts, reach) = (80, 12, 60)

    init(_ outline: PageOutline, _ document: Document) {
        self.outline = outline
        self.document = document
    }

    /// For each record of a set the headings that it stands below, the outermost first.
    func headings(of spans: [RecordSpan]) -> [[Heading]] {
        guard spans.count >= 2 else { return spans.map { _ in [] } }
        var gaps: [[Title]] = [[]]
        for (last, next) in zip(spans, spans.dropFirst()) { gaps.append(titles(last.range.upperBound..<next.range.lowerBound)) }
        // Several groups, and groups of several.
        let levels = levels(gaps.dropFirst(), spans.count)
        guard !levels.isEmpty else { return spans.map { _ in [] } }
        let first = spans[0].range.lowerBound
        gaps[0] = opening(before: first, levels)
        var current = [Heading?](repeating: nil, count: levels.count)
        return gaps.map { titles in
            for title in titles {
                guard let place = levels.firstIndex(where: { $0.path == title.path }) else { continue }
                let level = levels[place]
                current[place] = Heading(
                    text: title.text, node: outline.items[Int(title.item)].node, item: title.item, kind: level.kind,
                    confidence: level.confidence)
                // What stands below another heading of a higher level is a new group.
                for inner in levels.indices where inner > place { current[inner] = nil }
            }
            return current.compactMap(\.self)
        }
    }

    /// The short texts of a stretch between records.
    private func titles(_ range: Range<Int32>) -> [Title] {
        guard !range.isEmpty, outline.sums(range).leaves <= Self.mostTexts else { return [] }
        return range.compactMap { title($0) }
    }

    private func title(_ index: Int32) -> Title? {
        let item = outline.items[Int(index)]
        guard item.isText, item.parent >= 0, !item.isAside, outline.sums(index..<index + 1).text <= Self.longest else { return nil }
        let holder = outline.items[Int(item.parent)]
        // All that its element says.
        guard outline.sums(item.parent..<holder.end).leaves == 1 else { return nil }
        let text = document.withText(of: item.node) { String(decoding: $0, as: UTF8.self) }.collapsingSpace.trimmingNoBreakSpace
        return Title(path: item.path, text: text, item: item.parent)
    }

    /// The paths of headings: those that stand before several records and differ.
    private func levels(_ gaps: ArraySlice<[Title]>, _ records: Int) -> [Level] {
        var found: [Int32: (count: Int, texts: Set<String>, order: Int)] = [:]
        for titles in gaps {
            for (order, title) in titles.enumerated() {
                var entry = found[title.path] ?? (0, [], order)
                entry.count += 1
                entry.texts.insert(title.text)
                entry.order = min(entry.order, order)
                found[title.path] = entry
            }
        }
        return found.filter { _, entry in
            entry.count * 10 <= records * 9 && Double(entry.texts.count) >= 0.6 * Double(entry.count)
        }
        .sorted { ($0.value.count, $0.value.order, $0.key) < ($1.value.count, $1.value.order, $1.key) }
        .prefix(3).compactMap { path, entry in
            Self.kind(entry.texts, isHeading: isHeading(path)).map { Level(path: path, kind: $0.0, confidence: $0.1) }
        }
    }

    private func isHeading(_ path: Int32) -> Bool {
        guard let item = outline.items.first(where: { $0.path == path && !$0.isText }) else { return false }
        return RecordPieces.isHeading(item.tag) || item.tag == .caption || item.tag == .th || item.tag == .summary || item.tag == .legend
    }

    /// What the headings between records are together: places, or kinds of whatever is listed. Letters of the alphabet, dates and counts say nothing.
    private static func kind(_ texts: Set<String>, isHeading: Bool) -> (FieldKind, Double)? {
        let count = Double(texts.count)
        func share(_ holds: (String) -> Bool) -> Double { Double(texts.count(where: holds)) / count }
        guard share({ $0.utf8.count <= 3 && !PlaceNames.isRegion($0) }) < 0.5, share({ $0.utf8.contains(where: TextBytes.isDigit) }) < 0.5,
            share({ FieldLabels.kind(of: $0)?.trust == 1 || $0.utf8.last == UInt8(ascii: ":") }) < 0.5
        else { return nil }
        if share(PlaceNames.isRegion) >= 0.6 { return (.addressRegion, 0.85) }
        if share(PlaceNames.contains) >= 0.6 { return (.addressLocality, 0.8) }
        // A list and another thing below it are no groups: "Newest members", "Browse by city".
        guard texts.count >= 2 else { return nil }
        return (.category, isHeading ? 0.72 : 0.6)
    }

    /// What stands before the first record in the places of the other groups' headings.
    private func opening(before first: Int32, _ levels: [Level]) -> [Title] {
        var found: [Title] = []
        var at = first - 1
        while at >= 0, first - at <= Self.reach, found.count < levels.count {
            if let title = title(at), levels.contains(where: { $0.path == title.path }), !found.contains(where: { $0.path == title.path }) {
                found.append(title)
            }
            at -= 1
        }
        return found.reversed()
    }
}

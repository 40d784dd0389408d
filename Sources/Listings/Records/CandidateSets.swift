import HTML

/// Everything on a page that repeats: elements of one path, and runs of siblings below containers of one path.
struct CandidateSets {
    private let outline: PageOutline
    private let document: Document

    /// More children are read as one list of elements only; a page with more siblings still costs one pass.
    private static let maximumLeaders = 8

    init(_ outline: PageOutline, _ document: Document) {
        self.outline = outline
        self.document = document
    }

    func all() -> [RecordSet] { elements() + looseElements() + namedElements() + runs() }

    // MARK: Elements of one path

    private func elements() -> [RecordSet] {
        var byPath = [[Int32]](repeating: [], count: Int(outline.pathCount))
        for (index, item) in outline.items.enumerated() where !item.isText && item.tag != .br && item.tag != .hr {
            byPath[Int(item.path)].append(Int32(index))
        }
        var sets: [RecordSet] = []
        for (path, indices) in byPath.enumerated() where indices.count >= 2 {
            let spans = spans(indices)
            if spans.count >= 2 { sets.append(RecordSet(shape: .elements(path: Int32(path)), spans: spans)) }
        }
        return sets
    }

    private struct LooseKey: Hashable {
        let path: Int32
        let key: UInt64
    }

    /// Elements alike whose containers have the same names and other classes: one list that is cut into differing parts.
    private func looseElements() -> [RecordSet] {
        var found: [LooseKey: [Int32]] = [:]
        var order: [LooseKey] = []
        for (index, item) in outline.items.enumerated() where !item.isText && item.tag != .br && item.tag != .hr {
            let above = item.parent < 0 ? -1 : outline.items[Int(item.parent)].loosePath
            let key = LooseKey(path: above, key: item.key)
            if found[key] == nil { order.append(key) }
            found[key, default: []].append(Int32(index))
        }
        return order.compactMap { key in
            guard let indices = found[key], indices.count >= 2, let first = indices.first else { return nil }
            let path = outline.items[Int(first)].path
            // One path is found as such.
            guard indices.contains(where: { outline.items[Int($0)].path != path }) else { return nil }
            let spans = spans(indices)
            return spans.count >= 2 ? RecordSet(shape: .alike(path: key.path, key: key.key), spans: spans) : nil
        }
    }

    /// Children of one name whose classes differ in turn: rows that are striped or marked by what they tell.
    private func namedElements() -> [RecordSet] {
        struct Key: Hashable {
            let path: Int32
            let tag: Atom
        }
        var found: [Key: [Int32]] = [:]
        var order: [Key] = []
        for (index, item) in outline.items.enumerated()
        where !item.isText && item.parent >= 0 && (item.tag == .div || item.tag == .li || item.tag == .article || item.tag == .section) {
            let key = Key(path: outline.items[Int(item.parent)].path, tag: item.tag)
            if found[key] == nil { order.append(key) }
            found[key, default: []].append(Int32(index))
        }
        return order.compactMap { key in
            guard let indices = found[key], indices.count >= 3, let first = indices.first else { return nil }
            let path = outline.items[Int(first)].path
            guard indices.contains(where: { outline.items[Int($0)].path != path }) else { return nil }
            let spans = spans(indices)
            return spans.count >= 3 ? RecordSet(shape: .named(path: key.path, tag: key.tag), spans: spans) : nil
        }
    }

    /// The elements that hold text, as stretches of their own: marks in marks (`font` in `font`) count once.
    private func spans(_ indices: [Int32]) -> [RecordSpan] {
        var end: Int32 = 0
        return indices.compactMap { index in
            let item = outline.items[Int(index)]
            guard index >= end else { return nil }
            end = item.end
            let range = index..<item.end
            return outline.sums(range).leaves > 0 ? RecordSpan(range: range, parent: item.parent) : nil
        }
    }

    // MARK: Runs of siblings

    private struct RunKey: Hashable {
        let path: Int32
        let key: UInt64
        let isSeparator: Bool
    }

    private func runs() -> [RecordSet] {
        var found: [RunKey: [RecordSpan]] = [:]
        var order: [RunKey] = []
        func add(_ key: RunKey, _ spans: [RecordSpan]) {
            // A mark in a mark has its path: what the outer one's runs took isn't taken again.
            let floor = found[key]?.last?.range.upperBound ?? 0
            guard spans.count >= 2, let first = spans.first, first.range.lowerBound >= floor else { return }
            if found[key] == nil { order.append(key) }
            found[key, default: []] += spans
        }
        for (index, item) in outline.items.enumerated() where !item.isText && item.end > Int32(index) + 3 {
            let children = outline.children(of: Int32(index))
            guard children.count >= 4 else { continue }
            var counts: [UInt64: Int] = [:]
            for child in children { counts[outline.items[Int(child)].key, default: 0] += 1 }
            guard counts.count >= 2 else { continue }
            let parent = Int32(index)
            let leaders = counts.filter { $0.value >= 2 && $0.key != 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .prefix(Self.maximumLeaders)
            for (leader, _) in leaders {
                let first = children.first { outline.items[Int($0)].key == leader }
                let tag = first.map { outline.items[Int($0)].tag } ?? .none
                if tag == .br || tag == .hr {
                    add(RunKey(path: item.path, key: leader, isSeparator: true), parts(children, parent, leader, isDouble: false))
                    if tag == .br {
                        add(RunKey(path: item.path, key: leader &+ 1, isSeparator: true), parts(children, parent, leader, isDouble: true))
                    }
                } else {
                    add(RunKey(path: item.path, key: leader, isSeparator: false), run(children, parent, leader))
                }
            }
        }
        return order.map { key in
            let spans = found[key] ?? []
            return RecordSet(
                shape: key.isSeparator ? .parts(path: key.path, separator: key.key) : .runs(path: key.path, leader: key.key), spans: spans)
        }
    }

    /// The stretches that begin with a leader and hold more than it. What comes seldom isn't part of a record: it ends it.
    private func run(_ children: [Int32], _ parent: Int32, _ leader: UInt64) -> [RecordSpan] {
        var segments: [ArraySlice<Int32>] = []
        var start: Int?
        for (place, child) in children.enumerated() where outline.items[Int(child)].key == leader {
            if let start { segments.append(children[start..<place]) }
            start = place
        }
        if let start { segments.append(children[start...]) }
        guard segments.count >= 2 else { return [] }
        // In how many segments each key comes, and how long they usually are.
        var presence: [UInt64: Int] = [:]
        for segment in segments.dropLast() {
            for key in Set(segment.map { outline.items[Int($0)].key }) { presence[key, default: 0] += 1 }
        }
        let lengths = segments.dropLast().map(\.count).sorted()
        let usual = lengths[lengths.count / 2]
        guard lengths.last ?? 1 > 1 else { return [] }
        let needed = max(1, Int((Double(segments.count - 1) * 0.3).rounded(.up)))
        return segments.enumerated().compactMap { place, segment in
            var kept = segment
            let limit = place == segments.count - 1 ? usual : max(usual * 6, 24)
            if let cut = segment.indices.dropFirst().first(where: { index in
                index - segment.startIndex >= limit || presence[outline.items[Int(segment[index])].key, default: 0] < needed
            }) {
                kept = segment[..<cut]
            }
            return span(kept, parent)
        }
    }

    /// The stretches between separators; between two of them in a row when `isDouble`.
    private func parts(_ children: [Int32], _ parent: Int32, _ separator: UInt64, isDouble: Bool) -> [RecordSpan] {
        var spans: [RecordSpan] = []
        var start = 0
        var place = 0
        func close(_ end: Int) { if end > start, let span = span(children[start..<end], parent) { spans.append(span) } }
        while place < children.count {
            guard outline.items[Int(children[place])].key == separator else {
                place += 1
                continue
            }
            var behind = place
            while behind < children.count, outline.items[Int(children[behind])].key == separator { behind += 1 }
            if !isDouble || behind - place >= 2 {
                close(place)
                start = behind
            }
            place = behind
        }
        close(children.count)
        return spans
    }

    private func span(_ children: ArraySlice<Int32>, _ parent: Int32) -> RecordSpan? {
        guard let first = children.first, let last = children.last else { return nil }
        let range = first..<outline.items[Int(last)].end
        return outline.sums(range).leaves > 0 ? RecordSpan(range: range, parent: parent) : nil
    }
}

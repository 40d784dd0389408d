import HTML

/// Everything on a page that repeats: elements of one path, and runs of siblings below containers of one path.
struct CandidateSets {
    private let outline: PageOutline
    private let document: Document
    private let labels: SiblingLabels

    /// More children are read as one list of elements only; a page with more siblings still costs one pass.
    private static let maximumLeaders = 8

    init(_ outline: PageOutline, _ document: Document) {
        self.outline = outline
        self.document = document
        labels = SiblingLabels(outline: outline, document: document)
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

    /// The records among an element's children as a recipe parts them.
    func parts(of index: Int32, _ split: Recipe.Split) -> [RecordSpan] {
        let children = outline.children(of: index)
        func key(_ tag: Atom) -> UInt64? { children.first { outline.items[Int($0)].tag == tag }.map { outline.items[Int($0)].key } }
        switch split {
        case .line: return key(.br).map { parts(children, index, $0, isDouble: false) } ?? []
        case .emptyLine: return key(.br).map { parts(children, index, $0, isDouble: true) } ?? []
        case .rule: return key(.hr).map { parts(children, index, $0, isDouble: false) } ?? []
        case .label(let words):
            let leader = SiblingLabels.key(of: words)
            return labelledRun(index, segments(children) { labels.key(of: children[$0]) == leader })
        }
    }

    /// How a recipe would part a set's records; nil where it can't, or need not.
    func split(of set: RecordSet) -> Recipe.Split? {
        guard let first = set.spans.first else { return nil }
        switch set.shape {
        case .labelled: return labels.words(of: first.range.lowerBound).map { .label($0) }
        case .parts(_, let separator):
            let isRule = outline.children(of: first.parent).contains {
                outline.items[Int($0)].key == separator && outline.items[Int($0)].tag == .hr
            }
            if isRule { return .rule }
            let isLine = outline.children(of: first.parent).contains { outline.items[Int($0)].key == separator }
            return isLine ? .line : .emptyLine
        default: return nil
        }
    }

    private struct RunKey: Hashable {
        let path: Int32
        let key: UInt64
        let kind: Kind

        enum Kind { case leader, look, label, separator }
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
            for (leader, spans) in labelledRuns(children, Int32(index)) { add(RunKey(path: item.path, key: leader, kind: .label), spans) }
            for (leader, spans) in lookedRuns(children, Int32(index)) { add(RunKey(path: item.path, key: leader, kind: .look), spans) }
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
                    add(RunKey(path: item.path, key: leader, kind: .separator), parts(children, parent, leader, isDouble: false))
                    if tag == .br {
                        add(RunKey(path: item.path, key: leader &+ 1, kind: .separator), parts(children, parent, leader, isDouble: true))
                    }
                } else {
                    add(RunKey(path: item.path, key: leader, kind: .leader), run(children, parent, leader))
                }
            }
        }
        return order.map { key in
            let spans = found[key] ?? []
            let shape: RecordSet.Shape =
                switch key.kind {
                case .leader: .runs(path: key.path, leader: key.key)
                case .look: .looks(path: key.path, leader: key.key)
                case .label: .labelled(path: key.path, label: key.key)
                case .separator: .parts(path: key.path, separator: key.key)
                }
            return RecordSet(shape: shape, spans: spans)
        }
    }

    /// The stretches that begin with a leader and hold more than it. What comes seldom isn't part of a record: it ends it.
    private func run(_ children: [Int32], _ parent: Int32, _ leader: UInt64) -> [RecordSpan] {
        // A heading belongs to what follows it: one behind the others opens the next record, or a group of them.
        let segments = segments(children) { outline.items[Int(children[$0])].key == leader }.map { withoutTrailingHeadings($0) }
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

    private func withoutTrailingHeadings(_ segment: ArraySlice<Int32>) -> ArraySlice<Int32> {
        var segment = segment
        while segment.count > 1, let last = segment.last, RecordPieces.isHeading(outline.items[Int(last)].tag) { segment.removeLast() }
        return segment
    }

    /// The stretches from each child that opens one to the next; what stands before the first belongs to none.
    private func segments(_ children: [Int32], opens: (Int) -> Bool) -> [ArraySlice<Int32>] {
        let starts = children.indices.filter(opens)
        return starts.enumerated().map { place, start in children[start..<(place + 1 < starts.count ? starts[place + 1] : children.count)] }
    }

    /// Siblings whose labels come again and again: each record begins with the label that does so first.
    private func labelledRuns(_ children: [Int32], _ parent: Int32) -> [(UInt64, [RecordSpan])] {
        let keys = children.map { child in
            let tag = outline.items[Int(child)].tag
            return tag == .br || tag == .hr || tag == .dd ? 0 : labels.key(of: child)
        }
        var counts: [UInt64: Int] = [:]
        for key in keys where key != 0 { counts[key, default: 0] += 1 }
        let most = counts.values.max() ?? 0
        guard most >= 2, counts.count(where: { $0.value >= 2 }) >= 2,
            let leader = keys.first(where: { $0 != 0 && (counts[$0] ?? 0) * 2 > most })
        else { return [] }
        let segments = segments(children) { keys[$0] == leader }
        guard segments.count >= 2 else { return [] }
        // A record has each label once.
        let isTwice = segments.count { segment in
            let own = segment.indices.map { keys[$0] }.filter { $0 != 0 && $0 != leader }
            return Set(own).count < own.count
        }
        guard isTwice * 4 <= segments.count else { return [] }
        return [(leader, labelledRun(parent, segments))]
    }

    /// Records from segments that each begin with a label: the last ends where it goes on as none of the others does.
    private func labelledRun(_ parent: Int32, _ segments: [ArraySlice<Int32>]) -> [RecordSpan] {
        let longest = segments.dropLast().map(\.count).max() ?? 1
        let usual = Set(segments.dropLast().flatMap { $0.map { outline.items[Int($0)].key } })
        return segments.enumerated().compactMap { place, segment in
            guard segments.count >= 2, place == segments.count - 1 else { return span(segment, parent) }
            return span(segment.prefix(longest).prefix { usual.contains(outline.items[Int($0)].key) }, parent)
        }
    }

    /// Siblings of one key that look otherwise in turn, by their classes or by being set off as a whole (`<p><b>Name</b></p>`): each record
    /// begins with the look that comes first.
    private func lookedRuns(_ children: [Int32], _ parent: Int32) -> [(UInt64, [RecordSpan])] {
        var looks = [UInt64](repeating: 0, count: children.count)
        var counts: [UInt64: Int] = [:]
        var kinds: [UInt64: Set<UInt64>] = [:]
        var setOff: Set<UInt64> = []
        for (place, child) in children.enumerated() {
            let item = outline.items[Int(child)]
            guard item.tag == .p || item.tag == .div || item.tag == .li || item.tag == .dd || item.tag == .span else { continue }
            let classes = ClassShape(document, item.node).hash
            let look = (item.key &* 31 &+ classes) &* 2 &+ (CandidateSets.isSetOff(child, outline) ? 1 : 0)
            looks[place] = look | 1 << 63
            if look & 1 == 1 { setOff.insert(looks[place]) }
            counts[looks[place], default: 0] += 1
            kinds[item.key, default: []].insert(looks[place])
        }
        let most = counts.values.max() ?? 0
        guard most >= 2 else { return [] }
        // Only where one key has several looks; others are runs of their key.
        let mixed = Set(kinds.values.filter { $0.count(where: { (counts[$0] ?? 0) >= 2 }) >= 2 }.joined())
        var seen: Set<UInt64> = []
        let leaders = looks.filter { look in
            let count = counts[look] ?? 0
            return mixed.contains(look) && count >= 2 && (setOff.contains(look) || setOff.isDisjoint(with: mixed) && count * 2 > most)
                && seen.insert(look).inserted
        }
        return leaders.prefix(2).compactMap { leader in
            let segments = segments(children) { looks[$0] == leader }.map { withoutTrailingHeadings($0) }
            let lengths = segments.dropLast().map(\.count).sorted()
            guard let longest = lengths.last, lengths[lengths.count / 2] >= 2 else { return nil }
            let known = Set(segments.dropLast().flatMap { $0.map { outline.items[Int($0)].key } })
            return (
                leader,
                segments.enumerated().compactMap { place, segment in
                    guard place == segments.count - 1 else { return span(segment, parent) }
                    return span(segment.prefix(longest).prefix { known.contains(outline.items[Int($0)].key) }, parent)
                }
            )
        }
    }

    /// Whether all that an element says stands in one mark of emphasis or link within it.
    static func isSetOff(_ index: Int32, _ outline: PageOutline) -> Bool {
        let end = outline.items[Int(index)].end
        var at = index + 1
        while at < end {
            let item = outline.items[Int(at)]
            guard item.end == end, !item.isText else { return false }
            switch item.tag {
            case .b, .strong, .a, .u, .big, .em: return true
            default: at += 1
            }
        }
        return false
    }

    /// The stretches between separators; between two of them in a row when `isDouble`.
    private func parts(_ children: [Int32], _ parent: Int32, _ separator: UInt64, isDouble: Bool) -> [RecordSpan] {
        var parts: [ArraySlice<Int32>] = []
        var start = 0
        var place = 0
        func close(_ end: Int) { if end > start { parts.append(children[start..<end]) } }
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
        return trimmed(parts).compactMap { span($0, parent) }
    }

    /// Parts without what stands before the first record and behind the last: nothing ends these but what the others are like.
    private func trimmed(_ parts: [ArraySlice<Int32>]) -> [ArraySlice<Int32>] {
        guard parts.count >= 4, let first = parts.first, let last = parts.last else { return parts }
        let inner = parts.dropFirst().dropLast()
        let known = Set(inner.flatMap { $0.map { outline.items[Int($0)].key } })
        let longest = inner.map(\.count).max() ?? 1
        func isStrange(_ child: Int32) -> Bool { !known.contains(outline.items[Int(child)].key) }
        var parts = parts
        if let strange = first.lastIndex(where: isStrange) { parts[0] = first[(strange + 1)...].suffix(longest) }
        if let strange = last.firstIndex(where: isStrange) { parts[parts.count - 1] = last[..<strange].prefix(longest) }
        return parts.filter { !$0.isEmpty }
    }

    private func span(_ children: ArraySlice<Int32>, _ parent: Int32) -> RecordSpan? {
        guard let first = children.first, let last = children.last else { return nil }
        let range = first..<outline.items[Int(last)].end
        return outline.sums(range).leaves > 0 ? RecordSpan(range: range, parent: parent) : nil
    }
}

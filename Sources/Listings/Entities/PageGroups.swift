internal import HTML

/// What the words have in common that stand at one place of a page's repeated blocks: the column of cities in a table, the names above the
/// cards of a list. A word that nobody knows is told by its peers.
struct PageGroups {
    private static let kinds: [EntityWords.Flags] = [
        .city, .town, .state, .country, .street, .firstName, .lastName, .job, .company, .day, .unit,
    ]
    /// Fewer lines than these are no repetition.
    private static let minimum = 3

    private struct Group {
        var lines = 0
        var words = 0
        var counts = [Int](repeating: 0, count: kinds.count + 2)

        mutating func count(_ item: PageItems.Item, isFirst: Bool) {
            if isFirst { lines += 1 }
            words += 1
            for (place, kind) in kinds.enumerated() where item.flags.contains(kind) { counts[place] += 1 }
            if item.postal == 1 { counts[kinds.count] += 1 }
            if item.kind == .phone { counts[kinds.count + 1] += 1 }
        }
    }

    private var groups: [UInt32: Group] = [:]
    private var keys: [UInt32]

    init(_ page: PageItems, _ document: Document, _ lines: [PageItems.Line]) {
        keys = [UInt32](repeating: 0, count: page.items.count)
        var places: [Int: FeatureHash] = [:]
        for line in lines {
            for index in line.items {
                let segment = page.items[index].segment
                if places[segment] == nil { places[segment] = Self.place(page, segment, document) }
                guard let place = places[segment] else { continue }
                let offset = index - line.items.lowerBound
                let key = place.with(min(offset, 2)).value
                keys[index] = key
                groups[key, default: Group()].count(page.items[index], isFirst: offset < 3)
            }
        }
    }

    /// The elements around a text, by name and by the first word of their class: alike for what is repeated.
    private static func place(_ page: PageItems, _ segment: Int, _ document: Document) -> FeatureHash {
        var hash = FeatureHash(72)
        guard page.text.segments.indices.contains(segment) else { return hash }
        var element = document.parentElement(of: page.text.segments[segment].node)
        var level = 0
        while let current = element, level < 4 {
            hash = hash.with(Int(document.name(of: current).rawValue))
            document.withAttribute(.class, of: current) { hash = hash.with($0.prefix(40)) }
            // Which cell of a row it is.
            if document.name(of: current) == .td { hash = hash.with(Self.column(current, document)) }
            element = document.parentElement(of: current)
            level += 1
        }
        return hash
    }

    private static func column(_ cell: NodeID, _ document: Document) -> Int {
        var column = 0
        var sibling = document.previousSibling(of: cell)
        while let current = sibling, column < 30 {
            if document.isElement(current) { column += 1 }
            sibling = document.previousSibling(of: current)
        }
        return column
    }

    /// Adds what an item's peers are for the most part.
    func add(_ index: Int, _ item: PageItems.Item, to sequence: inout FeatureSequence) {
        guard let group = groups[keys[index]], group.lines >= Self.minimum else { return }
        for place in group.counts.indices {
            let tenths = group.counts[place] * 10 / group.words
            guard tenths >= 2 else { continue }
            let share = tenths >= 7 ? 3 : tenths >= 4 ? 2 : 1
            sequence.add(FeatureHash(73).with(place).with(share))
            let isOne = place < Self.kinds.count && item.flags.contains(Self.kinds[place])
            sequence.add(FeatureHash(76).with(place * 4 + share).with(isOne ? 1 : 0).with(Int(item.shape)))
        }
        sequence.add(FeatureHash(77).with(min(group.lines, 40) / 8))
    }
}

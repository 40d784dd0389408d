/// The lines of a page's items, and what an item's line and the lines around it say of it.
extension PageItems {
    struct Line {
        var items: Range<Int>
        /// The flags that most tell of a line: of its first eight items.
        var flags: EntityWords.Flags = []
        /// The flags that all of its items have: the line is a city's name, a state's, a country's.
        var whole: EntityWords.Flags = []
    }

    private static let telling: EntityWords.Flags = [.street, .state, .job, .company, .day, .honorific]
    private static let names: EntityWords.Flags = [.city, .town, .state, .country, .firstName, .lastName]

    func lines() -> [Line] {
        var lines: [Line] = []
        var start = 0
        for index in items.indices where index + 1 == items.count || items[index + 1].line != items[index].line {
            var line = Line(items: start..<(index + 1))
            for item in items[line.items].prefix(8) { line.flags.formUnion(item.flags) }
            line.flags.formIntersection(Self.telling)
            if line.items.count <= 5 { line.whole = items[line.items].reduce(Self.names) { $0.intersection($1.flags) } }
            lines.append(line)
            start = index + 1
        }
        return lines
    }

    func addPlace(_ index: Int, _ lines: [Line], _ low: Int, to sequence: inout FeatureSequence) {
        let line = lines[low]
        let start = line.items.lowerBound, end = line.items.upperBound
        let size = min(end - start, 12), place = min(index - start, 4), rest = min(end - 1 - index, 4)
        sequence.add(FeatureHash(30).with(size))
        sequence.add(FeatureHash(31).with(place).with(Int(items[index].shape)))
        sequence.add(FeatureHash(32).with(rest).with(Int(items[index].shape)))
        sequence.add(FeatureHash(33).with(size).with(place).with(rest))
        // The lines before and behind, by how they begin, how they end and how long they are.
        if low > 0 {
            let before = lines[low - 1]
            sequence.add(FeatureHash(34).with(word(start - 1)))
            sequence.add(FeatureHash(35).with(shape(before.items.lowerBound)).with(min(before.items.count, 6)))
            sequence.add(FeatureHash(36).with(before.flags.rawValue))
        }
        if low + 1 < lines.count {
            let after = lines[low + 1]
            sequence.add(FeatureHash(37).with(word(end)))
            sequence.add(FeatureHash(38).with(shape(end)).with(min(after.items.count, 6)))
            sequence.add(FeatureHash(39).with(after.flags.rawValue))
            if low + 2 < lines.count { sequence.add(FeatureHash(44).with(shape(after.items.upperBound))) }
        }
        sequence.add(FeatureHash(40).with(line.flags.rawValue).with(place))
        sequence.add(FeatureHash(45).with(word(start)))
        addWhole(low, lines, to: &sequence)
        addNeighbours(index, to: &sequence)
    }

    /// Lines that are a name and nothing else: alone, or in a list of such lines.
    private func addWhole(_ low: Int, _ lines: [Line], to sequence: inout FeatureSequence) {
        let whole = lines[low].whole
        guard !whole.isEmpty else { return }
        let before = low > 0 ? lines[low - 1].whole : [], after = low + 1 < lines.count ? lines[low + 1].whole : []
        sequence.add(FeatureHash(74).with(whole.rawValue))
        for kind in [EntityWords.Flags.city, .state, .country] where whole.contains(kind) {
            sequence.add(FeatureHash(75).with(kind.rawValue).with((before.contains(kind) ? 1 : 0) + (after.contains(kind) ? 2 : 0)))
        }
    }

    /// What comes soon: a postal code, a state, a number; and what was just there.
    private func addNeighbours(_ index: Int, to sequence: inout FeatureSequence) {
        for offset in 1...6 where index + offset < items.count && items[index + offset].line <= items[index].line + 1 {
            let other = items[index + offset]
            if other.shape == 16 + 5 || other.shape / 16 == 3 || other.shape / 16 == 2 {
                sequence.add(FeatureHash(41, offset).with(other.shape))
            }
            if other.flags.contains(.state) { sequence.add(FeatureHash(42).with(min(offset, 4))) }
            if other.kind == .phone { sequence.add(FeatureHash(43).with(min(offset, 4))) }
        }
        for offset in 1...6 where index - offset >= 0 && items[index - offset].line >= items[index].line - 1 {
            let other = items[index - offset]
            if other.flags.contains(.street) { sequence.add(FeatureHash(46).with(min(offset, 4))) }
            if other.shape / 16 == 1 { sequence.add(FeatureHash(47).with(min(offset, 6)).with(other.shape)) }
        }
    }
}

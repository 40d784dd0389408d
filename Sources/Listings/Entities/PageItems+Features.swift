package import HTML

extension PageItems {
    /// What is seen of each item: itself, its neighbours, its line and the lines around it, and the elements that hold it.
    package func features(_ document: Document) -> FeatureSequence {
        var sequence = FeatureSequence()
        let lines = self.lines()
        let groups = PageGroups(self, document, lines)
        let crowd = self.crowd()
        let addresses = AddressLineSigns(self, lines)
        var containers: [Int: (names: [FeatureHash], use: Int)] = [:]
        for (place, line) in lines.enumerated() {
            let surroundings = addresses.around(place)
            for index in line.items {
                addWords(index, to: &sequence)
                addPage(index, crowd, to: &sequence)
                addPlace(index, lines, place, to: &sequence)
                groups.add(index, items[index], to: &sequence)
                let segment = items[index].segment
                let container = containers[segment] ?? names(segment, document)
                containers[segment] = container
                for hash in container.names { sequence.add(hash) }
                addAddress(index, line, surroundings, container.use, to: &sequence)
                sequence.endItem()
            }
        }
        return sequence
    }

    func word(_ index: Int) -> UInt32 { items.indices.contains(index) ? items[index].word : 1 }
    func shape(_ index: Int) -> UInt32 { items.indices.contains(index) ? items[index].shape : 2 }
    private func flags(_ index: Int) -> EntityWords.Flags { items.indices.contains(index) ? items[index].flags : [] }

    /// What stands between an item and the one before it: the end of a block, of a line, or the sign that tells most; and whether another
    /// element begins.
    private func gap(_ index: Int) -> UInt32 {
        guard index > 0, index < items.count else { return 0 }
        if items[index].block != items[index - 1].block { return 1 }
        if items[index].line != items[index - 1].line { return 2 }
        return items[index].signs.rank + (items[index].segment != items[index - 1].segment ? 16 : 0)
    }

    /// Shape and breaks together: what is next to an item, and what stands between.
    func near(_ index: Int, _ offset: Int) -> UInt32 {
        let other = index + offset
        guard items.indices.contains(other) else { return 3 }
        let between: UInt32
        switch offset {
        case -1: between = gap(index)
        case 1: between = gap(other)
        default: between = items[other].block != items[index].block ? 1 : items[other].line != items[index].line ? 2 : 3
        }
        return shape(other) &* 32 &+ between
    }

    private func addWords(_ index: Int, to sequence: inout FeatureSequence) {
        let item = items[index]
        sequence.add(FeatureHash(1))
        sequence.add(FeatureHash(2).with(item.word))
        sequence.add(FeatureHash(3).with(item.shape))
        for offset in [-2, -1, 1, 2] {
            sequence.add(FeatureHash(4, offset).with(word(index + offset)))
            sequence.add(FeatureHash(5, offset).with(near(index, offset)))
            let flags = flags(index + offset).rawValue
            if flags != 0 { sequence.add(FeatureHash(6, offset).with(flags)) }
        }
        for offset in [-3, 3] { sequence.add(FeatureHash(5, offset).with(near(index, offset))) }
        sequence.add(FeatureHash(7, -1).with(word(index - 1)).with(item.word))
        sequence.add(FeatureHash(7, 1).with(item.word).with(word(index + 1)))
        sequence.add(FeatureHash(8, -1).with(near(index, -1)).with(item.shape))
        sequence.add(FeatureHash(8, 1).with(item.shape).with(near(index, 1)))
        sequence.add(FeatureHash(9).with(near(index, -1)).with(item.shape).with(near(index, 1)))
        sequence.add(FeatureHash(10, 1).with(item.shape).with(near(index, 1)).with(near(index, 2)))
        sequence.add(FeatureHash(10, -1).with(item.shape).with(near(index, -1)).with(near(index, -2)))
        sequence.add(FeatureHash(55).with(gap(index)))
        sequence.add(FeatureHash(56).with(gap(index)).with(gap(index + 1)))
        if !item.signs.isEmpty { sequence.add(FeatureHash(57).with(UInt32(item.signs.rawValue)).with(item.shape)) }
        var bit: UInt32 = 1
        while bit <= EntityWords.Flags.insidePhrase.rawValue {
            if item.flags.rawValue & bit != 0 {
                sequence.add(FeatureHash(11).with(bit))
                sequence.add(FeatureHash(12).with(bit).with(item.shape))
                sequence.add(FeatureHash(13, 1).with(bit).with(near(index, 1)))
                sequence.add(FeatureHash(13, -1).with(bit).with(near(index, -1)))
                sequence.add(FeatureHash(14, 1).with(bit).with(flags(index + 1).rawValue))
                sequence.add(FeatureHash(14, -1).with(bit).with(flags(index - 1).rawValue))
            }
            bit <<= 1
        }
        if item.kind == .word, item.range.count > 3 {
            let bytes = text.bytes[item.range]
            sequence.add(FeatureHash(15).with(bytes.prefix(3).map(TextBytes.lowercased)))
            sequence.add(FeatureHash(16).with(bytes.suffix(3).map(TextBytes.lowercased)))
        }
        if item.kind == .phone, let span = item.span {
            sequence.add(FeatureHash(17).with(item.meaning))
            sequence.add(FeatureHash(18).with(Int(span.confidence * 20)))
            sequence.add(FeatureHash(19).with(item.meaning).with(Int(span.confidence * 10)).with(near(index, -1)))
        }
        if item.isTitled { sequence.add(FeatureHash(20).with(item.shape)) }
        if item.isInDomain {
            sequence.add(FeatureHash(21).with(item.shape))
            sequence.add(FeatureHash(22).with(item.isTitled ? 1 : 0).with(near(index, -1)))
        }
        if item.isInCopyright { sequence.add(FeatureHash(23).with(item.shape)) }
        for offset in [-1, 1] where items.indices.contains(index + offset) && isSameLine(index, index + offset) {
            let other = items[index + offset]
            if other.isTitled { sequence.add(FeatureHash(24, offset).with(item.isTitled ? 1 : 0)) }
            if other.isInDomain { sequence.add(FeatureHash(25, offset).with(item.isInDomain ? 1 : 0)) }
        }
        if item.repeats > 0 { sequence.add(FeatureHash(26).with(item.repeats)) }
        if index > 0, items[index - 1].repeats > 0 { sequence.add(FeatureHash(27).with(items[index - 1].repeats)) }
        // Words further off, whatever their place.
        for offset in 3...6 {
            if isSameLine(index, index - offset) { sequence.add(FeatureHash(28).with(word(index - offset))) }
            if isSameLine(index, index + offset) { sequence.add(FeatureHash(29).with(word(index + offset))) }
        }
    }

    /// How many postal codes the page has, coarsely: what a city's name means depends on whether the page is full of addresses.
    private func crowd() -> Int {
        let codes = items.count { $0.postal == 1 }
        return codes == 0 ? 0 : codes == 1 ? 1 : codes < 5 ? 2 : codes < 20 ? 3 : 4
    }

    /// What the page says of an item in other places.
    private func addPage(_ index: Int, _ crowd: Int, to sequence: inout FeatureSequence) {
        let item = items[index]
        if item.postal != 0 {
            sequence.add(FeatureHash(63).with(item.postal).with(crowd))
            sequence.add(FeatureHash(64).with(item.postal).with(near(index, -1)))
            if let country = context.country { sequence.add(FeatureHash(65).with(item.postal).with(country.rawValue.utf8)) }
        }
        for offset in [-4, -3, -2, -1, 1, 2, 3, 4] where items.indices.contains(index + offset) && items[index + offset].postal == 1 {
            sequence.add(FeatureHash(66, offset))
        }
        if !item.hints.isEmpty {
            sequence.add(FeatureHash(68).with(Int(item.hints.rawValue)))
            sequence.add(FeatureHash(69).with(Int(item.hints.rawValue)).with(item.shape))
        }
        for offset in [-1, 1] where isSameLine(index, index + offset) && !items[index + offset].hints.isEmpty {
            sequence.add(FeatureHash(71, offset).with(Int(items[index + offset].hints.rawValue)).with(Int(item.hints.rawValue)))
        }
        for kind in [EntityWords.Flags.city, .town, .state, .country] where item.flags.contains(kind) {
            sequence.add(FeatureHash(67).with(kind.rawValue).with(crowd))
        }
    }
}

package import HTML

extension PageItems {
    /// What is seen of each item: itself, its neighbours, its line and the lines around it, and the elements that hold it.
    package func features(_ document: Document) -> FeatureSequence {
        var sequence = FeatureSequence()
        let lines = lineStarts()
        var containers: [Int: [FeatureHash]] = [:]
        for index in items.indices {
            addWords(index, to: &sequence)
            addPlace(index, lines, to: &sequence)
            let segment = items[index].segment
            if containers[segment] == nil { containers[segment] = names(segment, document) }
            for hash in containers[segment] ?? [] { sequence.add(hash) }
            sequence.endItem()
        }
        return sequence
    }

    private func word(_ index: Int) -> UInt32 { items.indices.contains(index) ? items[index].word : 1 }
    private func shape(_ index: Int) -> UInt32 { items.indices.contains(index) ? items[index].shape : 2 }
    private func flags(_ index: Int) -> EntityWords.Flags { items.indices.contains(index) ? items[index].flags : [] }

    /// Shape and breaks together: what is next to an item, and whether a line ends between.
    private func near(_ index: Int, _ offset: Int) -> UInt32 {
        let other = index + offset
        guard items.indices.contains(other) else { return 3 }
        let apart = items[other].block != items[index].block ? 2 : items[other].line != items[index].line ? 1 : 0
        return shape(other) &* 4 &+ UInt32(apart)
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

    /// The first item of each line.
    private func lineStarts() -> [Int] {
        items.indices.filter { $0 == 0 || items[$0].line != items[$0 - 1].line }
    }

    private func addPlace(_ index: Int, _ lines: [Int], to sequence: inout FeatureSequence) {
        var low = 0, high = lines.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if lines[middle] <= index { low = middle } else { high = middle }
        }
        let start = lines[low], end = low + 1 < lines.count ? lines[low + 1] : items.count
        let size = min(end - start, 12), place = min(index - start, 4), rest = min(end - 1 - index, 4)
        sequence.add(FeatureHash(30).with(size))
        sequence.add(FeatureHash(31).with(place).with(Int(items[index].shape)))
        sequence.add(FeatureHash(32).with(rest).with(Int(items[index].shape)))
        sequence.add(FeatureHash(33).with(size).with(place).with(rest))
        // The lines before and behind, by how they begin, how they end and how long they are.
        let before = low > 0 ? lines[low - 1] : -1
        if before >= 0 {
            sequence.add(FeatureHash(34).with(word(start - 1)))
            sequence.add(FeatureHash(35).with(shape(before)).with(min(start - before, 6)))
            sequence.add(FeatureHash(36).with(lineFlags(before, start).rawValue))
        }
        if end < items.count {
            let after = low + 2 < lines.count ? lines[low + 2] : items.count
            sequence.add(FeatureHash(37).with(word(end)))
            sequence.add(FeatureHash(38).with(shape(end)).with(min(after - end, 6)))
            sequence.add(FeatureHash(39).with(lineFlags(end, after).rawValue))
            if after < items.count { sequence.add(FeatureHash(44).with(shape(after))) }
        }
        sequence.add(FeatureHash(40).with(lineFlags(start, end).rawValue).with(place))
        sequence.add(FeatureHash(45).with(word(start)))
        // What comes soon: a postal code, a state, a number.
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

    /// The flags that most tell of a line: of its first eight items.
    private func lineFlags(_ start: Int, _ end: Int) -> EntityWords.Flags {
        var flags: EntityWords.Flags = []
        for index in start..<min(end, start + 8) { flags.formUnion(items[index].flags) }
        return flags.intersection([.street, .state, .job, .company, .day, .honorific])
    }

    /// The elements around a text, by name and by the words of their class names.
    private func names(_ segment: Int, _ document: Document) -> [FeatureHash] {
        guard text.segments.indices.contains(segment) else { return [] }
        var hashes: [FeatureHash] = []
        var element = document.parentElement(of: text.segments[segment].node)
        var level = 0
        while let current = element, level < 4 {
            hashes.append(FeatureHash(50, level).with(Int(document.name(of: current).rawValue)))
            if level < 3 {
                for name in [Atom.class, .id, .itemprop] {
                    document.withAttribute(name, of: current) { bytes in
                        for word in bytes.prefix(120).split(whereSeparator: { !TextBytes.isLetter($0) }).prefix(6) where word.count > 2 {
                            hashes.append(FeatureHash(51, min(level, 1)).with(word.map(TextBytes.lowercased)))
                        }
                    }
                }
            }
            element = document.parentElement(of: current)
            level += 1
        }
        // Farther up only what an element is for, and what a link leads to.
        var depth = 0
        element = document.parentElement(of: text.segments[segment].node)
        while let current = element, depth < 24 {
            if let role = Self.role(current, document) { hashes.append(FeatureHash(52).with(role)) }
            element = document.parentElement(of: current)
            depth += 1
        }
        return hashes
    }

    private static func role(_ element: NodeID, _ document: Document) -> Int? {
        switch document.name(of: element) {
        case .h1: 1
        case .h2: 2
        case .h3: 3
        case .h4, .h5, .h6: 4
        case .a:
            document.attribute(.href, of: element).map { href in
                href.hasPrefix("mailto:") ? 5 : href.hasPrefix("tel:") ? 6 : href.hasPrefix("http") ? 7 : href.hasPrefix("#") ? 8 : 9
            }
        case .nav: 10
        case .footer: 11
        case .header: 12
        case .address: 13
        case .ul, .ol: 14
        case .dl: 15
        case .table: 16
        case .form: 17
        case .p: 18
        case .b, .strong: 19
        case .label: 20
        default: nil
        }
    }
}

import HTML

extension PaginationCandidates {
    /// The kind of a link's text, as its neighbours see it.
    private func kind(_ index: Int) -> Int {
        guard links.indices.contains(index) else { return 39 }
        let link = links[index]
        if let number = link.number { return number == 1 ? 20 : number < 100 ? 21 : 22 }
        if link.meaning != .none { return link.meaning.rawValue + 10 * min(link.strength, 3) + (link.strength > 0 ? 40 : 0) }
        return link.text.isEmpty ? 23 : link.text.utf8.count < 8 ? 24 : 25
    }

    /// The decisions of a model, put right where no model is needed: what turns a carousel or opens a day of a calendar is no page.
    package func decide(_ model: SequenceModel) -> [SequenceModel.Decision] {
        let shared = sharedPatterns()
        return model.decide(features()).enumerated().map { index, decision in
            let link = links[index]
            let isFragment = link.href.utf8.count > 1 && link.href.hasPrefix("#") || link.text.hasPrefix("[") && link.href.contains("#")
            let isCalendar = Self.isDated(link.href) && (link.number == nil ? link.text.utf8.count < 4 : shared[index] >= 12)
            return isFragment || isCalendar ? SequenceModel.Decision(label: 0, confidence: decision.confidence) : decision
        }
    }

    /// Whether a reference has a year and another number, as the days and months of calendars do.
    private static func isDated(_ href: String) -> Bool {
        let runs = href.utf8.split { !TextBytes.isDigit($0) }
        func begins(_ run: Substring.UTF8View) -> Bool { run.starts(with: "19".utf8) || run.starts(with: "20".utf8) }
        return runs.contains { ($0.count == 8 || $0.count == 6) && begins($0) }
            || runs.count > 1 && runs.contains { $0.count == 4 && begins($0) }
    }

    /// What is seen of each link.
    package func features() -> FeatureSequence {
        var sequence = FeatureSequence()
        let shared = sharedPatterns()
        for index in links.indices {
            add(index, shared[index], to: &sequence)
            sequence.endItem()
        }
        return sequence
    }

    /// For each link how many others near by have a number as text and the same reference but for its digits.
    private func sharedPatterns() -> [Int] {
        links.indices.map { index in
            let low = max(0, index - 14), high = min(links.count, index + 15)
            return (low..<high).count {
                $0 != index && links[$0].number != nil && links[$0].pattern == links[index].pattern && links[$0].pattern != 0
            }
        }
    }

    private static func bucket(_ number: Int) -> Int { number < 3 ? number : number < 6 ? 3 : number < 10 ? 4 : number < 20 ? 5 : 6 }

    private func add(_ index: Int, _ shared: Int, to sequence: inout FeatureSequence) {
        let link = links[index]
        let own = kind(index)
        let sharing = Self.bucket(shared)
        sequence.add(FeatureHash(1))
        sequence.add(FeatureHash(2).with(own))
        sequence.add(FeatureHash(3).with(own).with(sharing))
        sequence.add(FeatureHash(4).with(link.meaning.rawValue))
        sequence.add(FeatureHash(5).with(min(link.text.utf8.count / 4, 8)))

        for offset in [-2, -1, 1, 2] { sequence.add(FeatureHash(6, offset).with(own).with(kind(index + offset))) }
        sequence.add(FeatureHash(7).with(kind(index - 1)).with(kind(index + 1)).with(own))
        for offset in [-1, 1] where links.indices.contains(index + offset) {
            let other = links[index + offset]
            if let a = link.number, let b = other.number { sequence.add(FeatureHash(8, offset).with(max(-3, min(3, b - a)))) }
            sequence.add(FeatureHash(9, offset).with(other.pattern == link.pattern && link.pattern != 0 ? 1 : 0).with(own))
            sequence.add(FeatureHash(10, offset).with(other.parent == link.parent ? 1 : 0).with(own).with(kind(index + offset)))
        }
        for (place, mark) in [link.markBefore, link.markBehind].enumerated() {
            guard let mark else { continue }
            sequence.add(FeatureHash(11, place).with(own))
            if let number = link.number { sequence.add(FeatureHash(12, place).with(max(-3, min(3, mark - number)))) }
        }
        addReference(link, own, to: &sequence)
        let context = addNames(link, own, to: &sequence)
        sequence.add(FeatureHash(13).with(own).with(sharing).with(context))
        let isBeside = (max(0, index - 8)..<min(links.count, index + 9)).contains { $0 != index && links[$0].number != nil }
        sequence.add(FeatureHash(14).with(own).with(isBeside ? 1 : 0).with(context))
    }

    private func addReference(_ link: Candidate, _ own: Int, to sequence: inout FeatureSequence) {
        if let number = link.hrefNumber, let text = link.number {
            sequence.add(FeatureHash(20).with(number == text ? 1 : number == text - 1 ? 2 : number > 99 && text < 100 ? 3 : 4))
        } else {
            sequence.add(FeatureHash(21).with(link.hrefNumber == nil ? 0 : 1).with(own))
        }
        let runs = link.href.utf8.split { !TextBytes.isDigit($0) }
        let isDated = Self.isDated(link.href)
        sequence.add(FeatureHash(26).with(isDated ? 1 : 0).with(own))
        sequence.add(FeatureHash(27).with(min(runs.count, 4)).with(link.number == nil ? 0 : 1))
        if link.href.utf8.contains(UInt8(ascii: "#")) { sequence.add(FeatureHash(28).with(own)) }
        if link.pattern == 0 { sequence.add(FeatureHash(22).with(own)) }
        // The words of the reference, the one before its last number apart.
        var word: [UInt8] = []
        var words = 0
        var lastWord: [UInt8] = []
        for byte in link.href.utf8.suffix(80) {
            if TextBytes.isLetter(byte) {
                word.append(TextBytes.lowercased(byte))
                continue
            }
            if !word.isEmpty {
                if TextBytes.isDigit(byte) || "=/-_".utf8.contains(byte) { lastWord = word }
                if words < 12, Self.pageWords.contains(String(decoding: word, as: UTF8.self)) {
                    sequence.add(FeatureHash(23).with(word).with(own))
                }
                words += 1
                word.removeAll(keepingCapacity: true)
            }
            if TextBytes.isDigit(byte), !lastWord.isEmpty {
                sequence.add(FeatureHash(24).with(lastWord))
                lastWord = []
            }
        }
        if !word.isEmpty, word.count < 20 { sequence.add(FeatureHash(25).with(word)) }
    }

    private static let pageWords: Set<String> = [
        "page", "p", "pg", "paged", "start", "offset", "pagen", "pagina", "seite", "pagenumber", "index", "from", "skip", "o",
    ]

    /// Class names, ids, `rel` and titles of the link and of what is around it. Whether the names speak of pages.
    private func addNames(_ link: Candidate, _ own: Int, to sequence: inout FeatureSequence) -> Int {
        var context = 0
        for word in document.attribute(.rel, of: link.node)?.lowercasedASCII.words.prefix(6) ?? [] {
            sequence.add(FeatureHash(30).with(word.utf8))
        }
        if !link.text.isEmpty {
            for name in [Atom.title, .ariaLabel] {
                guard let title = document.attribute(name, of: link.node), title.utf8.count <= 60 else { continue }
                let (meaning, _) = PaginationWords.meaning(ofText: title.collapsingSpace.lowercased())
                sequence.add(FeatureHash(31).with(meaning.rawValue))
            }
        }
        var meanings = 0
        var element: NodeID? = link.node
        var level = 0
        while let current = element, level < 5 {
            for name in [Atom.class, .id] {
                document.withAttribute(name, of: current) { bytes in
                    addWords(of: bytes.prefix(200), level, own, to: &sequence, &context, &meanings)
                }
            }
            if level > 0, level < 3 { sequence.add(FeatureHash(34, level).with(Int(document.name(of: current).rawValue))) }
            if let child = document.firstElement(in: current), level == 0 {
                sequence.add(FeatureHash(35).with(Int(document.name(of: child).rawValue)))
            }
            element = document.parentElement(of: current)
            level += 1
        }
        // Where text, class and `rel` agree, and the reference leads somewhere, little else matters.
        for word in document.attribute(.rel, of: link.node)?.lowercasedASCII.words.prefix(6) ?? [] {
            meanings |= 1 << PaginationWords.meaning(ofName: word.utf8).rawValue
        }
        let agrees = link.meaning != .none && meanings & (1 << link.meaning.rawValue) != 0
        let mostly = meanings & 0b11110
        sequence.add(FeatureHash(38).with(agrees ? link.meaning.rawValue : 0).with(link.pattern == 0 ? 0 : 1))
        sequence.add(FeatureHash(39).with(mostly).with(link.pattern == 0 ? 0 : 1))
        sequence.add(FeatureHash(36).with(context).with(own))
        return context
    }

    /// The words of a class name or an id, split where its case or its signs change.
    private func addWords(
        of name: some Collection<UInt8>, _ level: Int, _ own: Int, to sequence: inout FeatureSequence, _ context: inout Int,
        _ meanings: inout Int
    ) {
        var word: [UInt8] = []
        func flush(_ sequence: inout FeatureSequence) {
            defer { word.removeAll(keepingCapacity: true) }
            guard word.count >= 2 else { return }
            let meaning = PaginationWords.meaning(ofName: word)
            if meaning != .none {
                if level < 3 { meanings |= 1 << meaning.rawValue }
                sequence.add(FeatureHash(32, min(level, 2)).with(meaning.rawValue))
                sequence.add(FeatureHash(37, min(level, 2)).with(meaning.rawValue).with(own))
            }
            if level < 3 { sequence.add(FeatureHash(33, level).with(word)) }
            if word.starts(with: "pag".utf8) { context |= level < 3 ? 3 : 1 }
            if word.starts(with: "nav".utf8) { context |= 4 }
            if word.starts(with: "comment".utf8) { context |= 8 }
        }
        var previous: UInt8 = 0
        for byte in name {
            let isStart = TextBytes.isUpper(byte) && !TextBytes.isUpper(previous)
            if !TextBytes.isLetter(byte) || isStart { flush(&sequence) }
            if TextBytes.isLetter(byte) { word.append(TextBytes.lowercased(byte)) }
            previous = byte
        }
        flush(&sequence)
    }
}

import HTML

/// Finds the records of a page without being told anything of it.
///
/// After MDR (Liu, Grossman, Zhai 2003) and DEPTA: what repeats is looked for as elements of one path and as runs of siblings. The sets are
/// judged by what their records hold, not by the likeness of their markup; then the finer or coarser of two nested sets is taken by
/// whether each of its records stands for itself.
struct RecordFinder {
    let outline: PageOutline
    let document: Document

    init(_ document: Document) {
        self.document = document
        outline = PageOutline(document)
    }

    /// The sets of a page, best first; the first is the main one where it is a list at all (``isList(_:)``).
    func sets(limit: Int = 12) -> [RecordSet] {
        let sets = judged()
        var taken: [RecordSet] = []
        var cover = Cover(outline.items.count)
        for set in sets {
            guard taken.count < limit else { break }
            if cover.meets(set) { continue }
            let whole = taken.count < 3 ? whole(of: set, among: sets) : set
            let chosen = taken.count < 3 ? refined(whole, among: sets) : set
            if cover.meets(chosen) { continue }
            cover.add([set, whole, chosen])
            taken.append(chosen)
        }
        return taken.map(withoutStrangers)
    }

    /// Whether a set is a list, and not what every page repeats: sections of prose, points of a text, parts of a form.
    func isList(_ set: RecordSet) -> Bool { PlausibleRecords(outline, document).holds(set) }

    /// All that repeats on the page, best first.
    private func judged() -> [RecordSet] {
        var sets = CandidateSets(outline, document).all().flatMap(byContact)
        var names = NamedSpans(outline, document)
        for index in sets.indices { judge(&sets[index], &names) }
        sets = sets.filter { $0.score > 0 && $0.traits.count >= 2 }
        // Ties go to the set that begins first and holds more.
        sets.sort { a, b in
            if a.score != b.score { return a.score > b.score }
            return (a.spans[0].range.lowerBound, a.spans.count) < (b.spans[0].range.lowerBound, b.spans.count)
        }
        return sets
    }

    /// A set whose containers hold either those who can be reached or nothing of the kind, as two: a list, and another of the same
    /// path beside it.
    private func byContact(_ set: RecordSet) -> [RecordSet] {
        guard case .elements = set.shape, let first = set.spans.first, set.spans.contains(where: { $0.parent != first.parent }) else {
            return [set]
        }
        var holders: [Int32: (spans: Int, reached: Int)] = [:]
        for span in set.spans {
            holders[span.parent, default: (0, 0)].spans += 1
            if outline.sums(span.range).contacts > 0 { holders[span.parent, default: (0, 0)].reached += 1 }
        }
        let counts = holders.values
        guard counts.contains(where: { $0.reached == 0 }), counts.contains(where: { $0.reached >= 2 }),
            counts.allSatisfy({ $0.reached == 0 || $0.reached * 5 >= $0.spans * 4 })
        else { return [set] }
        var (with, without) = (set, set)
        with.spans = set.spans.filter { holders[$0.parent]?.reached ?? 0 > 0 }
        without.spans = set.spans.filter { holders[$0.parent]?.reached == 0 }
        return [with, without]
    }

    /// Which items belong to sets already; how many up to each.
    private struct Cover {
        private var isTaken: [Bool]
        private var before: [Int32]

        init(_ count: Int) {
            isTaken = Array(repeating: false, count: count)
            before = Array(repeating: 0, count: count + 1)
        }

        func meets(_ set: RecordSet) -> Bool {
            set.spans.contains { before[Int($0.range.upperBound)] > before[Int($0.range.lowerBound)] }
        }

        mutating func add(_ sets: [RecordSet]) {
            for set in sets { for span in set.spans { for index in span.range { isTaken[Int(index)] = true } } }
            for index in isTaken.indices { before[index + 1] = before[index] + (isTaken[index] ? 1 : 0) }
        }
    }

    /// The set without rows that name columns, and without what only happens to stand beside its records: where nearly all have a date or a
    /// link, that which lacks it and holds much less.
    private func withoutStrangers(_ set: RecordSet) -> RecordSet {
        guard set.spans.count >= 3 else { return set }
        var set = set
        let sums = set.spans.map { outline.sums($0.range) }
        let leaves = sums.map(\.leaves).sorted()[sums.count / 2]
        // One of a few may lack what the others have.
        let count = Double(sums.count)
        let isDated = set.traits.dated >= 0.85 || set.traits.dated * count >= count - 1
        let isLinked = set.traits.linked >= 0.85 || set.traits.linked * count >= count - 1
        let isReached = set.traits.reached >= 0.7 && leaves >= 2
        func stands(_ place: Int) -> Bool {
            if isReached, sums[place].contacts == 0, sums[place].leaves * 2 <= leaves { return false }
            return !(isDated && sums[place].dates == 0 && sums[place].leaves != leaves)
        }
        let first = sums.indices.first(where: stands) ?? 0
        let last = sums.indices.last(where: stands) ?? sums.count - 1
        var kept: [RecordSpan] = []
        for (place, span) in set.spans.enumerated() {
            let own = sums[place]
            let lacksDate = isDated && own.dates == 0
            let lacksLink = isLinked && own.links == 0
            let isSmall = own.leaves * 2 <= leaves || Double(own.text) < 0.4 * set.traits.meanText
            let isEdge = place == 0 || place == set.spans.count - 1
            let isHead = place == 0 && outline.items[Int(span.range.lowerBound)].tag == .tr && lacksDate && (lacksLink || !isLinked)
            if isHead || place < first || place > last || (lacksDate && lacksLink && (isSmall || isEdge))
                || ((lacksDate || lacksLink) && isSmall && isEdge)
                || (lacksDate && isSmall && own.leaves <= 1 && leaves >= 3)
                || (isReached && own.contacts == 0 && own.leaves <= 1 && leaves >= 3)
            {
                continue
            }
            kept.append(span)
        }
        guard kept.count >= 2 else { return set }
        set.spans = kept
        return set
    }

    // MARK: Judging

    /// The mean length of records, in bytes, up to which a way to reach somebody tells of each of them.
    private static let longestReached = 800
    /// Lines by which one is reached.
    private static let mostLines = 6
    /// What a name at the head of each record says beside a way to reach somebody.
    private static let worthOfName = 0.5

    /// Fills in what the records of a set have in common, and the score that follows from it.
    private func judge(_ set: inout RecordSet, _ names: inout NamedSpans) {
        var traits = RecordTraits()
        var info = 0.0
        var kinds: [Int: Int] = [:]
        var linkText = 0
        var controls = 0
        var links = 0
        var heading: (parent: Int32, has: Bool) = (-2, false)
        var headings = 0
        var last: RecordSpan?
        for span in set.spans {
            let sums = outline.sums(span.range)
            traits.count += 1
            traits.text += Int(sums.text)
            linkText += Int(sums.linked)
            controls += Int(sums.controls)
            links += Int(sums.links)
            if sums.links > 0 { traits.linked += 1 }
            if sums.contacts > 0 { traits.reached += 1 }
            if outline.items[Int(span.range.lowerBound)].isAside { traits.aside += 1 }
            if sums.dates > 0 {
                traits.dated += 1
            } else {
                // A record right behind another one stands below the same heading.
                if let last, last.parent == span.parent, last.range.upperBound == span.range.lowerBound, heading.parent == span.parent {
                } else {
                    let isFound = hasDatedHeading(span, after: last)
                    if isFound { headings += 1 }
                    heading = (span.parent, isFound || (heading.has && isContinued(span, from: last)))
                }
                if heading.has { traits.inherited += 1 }
            }
            kinds[(sums.links > 0 ? 1 : 0) | (sums.dates > 0 ? 2 : 0) | min(Int(sums.leaves), 12) << 2, default: 0] += 1
            info += Self.information(Double(sums.text))
            last = span
        }
        let count = Double(traits.count)
        guard traits.count >= 2, traits.text > 0 else { return }
        traits.linked /= count
        // A telephone somewhere in a long text says nothing of what the whole is.
        traits.reached = traits.text > traits.count * Self.longestReached ? 0 : traits.reached / count
        let areLines = traits.reached >= 0.4 && areLines(set.spans)
        if areLines { traits.reached = 0 }
        traits.dated /= count
        traits.inherited /= count
        traits.aside /= count
        traits.linkText = Double(linkText) / Double(traits.text)
        // Neighbouring sizes count as alike.
        let best = kinds.keys.map { key in (kinds[key] ?? 0) + (kinds[key + 4] ?? 0) + (kinds[key - 4] ?? 0) }.max() ?? 0
        traits.regular = Double(best) / count
        // Who is named is listed, too, where nothing else tells what is.
        if max(traits.linked, traits.reached) < 0.7, traits.dated < 0.5, traits.inherited < 0.5, traits.aside < 0.5 {
            traits.named = names.share(of: set.spans)
        }
        let named = traits.named >= 0.5 && !areLines ? Self.worthOfName * traits.named : 0
        var score = info
        // Who can be reached is listed, whether or not there is a page of their own.
        score *= 0.35 + 0.65 * max(traits.linked, traits.reached, named)
        score *= 0.45 + max(0.75 * traits.dated, 1.2 * traits.reached, named) + 0.45 * traits.inherited
        score *= 0.4 + 0.6 * traits.regular
        score *= 1 - 0.85 * traits.aside
        // Short links and nothing else are a menu, also where a date happens to stand before it.
        if traits.linkText > 0.9, traits.dated < 0.3, traits.inherited < 0.3 || headings < 2 {
            score *= traits.meanText >= 40 ? 0.6 : traits.inherited < 0.3 ? 0.25 : 0.35
            if Double(links) >= 4 * count { score *= 0.4 }
        }
        if traits.meanText < 8 { score *= 0.3 }
        if SiblingLabels(outline: outline, document: document).arePairs(set.spans) || areLines { score *= 0.25 }
        if Double(controls) > count * 1.5 { score *= 0.5 }
        switch set.shape {
        case .alike: score *= traits.regular >= 0.8 ? 0.95 : 0.5
        case .named: score *= traits.regular >= 0.8 ? 0.9 : 0.4
        default: break
        }
        // Columns that are named as those of lists are: "Case Name", "Date Filed".
        traits.heads = knownHeads(set)
        if traits.heads >= 2 { score *= 1 + 0.3 * Double(min(traits.heads, 4)) }
        // A few large parts are the page's own division.
        if traits.meanText > 1500 { score *= 0.5 }
        if traits.meanText > 4000 { score *= 0.4 }
        set.traits = traits
        set.score = score
    }

    /// Whether what stands in one container tells of one: an address, telephones and an e-mail, each on a line of its own, and but for
    /// telephones none twice. Those are parts of records, not records.
    private func areLines(_ spans: [RecordSpan]) -> Bool {
        var holders: [Int32: (lines: Int, kinds: ContactGlance.Kinds, isOne: Bool)] = [:]
        var all: (lines: Int, kinds: ContactGlance.Kinds, isOne: Bool) = (0, [], true)
        for span in spans.prefix(400) where outline.sums(span.range).contacts > 0 {
            var kinds: ContactGlance.Kinds = []
            for item in span.range.lazy.map({ outline.items[Int($0)] }) where item.isText {
                kinds.formUnion(document.withText(of: item.node) { ContactGlance.kinds(in: $0, 0, $0.count) })
            }
            if kinds.isEmpty { kinds = .link }
            all = (all.lines + 1, all.kinds.union(kinds), all.isOne && all.kinds.isDisjoint(with: kinds))
            let held = holders[span.parent] ?? (0, [], true)
            let isNew = held.kinds.subtracting(.telephone).isDisjoint(with: kinds)
            holders[span.parent] = (held.lines + 1, held.kinds.union(kinds), held.isOne && isNew && held.lines < Self.mostLines)
        }
        // The site's own telephone, e-mail and hours, wherever each stands.
        if all.lines >= 2, all.isOne, spans.count <= Self.mostLines { return true }
        let several = holders.values.filter { $0.lines > 1 }
        let ones = several.count { $0.isOne && $0.kinds.rawValue.nonzeroBitCount > 1 }
        return several.count >= 2 && several.count * 2 >= holders.count && ones * 5 >= several.count * 4
    }

    /// How many columns of a set of rows have names that say what they hold.
    private func knownHeads(_ set: RecordSet) -> Int {
        guard let first = set.spans.first?.range.lowerBound, outline.items[Int(first)].tag == .tr else { return 0 }
        let starts = Set(set.spans.map(\.range.lowerBound))
        let heads = TableHeads(outline: outline, document: document).heads(of: first) { starts.contains($0) }
        return heads.count { head in head.map { FieldLabels.kind(of: $0) != nil } ?? false }
    }

    /// What a text of a record is worth: less and less for each further byte.
    static func information(_ bytes: Double) -> Double {
        let counted = min(bytes, 400)
        guard counted > 4 else { return 0 }
        return (counted - 4).squareRoot() * (counted - 4).squareRoot().squareRoot()
    }

    /// Whether a date stands in what precedes a record as a heading: before it or before what holds it, back to the record before.
    private func hasDatedHeading(_ span: RecordSpan, after last: RecordSpan?) -> Bool {
        datedHeading(span, after: last?.range.upperBound ?? 0) != nil
    }

    /// Whether a container alike goes on shortly behind the one of the record before: several tables below one heading.
    private func isContinued(_ span: RecordSpan, from last: RecordSpan?) -> Bool {
        guard let last, span.parent >= 0, last.parent >= 0, span.range.lowerBound - last.range.upperBound < 24 else { return false }
        // Cells and parts of cards stand beside each other's dates, not below them.
        let tag = outline.items[Int(span.range.lowerBound)].tag
        return (tag == .tr || tag == .li) && outline.items[Int(span.parent)].path == outline.items[Int(last.parent)].path
    }

    /// The text item with a date that stands before a record, not before `floor`. Looks at the siblings before it and before its
    /// ancestors, as far as they hold little text.
    func datedHeading(_ span: RecordSpan, after floor: Int32) -> Int32? {
        var at = span.range.lowerBound - 1
        var steps = 0
        while at >= floor, steps < 200 {
            let item = outline.items[Int(at)]
            if item.isText {
                let sums = outline.sums(at..<at + 1)
                if sums.dates > 0 { return sums.text <= 160 ? at : nil }
            }
            at -= 1
            steps += 1
        }
        return nil
    }

    // MARK: Finer or coarser

    /// The set that stands for the same records better: a finer one whose records stand for themselves, or a coarser one of the same
    /// records with more to them.
    private func refined(_ set: RecordSet, among sets: [RecordSet]) -> RecordSet {
        var current = set
        for _ in 0..<4 {
            guard let better = better(than: current, among: sets) else { break }
            current = better
        }
        return current
    }

    private func better(than set: RecordSet, among sets: [RecordSet]) -> RecordSet? {
        var best: (set: RecordSet, gain: Double)?
        for candidate in sets.prefix(60) {
            guard candidate.shape != set.shape else { continue }
            let inner = inside(candidate, set)
            if inner.share > 0.5, NestedSets(outline, document, candidate, in: set).areParts { continue }
            if inner.share > 0.95, Double(candidate.traits.count) >= Double(set.traits.count) * 1.4,
                Double(candidate.traits.text) >= Double(set.traits.text) * 0.4,
                candidate.traits.linked >= max(0.7, set.traits.linked - 0.2)
                    || candidate.traits.reached >= max(0.7, set.traits.reached - 0.2)
                    || candidate.traits.named >= max(0.7, set.traits.named - 0.2),
                candidate.traits.reached >= set.traits.reached - 0.25, candidate.score >= 0.3 * set.score,
                candidate.traits.dated + candidate.traits.inherited >= set.traits.dated + set.traits.inherited - 0.25,
                candidate.traits.meanText >= 20
            {
                let gain = Double(candidate.traits.text) / Double(set.traits.text)
                if gain > best?.gain ?? 0 { best = (candidate, gain) }
            }
        }
        return best?.set
    }

    /// The set whose records the others are parts of, as cells are of rows: the best one that holds them all; itself when there is none.
    private func whole(of set: RecordSet, among sets: [RecordSet]) -> RecordSet {
        sets.prefix(60).first { candidate in
            candidate.shape != set.shape && Double(candidate.traits.count) * 1.4 <= Double(set.traits.count)
                && candidate.score >= 0.15 * set.score && candidate.traits.aside <= set.traits.aside + 0.1
                && inside(set, candidate).share > 0.9 && NestedSets(outline, document, set, in: candidate).areParts
        } ?? set
    }

    /// The share of a set's records that lie inside of records of another one.
    private func inside(_ inner: RecordSet, _ outer: RecordSet) -> (share: Double, count: Int) {
        var at = 0
        var count = 0
        for span in inner.spans {
            while at < outer.spans.count, outer.spans[at].range.upperBound <= span.range.lowerBound { at += 1 }
            guard at < outer.spans.count else { break }
            let other = outer.spans[at].range
            if other.lowerBound <= span.range.lowerBound, span.range.upperBound <= other.upperBound, other != span.range { count += 1 }
        }
        return (Double(count) / Double(max(1, inner.spans.count)), count)
    }
}

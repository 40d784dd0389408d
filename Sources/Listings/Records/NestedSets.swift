import HTML

/// A set whose records lie inside of those of another: whether they are things of their own, as the cards of a row are, or parts of one thing,
/// as a row's cells are.
struct NestedSets {
    /// What a stretch of the page shows, as far as parts of records differ in it.
    private struct Look: Hashable {
        let leaves: Int32
        let isLinked: Bool
        let isDated: Bool
        /// Whether it is a heading, or emphasis as a whole.
        let isSetOff: Bool
    }

    /// What stands in one place of the outer records.
    private struct Place {
        var looks: [Look: Int] = [:]
        var bits = 0
        var count = 0
        /// What the elements there are among their siblings.
        var keys: [UInt64: Int] = [:]
        /// Those whose first text is a person's name, and those whose first text may be one.
        var named = 0
        var mayBeNamed = 0
        /// The short texts that stand there, by their marks.
        var texts: Set<UInt64> = []
        var shown = 0

        /// The look of more than half.
        var usual: Look? { looks.max { $0.value < $1.value }.flatMap { $0.value * 2 > count ? $0.key : nil } }
        /// What nearly all elements there are among their siblings.
        var usualKey: UInt64? { keys.max { $0.value < $1.value }.flatMap { $0.value * 10 >= count * 9 ? $0.key : nil } }
        /// The mean logarithm of the texts' lengths.
        var size: Double { Double(bits) / Double(max(1, count)) }

        /// Whether each outer record says something else there; whether few things are said there by many.
        func tells(in holders: Int) -> Bool {
            shown >= NestedSets.leastTelling && shown * 10 >= holders * 6 && texts.count * 10 >= shown * 9
        }
        func repeats(in holders: Int) -> Bool {
            shown >= NestedSets.leastTelling && shown * 10 >= holders * 6 && texts.count * 5 <= shown * 2
        }
    }

    /// Things of many parts are rather groups of things.
    private static let maximumParts = 8
    /// Texts of parts are this many powers of two apart in their mean lengths.
    private static let leastDistance = 1.5
    /// So many outer records show what is said in which place.
    private static let sample = 100
    /// A longer text is no town and no kind.
    private static let shortText: Int32 = 60
    /// Of fewer nobody can tell whether they repeat.
    fileprivate static let leastTelling = 8

    /// Whether as many of the inner ones stand in nearly each outer one, and they differ by their place in it.
    let areParts: Bool

    init(_ outline: PageOutline, _ document: Document, _ inner: RecordSet, in outer: RecordSet) {
        var counts: [Int: Int] = [:]
        var places = [Place](repeating: Place(), count: Self.maximumParts)
        var holders = 0
        var at = 0
        for whole in outer.spans {
            var count = 0
            while at < inner.spans.count, inner.spans[at].range.lowerBound < whole.range.lowerBound { at += 1 }
            while at < inner.spans.count, inner.spans[at].range.upperBound <= whole.range.upperBound {
                if count < Self.maximumParts {
                    let sums = outline.sums(inner.spans[at].range)
                    let look = Look(
                        leaves: min(sums.leaves, 4), isLinked: sums.links > 0, isDated: sums.dates > 0,
                        isSetOff: Self.isSetOff(inner.spans[at], outline))
                    places[count].looks[look, default: 0] += 1
                    places[count].bits += Int32.bitWidth - sums.text.leadingZeroBitCount
                    places[count].count += 1
                    let first = inner.spans[at].range.lowerBound
                    places[count].keys[outline.items[Int(first)].key, default: 0] += 1
                    if holders < Self.sample, let text = inner.spans[at].range.first(where: { outline.items[Int($0)].isText }) {
                        let isNamed = document.withText(of: outline.items[Int(text)].node, NameGlance.isPerson)
                        if isNamed { places[count].named += 1 }
                        if isNamed || document.withText(of: outline.items[Int(text)].node, NameGlance.mayBePerson) {
                            places[count].mayBeNamed += 1
                        }
                    }
                    if holders < Self.sample, sums.leaves == 1, sums.text <= Self.shortText,
                        let text = inner.spans[at].range.last(where: { outline.items[Int($0)].isText })
                    {
                        places[count].texts.insert(document.withText(of: outline.items[Int(text)].node) { ClassShape.hash($0) })
                        places[count].shown += 1
                    }
                }
                count += 1
                at += 1
            }
            if count > 0 {
                counts[count, default: 0] += 1
                holders += 1
            }
        }
        guard holders >= 3, let usual = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
            (2...Self.maximumParts).contains(usual.key), Double(usual.value) >= 0.6 * Double(holders)
        else {
            areParts = false
            return
        }
        let told = places.prefix(usual.key)
        let looks = told.compactMap(\.usual)
        let sizes = told.map(\.size)
        // One that differs among many is the heading of a group.
        let isMixed = looks.count >= 2 && !looks.contains { look in looks.count { $0 == look } * 5 > looks.count * 3 }
        let isUneven = usual.key == 2 && abs(sizes[0] - sizes[1]) >= Self.leastDistance
        // A name that comes once beside a town, a kind or a place of work that comes again and again.
        let sample = min(holders, Self.sample)
        let isTelling = told.contains { $0.tells(in: sample) } && told.contains { $0.repeats(in: sample) }
        // Each is of a kind of its own, wherever it stands: a title, a picture, a text. Things alike in turn ("first", "last") show the same.
        let keys = told.compactMap(\.usualKey)
        let areKinds =
            keys.count == told.count && Set(keys).count == keys.count && looks.count == told.count && Set(looks).count >= 2
        // One of them names somebody, and the others say what of them.
        let isNaming = told.contains { $0.named * 10 >= sample * 7 } && told.contains { $0.mayBeNamed * 10 <= sample }
        areParts =
            isMixed || isUneven || isTelling || areKinds || isNaming
            || Self.areCells(inner, outer, outline, document)
    }

    /// Whether the inner ones are cells of rows in columns that the table names.
    private static func areCells(_ inner: RecordSet, _ outer: RecordSet, _ outline: PageOutline, _ document: Document) -> Bool {
        guard let cell = inner.spans.first, let row = outer.spans.first?.range.lowerBound, outline.items[Int(row)].tag == .tr,
            cell.parent >= 0, outline.items[Int(cell.parent)].tag == .tr,
            outline.items[Int(cell.range.lowerBound)].tag == .td || outline.items[Int(cell.range.lowerBound)].tag == .th
        else { return false }
        let rows = Set(outer.spans.map(\.range.lowerBound))
        return TableHeads(outline: outline, document: document).heads(of: row) { rows.contains($0) }.count { $0 != nil } >= 2
    }

    private static func isSetOff(_ span: RecordSpan, _ outline: PageOutline) -> Bool {
        let first = span.range.lowerBound
        guard outline.items[Int(first)].end == span.range.upperBound else { return false }
        return RecordPieces.isHeading(outline.items[Int(first)].tag) || CandidateSets.isSetOff(first, outline)
    }
}

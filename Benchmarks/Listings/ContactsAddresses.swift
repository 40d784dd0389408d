import Listings

/// Found and missed parts of addresses of one kind, of those that stand in an address: a city that is only spoken of is no address.
struct AddressTally: Sendable {
    /// Marked in an address, and how many of them were found anywhere.
    var expected = 0
    var recalled = 0
    /// Found in an address, and how many of them are marked anywhere.
    var found = 0
    var right = 0

    var precision: Double { found == 0 ? 0 : Double(right) / Double(found) }
    var recall: Double { expected == 0 ? 0 : Double(recalled) / Double(expected) }
    var f1: Double { precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall) }

    static func += (a: inout AddressTally, b: AddressTally) {
        a.expected += b.expected
        a.recalled += b.recalled
        a.found += b.found
        a.right += b.right
    }
}

extension ContactsSuite {
    /// How many items may stand between two parts of one address.
    private static let gap = 3

    /// By kind of address part, what stands in addresses of a page.
    func addressTallies(_ page: Page, _ spans: [PageItems.Span]) -> [(FieldKind, AddressTally)] {
        let marked = Self.inAddresses(page.gold.compactMap { gold in gold.items.map { (gold.kind, $0) } })
        let found = Self.inAddresses(spans.map { ($0.kind, $0.items) })
        return PageItems.addressParts.map { kind in
            let gold = page.gold.filter { $0.kind == kind }
            let own = spans.filter { $0.kind == kind }
            func key(_ span: PageItems.Span) -> String {
                Self.key(kind, String(decoding: page.items.text.bytes[span.range], as: UTF8.self))
            }
            let goldIn = gold.filter { $0.items.map { marked.contains($0.lowerBound) } ?? false }
            let ownIn = own.filter { found.contains($0.items.lowerBound) }
            return (
                kind,
                AddressTally(
                    expected: goldIn.count, recalled: Self.common(goldIn.map { Self.key(kind, $0.text) }, own.map(key)),
                    found: ownIn.count, right: Self.common(ownIn.map(key), gold.map { Self.key(kind, $0.text) }))
            )
        }
    }

    /// Where the parts begin that stand in an address: in a run of parts, each near the next, with a street or a postal code among them.
    private static func inAddresses(_ parts: [(kind: FieldKind, items: Range<Int>)]) -> Set<Int> {
        var inside: Set<Int> = []
        var run: [(kind: FieldKind, items: Range<Int>)] = []
        func close() {
            if run.contains(where: { $0.kind == .streetAddress || $0.kind == .postalCode }) {
                inside.formUnion(run.map(\.items.lowerBound))
            }
            run = []
        }
        let sorted = parts.filter { PageItems.addressParts.contains($0.kind) }.sorted { $0.items.lowerBound < $1.items.lowerBound }
        for part in sorted {
            if let last = run.last, part.items.lowerBound - last.items.upperBound > gap { close() }
            run.append(part)
        }
        close()
        return inside
    }

    /// How many of some are among others, each once.
    private static func common(_ some: [String], _ others: [String]) -> Int {
        var open: [String: Int] = [:]
        for key in others { open[key, default: 0] += 1 }
        var count = 0
        for key in some where open[key, default: 0] > 0 {
            open[key, default: 0] -= 1
            count += 1
        }
        return count
    }
}

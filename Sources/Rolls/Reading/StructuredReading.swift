import HTML
import Listings

/// Listings that a page describes for machines (JSON-LD, microdata, RDFa, microformats, Open Graph), and how they are joined to those that it shows.
///
/// What people see comes first: a page's data may be older than its text, and is often about the site itself. Data says what the page does not
/// show, makes sure what it does, and is the listing where nothing else can be read.
struct StructuredReading {
    /// In the order of the page's data.
    let items: [Item]

    struct Item {
        var listing: ReadListing
        /// The addresses that it gives for itself, without fragments.
        var addresses: [WebURL]
        var types: [String]
        /// What it is called, folded; empty where it has no name.
        var name: String
    }

    /// So many of one type make data a list.
    private static let fewest = 3

    /// - Parameter listing: Makes a listing of a record.
    init(_ document: Document, at url: WebURL, _ options: Extraction.Options, listing: (ExtractedRecord) -> ReadListing) {
        let home = Self.site(url)
        items = document.structuredRecords(options).compactMap { found in
            let addresses = found.record.values(.url).compactMap { WebURL($0.value)?.withoutFragment }
            // The directory itself, which many sites describe on each of their pages.
            let isSite = url.requestTarget != "/" && addresses.contains { Self.site($0) == home && $0.requestTarget == "/" }
            guard !isSite else { return nil }
            let listing = listing(found.record)
            let name = listing.fields.name.map(ListingKey.folded) ?? ""
            return Item(listing: listing, addresses: addresses, types: found.types, name: name)
        }
    }

    /// The host, with or without `www.`, which the same site is called by.
    private static func site(_ url: WebURL) -> String? { url.bareHost.map { $0.hasPrefix("www.") ? String($0.dropFirst(4)) : $0 } }

    /// Listings alike, where the data is a list of its own: those of the type that most have.
    func list(at url: WebURL) -> [ReadListing] {
        let usable = Dictionary(grouping: items.filter { $0.listing.fields.isListing }) { $0.types }
        let best = usable.max { ($0.value.count, $1.key.joined()) < ($1.value.count, $0.key.joined()) }
        // Several of one name are the branches of somebody.
        guard let best, Set(best.value.map(\.name)).count >= Self.fewest else { return [] }
        return best.value.map { item in
            var listing = item.listing
            listing.address = item.addresses.first { $0.origin == url.origin && $0 != url.withoutFragment }
            return listing
        }
    }

    /// Listings with what the data says of each: known by its own page, or by a name that it alone has on both sides.
    func joined(to listings: [ReadListing]) -> [ReadListing] {
        guard !items.isEmpty else { return listings }
        var names: [String: Int] = [:]
        for listing in listings { names[listing.fields.name.map(ListingKey.folded) ?? "", default: 0] += 1 }
        var byName: [String: [Int]] = [:]
        var byAddress: [WebURL: [Int]] = [:]
        for (place, item) in items.enumerated() {
            byName[item.name, default: []].append(place)
            for address in Set(item.addresses) { byAddress[address, default: []].append(place) }
        }
        return listings.map { listing in
            let name = listing.fields.name.map(ListingKey.folded) ?? ""
            var places = listing.address.flatMap { byAddress[$0] } ?? []
            if places.isEmpty, !name.isEmpty, names[name] == 1, let found = byName[name], found.count == 1 { places = found }
            return places.reduce(into: listing) { $0.fill(from: items[$1].listing) }
        }
    }

    /// What the page of one listing says of it, joined to what it shows; nil where neither says anything.
    /// - Parameters:
    ///   - shown: What was read from the page's text; nil where nothing was.
    ///   - names: What the page may be called for where its text names nobody. A site's name stands in the title of each of its pages, so that it is not
    ///     enough for a name to stand somewhere in one.
    func detail(_ shown: ReadListing?, at url: WebURL, called names: [String]) -> ReadListing? {
        let names = Set(((shown?.fields.name).map { [$0] } ?? names).map(ListingKey.folded))
        let own = items.filter { $0.addresses.contains(url.withoutFragment) || !$0.name.isEmpty && names.contains($0.name) }
        if let shown { return own.reduce(into: shown) { $0.fill(from: $1.listing) } }
        // Two that the page is called for are not told apart.
        guard let first = own.first, Set(own.map(\.name)).count == 1, first.listing.fields.isListing else { return nil }
        return own.dropFirst().reduce(into: first.listing) { $0.fill(from: $1.listing) }
    }
}

extension ReadListing {
    /// Kinds that tell parts of one thing, so that who has one of the first needs none of the others.
    private static let names: Set<FieldKind> = [.name, .person, .organization]
    private static let addresses: Set<FieldKind> = [
        .address, .streetAddress, .postOfficeBoxNumber, .addressLocality, .addressRegion, .postalCode, .addressCountry,
    ]

    /// Takes from another reading of the same listing what is missing here, and what both say for sure.
    mutating func fill(from other: ReadListing) {
        let sure = doubts.filter { other.fields[$0.kind].contains($0.value) }
        doubts.removeAll { sure.contains($0) }
        for doubt in sure { take(doubt, leastConfidence: 0) }
        let before = fields
        let hasAddress = before.first(.address) != nil || before.first(.streetAddress) != nil
        let called = Set(Self.names.flatMap { before[$0] }.map(ListingKey.folded))
        for kind in FieldKind.allCases where before.first(kind) == nil {
            if hasAddress, Self.addresses.contains(kind) { continue }
            for value in other.fields[kind] where !(Self.names.contains(kind) && called.contains(ListingKey.folded(value))) {
                fields.add(value, as: kind)
                marks[kind.rawValue, default: []] += other.marks[kind.rawValue]?.filter { $0.value == value } ?? []
            }
        }
    }
}

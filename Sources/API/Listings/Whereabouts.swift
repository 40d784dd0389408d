import Listings
import Matching
package import Model
package import Rolls

/// Somebody who looks for a listing of theirs.
package struct WantedListing: Sendable, Hashable {
    package let name: String
    package let phone: String?
    package let address: String?

    /// - Throws: ``Problem`` for what cannot be looked for.
    package init(name: String, phone: String? = nil, address: String? = nil) throws {
        guard name.unicodeScalars.filter({ $0.properties.isAlphabetic || $0.properties.numericType != nil }).count >= 2 else {
            throw Problem.invalid("name", "Give a name of at least two letters.")
        }
        if let phone, Self.digits(phone).count < 7 {
            throw Problem.invalid("phone", "“\(phone.prefix(40))” is no telephone number: give at least seven digits.")
        }
        self.name = name
        self.phone = phone
        self.address = address
    }

    private static func digits(_ text: String) -> String { String(text.filter { $0.isASCII && $0.isNumber }) }

    /// What one of its listings must have among its values, as ``ListingStore/candidates(_:limit:)`` takes it: the name, or two of its three
    /// longest words; the number without its country; the house and the first word of the street.
    var sets: [[String]] {
        let words = Array(ListingKey.folded(name).split(separator: " ").map(String.init).sorted { $0.count > $1.count }.prefix(3))
        var sets = [[name.lowercased()]]
        // Any one of three may be written otherwise.
        sets += words.count < 3 ? [words] : words.indices.map { left in words.indices.filter { $0 != left }.map { words[$0] } }
        if let phone { sets.append([String(Self.digits(phone).suffix(10))]) }
        if let address {
            let parts = address.lowercased().split { $0 == " " || $0 == "," }.prefix(2)
            if parts.count == 2, parts[0].contains(where: \.isNumber) { sets.append([parts.joined(separator: " ")]) }
        }
        return sets
    }
}

/// Where somebody is listed, among all directories: what every directory says of it.
package struct Whereabouts: Sendable {
    /// A field that a listing has otherwise than it was asked for.
    package struct Difference: Sendable, Hashable {
        /// `name`, `phone` or `address`.
        package var field: String
        package var wanted: String
        /// Empty where the listing shows none.
        package var listed: String
        /// How they compare, in words: `one slip apart`.
        package var words: String
    }

    /// A listing that is taken for the one.
    package struct Find: Sendable, Hashable {
        package var listing: Listing
        /// Empty where everything that was asked for is there.
        package var differences: [Difference]
        /// Whether it may be a namesake: nothing but the name is the same.
        package var isDoubtful: Bool
    }

    /// The best listing of each directory that has one, present ones before such as have left.
    package let finds: [DirectoryID: Find]
    /// Whether so many listings were alike that not all were compared.
    package let isCut: Bool

    /// Compares candidates with what is wanted. Pure.
    /// - Parameter isCut: whether there were more candidates.
    init(_ wanted: WantedListing, among candidates: [Listing], isCut: Bool) {
        self.isCut = isCut
        var table = RecordTable(name: "", columns: ["name", "phone", "address"])
        table.append([wanted.name, wanted.phone ?? "", wanted.address ?? ""], line: 1)
        // A listing has several names, numbers and addresses: each is a row of its own, and the best of each column counts.
        var rows: [Range<Int>] = []
        for listing in candidates {
            let start = table.count
            let values = [Self.names(listing), listing.fields[.telephone] + listing.fields[.faxNumber], Self.addresses(listing.fields)]
            for row in 0..<max(1, values.map(\.count).max() ?? 1) {
                table.append(values.map { row < $0.count ? $0[row] : "" }, line: table.count + 1)
            }
            rows.append(start..<table.count)
        }
        let likeness = Likeness(table, kinds: [.name, .phone, .address])
        var best: [DirectoryID: (find: Find, score: Int)] = [:]
        for (listing, rows) in zip(candidates, rows) {
            guard let (find, score) = Self.judge(listing, rows, wanted, table, likeness) else { continue }
            if score > best[listing.directory]?.score ?? -1 { best[listing.directory] = (find, score) }
        }
        finds = best.mapValues(\.find)
    }

    private static func names(_ listing: Listing) -> [String] {
        var names = [listing.name]
        for name in listing.fields[.name] + listing.fields[.organization] + listing.fields[.person] where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    private static func addresses(_ fields: ListingFields) -> [String] {
        if !fields[.streetAddress].isEmpty { return fields[.streetAddress] }
        return fields[.address]
    }

    private static func judge(
        _ listing: Listing, _ rows: Range<Int>, _ wanted: WantedListing, _ table: RecordTable, _ likeness: Likeness
    ) -> (Find, score: Int)? {
        typealias Degree = Likeness.Agreement.Degree
        var best: [(row: Int, agreement: Likeness.Agreement)] = []
        for row in rows {
            for (column, agreement) in likeness.compare(0, row).enumerated() {
                if best.count <= column {
                    best.append((row, agreement))
                } else if agreement.degree > best[column].agreement.degree {
                    best[column] = (row, agreement)
                }
            }
        }
        guard best.count == 3 else { return nil }
        let (name, phone, address) = (best[0].agreement.degree, best[1].agreement.degree, best[2].agreement.degree)
        let agrees = phone == .same || address >= .near
        // Its name with something else of it; a number under another name; or a name alone, which a namesake may have as well.
        guard name >= .near || agrees && name >= .partial || phone == .same && address >= .near else { return nil }
        // Something of the number or the address is another one, and nothing of either is the same.
        let isDoubtful = max(phone, address) == .different
        guard !isDoubtful || name == .same else { return nil }
        let asked = [("name", wanted.name), ("phone", wanted.phone), ("address", wanted.address)]
        let differences = asked.enumerated().compactMap { column, field -> Difference? in
            let (row, agreement) = best[column]
            guard let value = field.1, !isAsWanted(field.0, agreement.degree) else { return nil }
            return Difference(
                field: field.0, wanted: value, listed: table.value(row, column),
                words: agreement.degree == .missing ? "not shown" : agreement.words)
        }
        let score = name.rawValue + 2 * phone.rawValue + address.rawValue + (listing.leftAt == nil ? 100 : 0)
        return (Find(listing: listing, differences: differences, isDoubtful: isDoubtful), score)
    }

    /// Whether a value is as it should be: a telephone number to the digit; of names and addresses the writing may differ.
    private static func isAsWanted(_ field: String, _ degree: Likeness.Agreement.Degree) -> Bool {
        field == "phone" ? degree == .same : degree >= .near
    }
}

extension ListingDesk {
    /// Where somebody is listed. Costs one look at every listing.
    package func whereabouts(of wanted: WantedListing) async throws -> Whereabouts {
        let limit = 2_000
        let candidates = try await listings.candidates(wanted.sets, limit: limit + 1)
        return Whereabouts(wanted, among: Array(candidates.prefix(limit)), isCut: candidates.count > limit)
    }
}

package import Listings
import Matching
package import Model
package import Rolls

/// What the listings of an entity say together: for each field the values, which directory says what, the one that is taken and why, and
/// whether directories disagree. Pure.
package struct EntityRecord: Sendable, Hashable {
    /// A value, however it is spelled.
    package struct Value: Sendable, Hashable {
        /// As most write it.
        package var text: String
        /// The listings that say it, and their directories.
        package var listings: [Int64]
        package var directories: [DirectoryID]
    }

    /// Why a value is taken.
    package enum Reason: Sendable, Hashable {
        /// Nobody else says anything.
        case only
        /// All that say something say this.
        case agreed(Int)
        /// More directories than say anything else.
        case most(Int, of: Int)
        /// As many say something else; the listing that changed last says this.
        case latest(Int, of: Int, Timestamp)

        /// For people.
        package var words: String {
            switch self {
            case .only: "the only one that says it"
            case .agreed(let count): "all \(count) agree"
            case .most(let count, let all): "\(count) of \(all) directories say so"
            case .latest(let count, let all, let time):
                "\(count) of \(all) say so, others as many something else; this was changed last, \(time.description.prefix(10))"
            }
        }
    }

    package struct Field: Sendable, Hashable {
        package var kind: FieldKind
        /// The one that is taken first.
        package var values: [Value]
        package var reason: Reason
        /// Whether two directories say things of which none is the same.
        package var isDisputed: Bool

        package var text: String { values.first?.text ?? "" }
    }

    package private(set) var fields: [Field] = []

    package subscript(kind: FieldKind) -> Field? { fields.first { $0.kind == kind } }

    /// The names of the fields in which directories disagree, sorted.
    package var disputes: [String] { fields.filter(\.isDisputed).map(\.kind.rawValue).sorted() }

    /// Fields in which directories can disagree. Others they have each their own of: texts, pictures, numbers of theirs.
    package static let comparable: Set<FieldKind> = [
        .name, .person, .organization, .address, .streetAddress, .postOfficeBoxNumber, .addressLocality, .addressRegion, .postalCode,
        .addressCountry, .telephone, .faxNumber, .email, .url, .openingHours, .license, .taxID,
    ]

    package init(_ listings: [Listing]) {
        for kind in FieldKind.allCases {
            let sayings = listings.flatMap { listing in listing.fields[kind].map { Saying(listing: listing, text: $0) } }
            if !sayings.isEmpty { fields.append(Self.field(kind, sayings)) }
        }
    }

    private struct Saying {
        var listing: Listing
        var text: String
    }

    /// Values of one field of an entity that are told apart; hundreds of directories do not say more different things.
    private static let mostValues = 64

    private static func field(_ kind: FieldKind, _ sayings: [Saying]) -> Field {
        let groups = Self.groups(kind, sayings)
        let everybody = Set(sayings.map(\.listing.directory)).count
        struct Weighed {
            var value: Value
            var latest: Timestamp
        }
        let weighed = groups.map { group in
            Weighed(
                value: Value(
                    text: usual(group.map(\.text)), listings: unique(group.map(\.listing.id)),
                    directories: unique(group.map(\.listing.directory))),
                latest: group.map(\.listing.changedAt).max() ?? Timestamp(milliseconds: 0))
        }.sorted { a, b in
            (b.value.directories.count, b.latest, b.value.text.utf8.count, a.value.text)
                < (a.value.directories.count, a.latest, a.value.text.utf8.count, b.value.text)
        }
        let count = weighed.first?.value.directories.count ?? 0
        let isTied = weighed.count > 1 && weighed[1].value.directories.count == count
        let reason: Reason =
            if everybody == 1 && !isTied { .only } else if count == everybody && !isTied {
                .agreed(count)
            } else if isTied,
                let first = weighed.first
            { .latest(count, of: everybody, first.latest) } else { .most(count, of: everybody) }
        return Field(kind: kind, values: weighed.map(\.value), reason: reason, isDisputed: isDisputed(kind, weighed.map(\.value)))
    }

    /// Whether two directories say nothing in common.
    private static func isDisputed(_ kind: FieldKind, _ values: [Value]) -> Bool {
        guard comparable.contains(kind), values.count > 1 else { return false }
        var said: [DirectoryID: Set<Int>] = [:]
        for (place, value) in values.enumerated() { for directory in value.directories { said[directory, default: []].insert(place) } }
        let sets = Array(Set(said.values))
        return sets.enumerated().contains { place, one in sets.dropFirst(place + 1).contains { one.isDisjoint(with: $0) } }
    }

    /// What is the same but for how it is written.
    private static func groups(_ kind: FieldKind, _ sayings: [Saying]) -> [[Saying]] {
        var spelled: [String: Int] = [:]
        var groups: [[Saying]] = []
        for saying in sayings {
            let form = ListingKey.folded(saying.text)
            if let place = spelled[form] {
                groups[place].append(saying)
            } else if groups.count < mostValues {
                spelled[form] = groups.count
                groups.append([saying])
            }
        }
        guard groups.count > 1, let column = columnKind(kind) else { return groups }
        var table = RecordTable(name: "", columns: [kind.rawValue])
        for group in groups { table.append([group[0].text], line: table.count + 1) }
        let likeness = Likeness(table, kinds: [column])
        var kept: [Int] = []
        for place in groups.indices {
            let same = kept.first { likeness.compare($0, place).first.map { isSame(column, $0.degree) } ?? false }
            if let same { groups[same] += groups[place] } else { kept.append(place) }
        }
        return kept.map { groups[$0] }
    }

    /// Small words of an address may differ; a name, a number or an e-mail address that differs is another.
    private static func isSame(_ kind: ColumnKind, _ degree: Likeness.Agreement.Degree) -> Bool {
        degree >= (kind == .address ? .near : .same)
    }

    private static func columnKind(_ kind: FieldKind) -> ColumnKind? {
        switch kind {
        case .name, .person, .organization: .name
        case .address, .streetAddress: .address
        case .telephone, .faxNumber: .phone
        case .email: .email
        case .url: .url
        case .postalCode: .postalCode
        case .addressLocality, .addressRegion, .addressCountry: .place
        case .license, .taxID: .identifier
        default: nil
        }
    }

    /// How most write it; of equally usual ones the longest.
    private static func usual(_ texts: [String]) -> String {
        var counts: [String: Int] = [:]
        for text in texts { counts[text, default: 0] += 1 }
        return counts.max { ($0.value, $0.key.utf8.count, $1.key) < ($1.value, $1.key.utf8.count, $0.key) }?.key ?? ""
    }

    private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }
}

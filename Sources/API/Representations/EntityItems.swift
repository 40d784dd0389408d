import Directories
package import Entities
import Listings
package import Matching
import Model
import Rolls

/// An entity as the API writes it.
package struct EntityItem: Encodable, Sendable {
    package let id: Int64
    package let name: String
    package let listings: Int
    package let directories: Int
    /// Names of the fields in which directories disagree.
    package let disputes: [String]
    package let madeAt: Moment
    package let changedAt: Moment
    package let endedAt: Moment?
    package let successor: Int64?

    package init(_ entity: Entity) {
        id = entity.id
        name = entity.name
        listings = entity.listings
        directories = entity.directories
        disputes = entity.disputes
        madeAt = Moment(entity.madeAt)
        changedAt = Moment(entity.changedAt)
        endedAt = entity.endedAt.map(Moment.init)
        successor = entity.successor
    }
}

/// An entity with what its listings say together.
package struct EntityDetailItem: Encodable, Sendable {
    /// A value, and which directories say it.
    package struct ValueItem: Encodable, Sendable {
        package let text: String
        package let directories: [String]
        package let listings: [Int64]
    }

    /// A field: the value that is taken first, and why.
    package struct FieldItem: Encodable, Sendable {
        package let name: String
        package let value: String
        package let why: String
        package let disputed: Bool
        package let values: [ValueItem]
    }

    /// The other listing that one agrees with most.
    package struct TieItem: Encodable, Sendable {
        package let listing: Int64
        package let other: Int64
        package let bits: Double
        package let probability: Double
    }

    package let entity: EntityItem
    package let fields: [FieldItem]
    package let listings: [ListingItem]
    package let ties: [TieItem]
    package let rules: [EntityRuleItem]
    package let history: [EntityEventItem]

    package init(_ detail: EntityDesk.Detail) {
        entity = EntityItem(detail.entity)
        fields = detail.record.fields.map { field in
            FieldItem(
                name: field.kind.rawValue, value: field.text, why: field.reason.words, disputed: field.isDisputed,
                values: field.values.map { value in
                    ValueItem(
                        text: value.text, directories: value.directories.compactMap { detail.directories[$0]?.slug },
                        listings: value.listings)
                })
        }
        listings = detail.listings.map { ListingItem($0, slug: detail.directories[$0.directory]?.slug) }
        ties = detail.ties.map {
            TieItem(
                listing: $0.listing, other: $0.other, bits: ExplanationItem.rounded($0.bits),
                probability: ExplanationItem.rounded($0.probability))
        }
        rules = detail.rules.map(EntityRuleItem.init)
        history = detail.events.map(EntityEventItem.init)
    }
}

/// What somebody has decided of listings.
package struct EntityRuleItem: Encodable, Sendable {
    package let id: Int64
    /// `same` or `different`.
    package let kind: String
    package let who: String
    package let why: String
    package let madeAt: Moment
    package let endedAt: Moment?
    package let endedBy: String?
    /// The listings; where they are different, in two lists.
    package let listings: [[Int64]]

    package init(_ rule: EntityRule) {
        id = rule.id
        kind = rule.word
        who = rule.who
        why = rule.why
        madeAt = Moment(rule.madeAt)
        endedAt = rule.endedAt.map(Moment.init)
        endedBy = rule.endedBy
        let parts =
            rule.isSame
            ? [rule.sides.keys.sorted()]
            : Set(rule.sides.values).sorted().map { side in
                rule.sides.filter { $0.value == side }.keys.sorted()
            }
        listings = parts
    }
}

/// What happened to an entity.
package struct EntityEventItem: Encodable, Sendable {
    package let id: Int64
    package let at: Moment
    /// `joined`, `left`, `merged`, `absorbed`, `parted` or `received`.
    package let kind: String
    package let other: Int64?
    package let listings: [Int64]
    package let who: String?
    package let why: String?
    package let rule: Int64?

    package init(_ event: EntityEvent) {
        id = event.id
        at = Moment(event.at)
        kind = event.kind.name
        other = event.other
        listings = event.listings
        who = event.who
        why = event.why
        rule = event.rule
    }
}

/// Why two listings are taken for one, or not: bits add up, ten are a thousand to one.
package struct ExplanationItem: Encodable, Sendable {
    package struct FieldItem: Encodable, Sendable {
        package let field: String
        package let kind: String
        package let first: String
        package let second: String
        package let level: String
        package let bits: Double
    }

    package let listing: Int64
    package let other: Int64
    package let probability: Double
    package let bits: Double
    package let priorBits: Double
    package let fields: [FieldItem]

    package init(_ listing: Int64, _ other: Int64, _ explanation: Explanation) {
        self.listing = listing
        self.other = other
        probability = Self.rounded(explanation.probability)
        bits = Self.rounded(explanation.bits)
        priorBits = Self.rounded(explanation.priorBits)
        fields = explanation.fields.map {
            FieldItem(
                field: $0.field, kind: $0.kind.rawValue, first: $0.first, second: $0.second, level: $0.level, bits: Self.rounded($0.bits))
        }
    }

    static func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
}

/// The number that entities have after a decision.
package struct EntityDecisionItem: Encodable, Sendable {
    package let entities: [Int64]

    package init(_ entities: [Int64]) { self.entities = entities }
}

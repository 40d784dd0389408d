import API
import Entities
import Listings
import Matching
import Model
import Rolls

/// One entity: a table of what each directory says of each field, what is taken and why, the evidence, and what people have decided.
struct EntityPage {
    /// Two listings of which somebody asks why they are taken for one.
    struct Question {
        let listing: String?
        let other: String?
    }

    /// What somebody typed, and what is wrong with it.
    struct Mistake {
        var merge: String?
        var split: String?
        var with = ""
        var why = ""
        var chosen: Set<Int64> = []
    }

    struct Head {
        let id: Int64
        let slug: String?
        let directory: String
    }

    struct Cell {
        let head: String
        let values: [String]
        let differs: Bool
        let silent: Bool
    }

    struct Row {
        let label: String
        let text: String
        let why: String
        let disputed: Bool
        let cells: [Cell]
    }

    struct Member {
        let id: Int64
        let name: String
        let slug: String?
        let directory: String
        let seen: String
        let like: Int64?
        let probability: String?
        let bits: String?
        let whyHref: String?
        let chosen: Bool
    }

    struct Evidence {
        struct Field {
            let label: String
            let first: String
            let second: String
            let level: String
            let bits: String
            let speaksFor: Bool
            let against: Bool
        }

        let first: Int64
        let second: Int64
        let prior: String
        let sum: String
        let probability: String
        let fields: [Field]
    }

    struct Rule {
        let id: Int64
        let entity: Int64
        let word: String
        let who: String
        let why: String
        let at: String
    }

    struct Event {
        let at: String
        let what: String
        let other: Int64?
        let listings: [Int64]
        let who: String?
        let why: String?
    }

    let id: Int64
    let name: String
    let lead: String
    let ended: Bool
    let successor: Int64?
    let said: String?
    let heads: [Head]
    let more: String?
    let rows: [Row]
    let hasRows: Bool
    let disputes: String?
    let members: [Member]
    let several: Bool
    let evidence: Evidence?
    let rules: [Rule]
    let hasRules: Bool
    let events: [Event]
    let hasEvents: Bool
    let mergeMistake: String?
    let splitMistake: String?
    let with: String
    let typed: String
    let searchHref: String

    /// Columns of the table, and listings that are named one by one.
    private static let (columns, named) = (12, 200)

    init(_ desk: EntityDesk, _ text: String, _ question: Question?, said: String? = nil, mistake: Mistake? = nil) async throws {
        let detail = try await desk.detail(text)
        let (entity, record) = (detail.entity, detail.record)
        func directory(_ listing: Listing) -> String { detail.directories[listing.directory]?.name ?? "a directory that was removed" }
        id = entity.id
        name = entity.name
        lead =
            "\(Figures.count(entity.listings)) \(entity.listings == 1 ? "listing" : "listings") in \(Figures.count(entity.directories)) \(entity.directories == 1 ? "directory" : "directories")"
        ended = entity.endedAt != nil
        successor = entity.successor
        self.said = said
        let shown = detail.listings.prefix(Self.columns)
        heads = shown.map { Head(id: $0.id, slug: detail.directories[$0.directory]?.slug, directory: directory($0)) }
        more = detail.listings.count > shown.count ? Figures.count(detail.listings.count - shown.count) : nil
        rows = record.fields.map { field in
            let taken = Set(field.values.first?.listings ?? [])
            return Row(
                label: ListingLine.label(field.kind.rawValue), text: field.text, why: field.reason.words, disputed: field.isDisputed,
                cells: shown.map { listing in
                    let values = listing.fields[field.kind]
                    return Cell(
                        head: directory(listing), values: values,
                        differs: field.isDisputed && !values.isEmpty && !taken.contains(listing.id), silent: values.isEmpty)
                })
        }
        hasRows = !rows.isEmpty
        disputes = record.disputes.isEmpty ? nil : record.disputes.map(ListingLine.label).joined(separator: ", ")
        let ties = Dictionary(detail.ties.map { ($0.listing, $0) }, uniquingKeysWith: { first, _ in first })
        members = detail.listings.prefix(Self.named).map { listing in
            let tie = ties[listing.id]
            return Member(
                id: listing.id, name: listing.name, slug: detail.directories[listing.directory]?.slug, directory: directory(listing),
                seen: TimeElement.ago(listing.lastSeen), like: tie?.other, probability: tie.map { Self.percent($0.probability) },
                bits: tie.map { Self.bits($0.bits) },
                whyHref: tie.map {
                    PageValues.link("/entities/\(entity.id)", [("listing", "\($0.listing)"), ("other", "\($0.other)")]) + "#evidence"
                }, chosen: mistake?.chosen.contains(listing.id) ?? false)
        }
        several = detail.listings.count > 1
        evidence = try await Self.evidence(question, desk)
        rules = detail.rules.map {
            Rule(
                id: $0.id, entity: entity.id, word: $0.isSame ? "are one" : "are not one", who: $0.who, why: $0.why,
                at: TimeElement.at($0.madeAt))
        }
        hasRules = !rules.isEmpty
        events = detail.events.map {
            Event(
                at: TimeElement.at($0.at), what: $0.kind.words(nil), other: $0.other, listings: Array($0.listings.prefix(10)), who: $0.who,
                why: $0.why)
        }
        hasEvents = !events.isEmpty
        mergeMistake = mistake?.merge
        splitMistake = mistake?.split
        with = mistake?.with ?? ""
        typed = mistake?.why ?? ""
        searchHref = PageValues.link("/entities", [("search", entity.name)])
    }

    private static func evidence(_ question: Question?, _ desk: EntityDesk) async throws -> Evidence? {
        guard let question, question.listing != nil || question.other != nil else { return nil }
        let (first, second, why) = try await desk.why(question.listing, question.other)
        return Evidence(
            first: first.id, second: second.id, prior: bits(why.priorBits), sum: bits(why.bits), probability: percent(why.probability),
            fields: why.fields.map {
                Evidence.Field(
                    label: ListingLine.label($0.field), first: $0.first, second: $0.second, level: $0.level, bits: bits($0.bits),
                    speaksFor: $0.bits > 0, against: $0.bits < 0)
            })
    }

    private static func bits(_ value: Double) -> String { (value < 0 ? "−" : "+") + String((abs(value) * 10).rounded() / 10) }
    private static func percent(_ share: Double) -> String { share >= 0.9995 ? "100 %" : "\((share * 1000).rounded() / 10) %" }
}

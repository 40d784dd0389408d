import API
import Hummingbird
import Model
import Rolls

/// "Is my listing still there, with the right name, address, phone?": what every directory says of one business.
struct WherePage {
    struct Difference {
        let field: String
        let wanted: String
        let listed: String?
        let words: String
    }

    struct Row {
        let slug: String
        let directory: String
        let standing: String
        let words: String
        let listing: Int64?
        let name: String?
        let doubtful: Bool
        let differences: [Difference]
        let hasDifferences: Bool
        let lastSeen: String?
        let rolled: String?

        init(_ answer: WhereReport.Answer) {
            slug = answer.directory.slug
            directory = answer.directory.name
            standing = answer.standing.rawValue
            words = answer.standing.words
            listing = answer.find?.listing.id
            name = answer.find?.listing.name
            doubtful = answer.find?.isDoubtful ?? false
            differences = (answer.find?.differences ?? []).map {
                Difference(field: $0.field, wanted: $0.wanted, listed: $0.listed.isEmpty ? nil : $0.listed, words: $0.words)
            }
            hasDifferences = !differences.isEmpty
            lastSeen = answer.find.map { TimeElement.ago($0.listing.lastSeen) }
            rolled = answer.rolledAt.map(TimeElement.ago)
        }
    }

    struct Count {
        let standing: String
        let words: String
        let count: String
        let zero: Bool
    }

    let tabs: [PageValues.Tab]
    let name: String
    let phone: String
    let address: String
    let asked: Bool
    let counts: [Count]
    let rows: [Row]
    let hasRows: Bool
    let more: String?
    let isCut: Bool

    init(_ desk: ListingDesk, _ request: Request) async throws {
        let wanted = try WantedListing(request)
        tabs = ListingLine.tabs(at: "/where", of: nil)
        (name, phone, address) = (wanted?.name ?? "", wanted?.phone ?? "", wanted?.address ?? "")
        asked = wanted != nil
        guard let wanted else {
            (counts, rows, hasRows, more, isCut) = ([], [], false, nil, false)
            return
        }
        let report = try await desk.report(on: wanted)
        counts = WhereReport.Standing.allCases.map { standing in
            let count = report.counts[standing] ?? 0
            return Count(standing: standing.rawValue, words: standing.words, count: Figures.count(count), zero: count == 0)
        }
        rows = report.answers.map(Row.init)
        hasRows = !rows.isEmpty
        let hidden = report.counts.values.reduce(0, +) - rows.count
        more = hidden > 0 ? Figures.count(hidden) : nil
        isCut = report.isCut
    }
}

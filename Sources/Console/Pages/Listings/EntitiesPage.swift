import API
import Entities
import Hummingbird
import Listings
import Model

/// Who stands behind the listings of all directories: searched, filtered and paged by the database.
struct EntitiesPage {
    struct Row: TemplateRecord {
        let entity: Entity

        var fields: [(name: String, value: TemplateValue)] {
            [
                ("id", .text("\(entity.id)")), ("name", .text(entity.name)), ("listings", .text(Figures.count(entity.listings))),
                ("directories", .text(Figures.count(entity.directories))),
                ("disputes", .list(entity.disputes.map { .text(ListingLine.label($0)) })), ("disputed", .flag(!entity.disputes.isEmpty)),
                ("when", .text(TimeElement.ago(entity.changedAt))),
            ]
        }
    }

    /// An entry of a list to choose from.
    struct Choice {
        let value: String
        let name: String
        let chosen: Bool
    }

    let tabs: [PageValues.Tab]
    let search: String
    let directory: String
    let which: [Choice]
    let agreement: [Choice]
    let disputes: [Choice]
    let filtered: Bool
    let total: String?
    let state: String?
    let unbuilt: Bool
    let rows: [Row]
    let hasRows: Bool
    let next: String?

    init(_ desk: EntityDesk, _ request: Request) async throws {
        let query = try await EntityQuery(request, desk)
        let (found, cursor, count) = try await desk.list(query)
        let (filter, state) = (query.filter, try await desk.entities.state())
        tabs = ListingLine.tabs(at: "/entities", of: nil)
        search = filter.search ?? ""
        directory = query.directory ?? ""
        which = [("false", "all"), ("true", "of several listings")].map {
            Choice(value: $0.0, name: $0.1, chosen: $0.0 == "\(filter.isSeveral)")
        }
        agreement = [("false", "agree or not"), ("true", "disagree")].map {
            Choice(value: $0.0, name: $0.1, chosen: $0.0 == "\(filter.isDisputed || filter.dispute != nil)")
        }
        disputes =
            [Choice(value: "", name: "anything", chosen: filter.dispute == nil)]
            + EntityRecord.comparable.map(\.rawValue).sorted().map {
                Choice(value: $0, name: ListingLine.label($0), chosen: $0 == filter.dispute)
            }
        filtered = filter != EntityStore.Filter()
        total = count.map { Figures.count($0) }
        self.state = state.flatMap { state in
            if state.isWalking { return "All listings are being looked at; this is not all yet." }
            let behind = state.behind ?? 0
            return behind > 0 ? "\(Figures.count(behind)) changes of listings wait to be looked at." : nil
        }
        unbuilt = state == nil
        rows = found.map(Row.init)
        hasRows = !rows.isEmpty
        next = cursor.map {
            PageValues.link(
                "/entities",
                [
                    ("search", filter.search), ("directory", query.directory), ("several", filter.isSeveral ? "true" : nil),
                    ("disputed", filter.isDisputed ? "true" : nil), ("dispute", filter.dispute), ("cursor", $0),
                ])
        }
    }
}

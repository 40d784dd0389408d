import API
import Hummingbird
import Model
import Watch

/// The list of incidents, latest first.
struct IncidentsPage {
    let tabs: [PageValues.Tab]
    let rows: [PageValues.IncidentLine]
    let hasRows: Bool
    let emptyText: String
    let next: String?

    init(_ roll: Roll, _ request: Request) async throws {
        let listing = try IncidentListing(request, state: .open)
        let (incidents, cursor) = try await roll.list(listing, members: listing.directory != nil)
        let names = try await roll.lines(of: incidents)
        let now = roll.now()
        let others: [(String, String?)] = [
            ("directory", listing.directory), ("verdict", listing.verdict?.rawValue), ("since", listing.since?.description),
        ]
        tabs = [("Open", IncidentListing.State.open), ("Closed", .closed), ("All", .all)].map { name, state in
            PageValues.Tab(
                name: name, href: PageValues.link("/incidents", [("state", state == .open ? nil : state.rawValue)] + others),
                current: state == listing.state)
        }
        rows = incidents.map { PageValues.IncidentLine($0, name: names[$0.id]?.name, now: now) }
        hasRows = !rows.isEmpty
        emptyText =
            switch listing.state {
            case .open: "No open incident. Every failure that was confirmed is over."
            case .closed: "No closed incident on record."
            case .all: "No incident on record."
            }
        next = cursor.map { PageValues.link("/incidents", [("state", listing.state.rawValue), ("cursor", $0)] + others) }
    }
}

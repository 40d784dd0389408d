package import Hummingbird
package import Model
package import Watch

/// A listing of incidents as a query asks for it: one reading for the API and for the console.
package struct IncidentListing: Sendable {
    /// Which incidents by their state.
    package enum State: String, CaseIterable, Sendable {
        case open, closed, all
    }

    package let state: State
    package let directory: String?
    package let verdict: Verdict?
    package let since: Timestamp?
    package let page: NumberedPage

    /// - Parameter state: which are shown unless asked otherwise.
    package init(_ request: Request, state standard: State = .all) throws {
        let query = try RequestQuery(request, allowed: ["state", "directory", "verdict", "since", "limit", "cursor"])
        state = try query.choice("state") ?? standard
        directory = try query.text("directory")
        verdict = try query.choice("verdict")
        since = try query.moment("since")
        page = try NumberedPage(
            query, of: ["incidents", state.rawValue, directory ?? "", verdict?.rawValue ?? "", since?.description ?? ""])
    }
}

extension Roll {
    /// A page of incidents, latest first, and the cursor of the next page.
    /// - Parameter members: whether those that a shared incident covers are listed too.
    package func list(_ listing: IncidentListing, members: Bool = true) async throws -> (incidents: [Incident], next: String?) {
        var filter = IncidentStore.Filter()
        filter.open = listing.state == .all ? nil : listing.state == .open
        if let slug = listing.directory { filter.directory = try await directory(slug).id }
        filter.verdict = listing.verdict
        filter.since = listing.since
        filter.withoutMembers = !members
        let found = try await incidents.list(filter, before: listing.page.last.map { IncidentID($0) }, limit: listing.page.limit + 1)
        return listing.page.cut(found) { $0.id.rawValue }
    }

    /// The slugs of the directories that incidents are about; those without a directory, or whose directory is gone, are left out.
    package func slugs(of incidents: [Incident]) async throws -> [IncidentID: String] {
        try await lines(of: incidents).mapValues(\.slug)
    }

    /// The same with the directories' whole lines.
    package func lines(of incidents: [Incident]) async throws -> [IncidentID: BoardStore.Line] {
        var known: [DirectoryID: BoardStore.Line] = [:]
        var found: [IncidentID: BoardStore.Line] = [:]
        for incident in incidents {
            guard case .check(let key) = incident.subject else { continue }
            if known[key.directory] == nil { known[key.directory] = try await board.line(of: key.directory) }
            found[incident.id] = known[key.directory]
        }
        return found
    }
}

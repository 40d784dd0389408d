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
    package let limit: Int
    package let before: IncidentID?

    /// - Parameter state: which are shown unless asked otherwise.
    package init(_ request: Request, state standard: State = .all) throws {
        let query = try RequestQuery(request, allowed: ["state", "directory", "verdict", "since", "limit", "cursor"])
        state = try query.choice("state") ?? standard
        directory = try query.text("directory")
        verdict = try query.choice("verdict")
        since = try query.moment("since")
        limit = try query.number("limit", in: 1...500, default: 50)
        let identity = Self.identity(state, directory, verdict, since)
        before = try query.text("cursor", atMost: 400).map { text in
            guard let number = try Cursor(text, for: identity).parts.first.flatMap({ Int64($0) }) else {
                throw Problem.invalid("cursor", "This cursor is damaged.")
            }
            return IncidentID(number)
        }
    }

    /// The cursor of the page that follows this incident.
    func cursor(after incident: Incident) -> String {
        Cursor([String(incident.id.rawValue)]).text(for: Self.identity(state, directory, verdict, since))
    }

    private static func identity(_ state: State, _ directory: String?, _ verdict: Verdict?, _ since: Timestamp?) -> String {
        ["incidents", state.rawValue, directory ?? "", verdict?.rawValue ?? "", since?.description ?? ""].joined(separator: "\u{1e}")
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
        var found = try await incidents.list(filter, before: listing.before, limit: listing.limit + 1)
        guard found.count > listing.limit else { return (found, nil) }
        found.removeLast()
        return (found, found.last.map { listing.cursor(after: $0) })
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

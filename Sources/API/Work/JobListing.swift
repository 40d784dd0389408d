package import Hummingbird
package import JobQueue

/// A listing of jobs as a query asks for it: one reading for the API and for the console.
package struct JobListing: Sendable {
    /// The parameters of a listing.
    package static let parameters = ["state", "queue", "kind", "tag", "limit", "cursor"]

    /// With `before` set where the listing goes on.
    package let filter: JobStore.Filter
    let page: NumberedPage

    /// - Parameters:
    ///   - states: those that are listed, whatever the query says; nil where it may say so.
    ///   - others: parameters that the page has besides.
    package init(_ request: Request, states fixed: [JobState]? = nil, others: [String] = []) throws {
        let query = try RequestQuery(request, allowed: Self.parameters.filter { fixed == nil || $0 != "state" } + others)
        var filter = JobStore.Filter()
        let words = fixed == nil ? try query.words("state", among: JobState.allCases.map(\.name)) : []
        filter.states = fixed ?? (words.isEmpty ? nil : words.compactMap { JobState(name: $0) })
        filter.queue = try query.text("queue")
        filter.kind = try query.text("kind")
        filter.tag = try query.text("tag", atMost: 64)
        page = try NumberedPage(
            query,
            of: ["jobs", filter.states?.map(\.name).joined(separator: ",") ?? "", filter.queue ?? "", filter.kind ?? "", filter.tag ?? ""])
        filter.before = page.last.map { JobID($0) }
        self.filter = filter
    }
}

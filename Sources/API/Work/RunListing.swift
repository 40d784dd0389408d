package import Hummingbird
package import Pipelines

/// A listing of runs as a query asks for it: one reading for the API and for the console.
package struct RunListing: Sendable {
    package let pipeline: String?
    package let states: [RunState]
    let page: NumberedPage

    package init(_ request: Request) throws {
        let query = try RequestQuery(request, allowed: ["pipeline", "state", "limit", "cursor"])
        pipeline = try query.text("pipeline")
        states = try query.words("state", among: RunState.allCases.map(\.name)).compactMap { RunState(name: $0) }
        page = try NumberedPage(query, of: ["runs", pipeline ?? "", states.map(\.name).joined(separator: ",")])
    }
}

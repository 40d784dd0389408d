package import Hummingbird
package import Pipelines

/// A listing of runs as a query asks for it: one reading for the API and for the console.
package struct RunListing: Sendable {
    package let pipeline: String?
    package let states: [RunState]
    package let limit: Int
    package let before: RunID?
    private let identity: String

    package init(_ request: Request) throws {
        let query = try RequestQuery(request, allowed: ["pipeline", "state", "limit", "cursor"])
        pipeline = try query.text("pipeline")
        states = try query.words("state", among: RunState.allCases.map(\.name)).compactMap { RunState(name: $0) }
        limit = try query.number("limit", in: 1...500, default: 50)
        identity = ["runs", pipeline ?? "", states.map(\.name).joined(separator: ",")].joined(separator: "\u{1e}")
        before = try query.text("cursor", atMost: 400).map { [identity] text in
            guard let number = try Cursor(text, for: identity).parts.first.flatMap({ Int64($0) }) else {
                throw Problem.invalid("cursor", "This cursor is damaged.")
            }
            return RunID(number)
        }
    }

    /// The cursor of the page that follows this run.
    func cursor(after run: Run) -> String { Cursor([String(run.id.rawValue)]).text(for: identity) }
}

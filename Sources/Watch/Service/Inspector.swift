import Model

struct Look: Sendable { var observation: Observation; var retryAfter: Duration?; var expiresAt: Timestamp? }
struct Inspector: Sendable {
    init(_ depends: WatchDependencies) {}
    func restore() async throws {}
    func forget(_ ids: [DirectoryID]) {}
    func look(at watched: WatchState.Watched, ticket: Ticket) async -> Look? { nil }
}
package struct BaselineStore: Sendable {}

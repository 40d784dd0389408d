package import Logging
import Model
package import Resilience
import ServiceLifecycle

/// Brings what ``Visitors`` counts into the database every few seconds, and at shutdown; makes each day's key, and throws it away when the
/// day is over. It is to outlive the surfaces.
package struct VisitorService: Service {
    /// After the end of a day, by then every node has stored what it saw of it.
    package static let settling = Duration.seconds(600)
    private static let pace = Duration.seconds(15)
    /// So long before a day its key is made, so that a database that fails at midnight loses no visitor.
    private static let ahead = Duration.seconds(3600)

    private let visitors: Visitors
    private let store: VisitorStore
    private let clock: any WallClock
    private let logger: Logger

    package init(_ visitors: Visitors, store: VisitorStore, clock: any WallClock, logger: Logger) {
        self.visitors = visitors
        self.store = store
        self.clock = clock
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var trouble: String?
            while !Task.isCancelled {
                do {
                    try await keep()
                    if trouble != nil { logger.notice("visitors are stored again") }
                    trouble = nil
                } catch {
                    let text = String(describing: error)
                    if trouble != text { logger.error("visitors cannot be stored; trying again", metadata: ["error": "\(text)"]) }
                    trouble = text
                }
                try? await Pulse.sleep(for: Self.pace)
            }
        }
        do { try await storeChanges() } catch {
            logger.error("the last visitors could not be stored", metadata: ["error": "\(error)"])
        }
    }

    /// Opens the days whose visits come next, stores what was counted, and closes those that are over.
    package func keep() async throws {
        let now = clock.now()
        let today = Visitors.midnight(of: now)
        let isNewDay = !visitors.knows(today)
        for day in Set([today, Visitors.midnight(of: now + Self.ahead)]) where !visitors.knows(day) {
            visitors.open(day, key: try await store.key(of: day), stored: try await store.stored(of: day))
        }
        try await storeChanges()
        if isNewDay || visitors.knows(today - .seconds(86_400)) { try await store.forgetKeys(before: today) }
        visitors.close(before: today)
    }

    private func storeChanges() async throws {
        for (midnight, changes) in visitors.takeChanges() {
            do { try await store.raise(changes, of: midnight) } catch {
                visitors.putBack(changes, of: midnight)
                throw error
            }
        }
    }
}

import Database
package import Logging
import Resilience
import ServiceLifecycle

/// Something that keeps the queue going and is done every so often on every node; what it writes repeats what it was decided by, so that
/// several nodes doing it at once do no harm. One file each.
package protocol Chore: Sendable {
    /// For the log.
    var name: String { get }
    /// Between two times; ``perform()`` may ask for an earlier one.
    var interval: Duration { get }
    /// Whether there is nothing to do for it until something is committed or the time comes that ``perform()`` returned.
    var rests: Bool { get }
    /// Does it.
    /// - Returns: the wait until the next time where nothing is committed before; nil when there is none.
    mutating func perform() async throws -> Duration?
}

/// Does one chore until shutdown. Trouble with the database is told once, and the chore tried again.
package struct ChoreService: Service {
    private let chore: any Chore
    private let database: any SQLDatabase
    private let logger: Logger

    package init(_ chore: any Chore, of store: JobStore, logger: Logger) {
        self.chore = chore
        database = store.database
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var chore = self.chore
            var trouble: String?
            var lookout = Lookout()
            while !Task.isCancelled {
                var wait = chore.interval
                if !chore.rests || lookout.isWorthwhile(database) {
                    do {
                        if let next = try await chore.perform() {
                            wait = min(wait, max(next, .milliseconds(1)))
                            // Where it is a pause like the others, it need not be longer than they are.
                            lookout.look(after: next < chore.interval ? next : next * 0.9)
                        }
                        if trouble != nil { logger.notice("job chore works again", metadata: ["chore": "\(chore.name)"]) }
                        trouble = nil
                    } catch {
                        lookout.forget()
                        let text = String(describing: error)
                        if trouble != text {
                            logger.error("job chore failed; trying again", metadata: ["chore": "\(chore.name)", "error": "\(text)"])
                        }
                        trouble = text
                    }
                } else if let next = lookout.due {
                    wait = min(wait, max(next, .milliseconds(1)))
                }
                if wait < chore.interval { try? await Task.sleep(for: wait) } else { try? await Pulse.sleep(for: wait) }
            }
        }
    }
}

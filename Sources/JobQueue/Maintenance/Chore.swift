package import Logging
import ServiceLifecycle

/// Something that keeps the queue going and is done every so often on every node; what it writes repeats what it was decided by, so that
/// several nodes doing it at once do no harm. One file each.
package protocol Chore: Sendable {
    /// For the log.
    var name: String { get }
    /// Between two times; ``perform()`` may ask for an earlier one.
    var interval: Duration { get }
    /// Does it.
    /// - Returns: the wait until the next time where that is shorter than ``interval``.
    mutating func perform() async throws -> Duration?
}

/// Does one chore until shutdown. Trouble with the database is told once, and the chore tried again.
package struct ChoreService: Service {
    private let chore: any Chore
    private let logger: Logger

    package init(_ chore: any Chore, logger: Logger) {
        self.chore = chore
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var chore = self.chore
            var trouble: String?
            while !Task.isCancelled {
                var wait = chore.interval
                do {
                    if let sooner = try await chore.perform() { wait = min(wait, max(sooner, .milliseconds(1))) }
                    if trouble != nil { logger.notice("job chore works again", metadata: ["chore": "\(chore.name)"]) }
                    trouble = nil
                } catch {
                    let text = String(describing: error)
                    if trouble != text {
                        logger.error("job chore failed; trying again", metadata: ["chore": "\(chore.name)", "error": "\(text)"])
                    }
                    trouble = text
                }
                // Nodes that started together do not stay in step.
                try? await Task.sleep(for: wait < chore.interval ? wait : wait * Double.random(in: 0.9...1))
            }
        }
    }
}

import Database
import Logging
import Resilience
import ServiceLifecycle

/// Says in the log when a server's database stops answering, and when it answers again: a server that hangs would be noticed only when the
/// first statement has taken too long.
struct DatabaseLookout: Service {
    let pulse: DatabasePulse
    let logger: Logger

    private static let pause = Duration.seconds(5)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isTroubled = false
            while !Task.isCancelled {
                let trouble = await pulse.trouble()
                if let trouble, !isTroubled {
                    logger.error(
                        "the database does not answer; what is to be stored is kept and tried again", metadata: ["error": "\(trouble)"])
                } else if trouble == nil, isTroubled {
                    logger.notice("the database answers again")
                }
                isTroubled = trouble != nil
                try? await Pulse.sleep(for: Self.pause)
            }
        }
    }
}

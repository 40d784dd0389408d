import Logging
import Model
import Resilience
import Synchronization
import Telemetry

/// Writes incidents in the order in which they were decided, and tells the feed only once they are stored.
///
/// A write that fails is repeated until it succeeds: an incident is never dropped because a disk was full for a while.
final class IncidentLedger: Sendable {
    private let store: IncidentStore
    private let outbox: (any IncidentOutbox)?
    private let feed: LiveFeed
    private let telemetry: Telemetry
    private let clock: any WallClock
    private let entries: AsyncStream<Entry>
    private let input: AsyncStream<Entry>.Continuation
    private let failure = Mutex<String?>(nil)
    private let isEnding = Mutex(false)

    private struct Entry: Sendable {
        var incident: Incident
        /// What is told of it; nil where it only changed.
        var event: IncidentOutboxEvent?
    }

    init(store: IncidentStore, outbox: (any IncidentOutbox)? = nil, feed: LiveFeed, telemetry: Telemetry, clock: any WallClock) {
        self.store = store
        self.outbox = outbox
        self.feed = feed
        self.telemetry = telemetry
        self.clock = clock
        (entries, input) = AsyncStream.makeStream(of: Entry.self)
    }

    /// Why writing does not succeed at the moment; nil when it does.
    var trouble: String? { failure.withLock { $0 } }

    /// Takes what is to be written. Returns at once.
    func enter(_ actions: [IncidentAction], controls: () -> Void) {
        for action in actions {
            switch action {
            case .opened(let incident): input.yield(Entry(incident: incident, event: .opened))
            case .updated(let incident): input.yield(Entry(incident: incident, event: nil))
            case .closed(let incident): input.yield(Entry(incident: incident, event: .closed))
            case .checkControls: controls()
            case .recheck, .shows: break
            }
        }
    }

    /// No more entries come; ``run()`` ends when those taken are written, or cannot be.
    func finish() {
        isEnding.withLock { $0 = true }
        input.finish()
    }

    func run() async {
        for await entry in entries { await write(entry) }
    }

    private var mustEnd: Bool { Task.isCancelled || isEnding.withLock { $0 } }

    private func write(_ entry: Entry) async {
        var wait = Duration.milliseconds(200)
        while true {
            do {
                try await store.save(entry.incident, telling: entry.event, through: outbox)
                failure.withLock { $0 = nil }
                break
            } catch {
                let first = failure.withLock { failure in
                    defer { failure = "incidents cannot be stored: \(error)" }
                    return failure == nil
                }
                if first { telemetry.logger.error("incidents cannot be stored, trying again", metadata: ["error": "\(error)"]) }
                // Stopping must not hang on a full disk: one more try after the stop, then the log line above is all there is.
                if mustEnd { return }
                let next = ContinuousClock.now + wait
                while ContinuousClock.now < next, !mustEnd { try? await Task.sleep(for: .milliseconds(100)) }
                wait = min(wait * 2, .seconds(10))
            }
        }
        let incident = entry.incident
        if let event = entry.event {
            telemetry.metrics.add(MetricCatalogue.incidents, event.rawValue)
            telemetry.logger.info(
                "incident \(event.rawValue)",
                metadata: ["incident": "\(incident.id)", "verdict": "\(incident.verdict.rawValue)", "sentence": "\(incident.sentence)"])
        }
        feed.publish(
            .incident(
                incident.id, sentence: incident.sentence, verdict: incident.verdict, open: incident.endedAt == nil, at: clock.now()))
    }
}

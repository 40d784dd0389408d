package import Database
package import Directories
import Model
package import Resilience

/// What happened in the program and may start pipelines, stored in the transaction in which it happens: neither is there without the other.
/// ``TriggerService`` takes it from there, once, however long it was away.
package struct EventOutbox: Sendable {
    private let clock: any WallClock
    private let wake: @Sendable () -> Void

    /// - Parameter wake: called with each event, before it is committed: a hint for the service of this process.
    package init(clock: any WallClock, wake: @escaping @Sendable () -> Void = {}) {
        self.clock = clock
        self.wake = wake
    }

    /// Writes an event. The record is what the source `event` gives to the runs that it starts; `event` and its name are put in front.
    package func enter(_ event: ProgramEvent, _ record: [FieldValue.Member], in connection: any SQLConnection) throws {
        let whole = FieldValue.map([FieldValue.Member("event", .text(event.rawValue))] + record)
        try connection.execute(
            "INSERT INTO pipeline_events (event, record, at) VALUES ($1, $2, $3)",
            [.text(event.rawValue), .text(whole.json), .time(clock.now())])
        wake()
    }
}

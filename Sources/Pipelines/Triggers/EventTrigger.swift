import Settings

/// `event: roll_finished`: something that happened in the program.
package struct EventTrigger: Trigger {
    package static let kind = "event"
    package static let keys = ["event"]
    package let event: ProgramEvent

    package static func read(_ group: DocumentGroup, _ reader: inout DocumentReader) -> EventTrigger? {
        group.value("event", .choice(of: ProgramEvent.self), &reader).map { EventTrigger(event: $0) }
    }

    package var summary: String { "event \(event.rawValue)" }
}

/// What of the program's life pipelines can be started by.
package enum ProgramEvent: String, Sendable, CaseIterable {
    case incidentOpened = "incident_opened"
    case incidentClosed = "incident_closed"
    case rollFinished = "roll_finished"
}

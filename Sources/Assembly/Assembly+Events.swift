import Alerts
import Database
import Directories
import Model
import Pipelines
import Rolls
import Watch

/// What is told of an incident: to people by the outbox of notices, and to pipelines that wait for it.
struct IncidentListeners: IncidentOutbox {
    let notices: NoticeOutbox
    let events: EventOutbox

    func enter(_ incident: Incident, _ event: IncidentOutboxEvent, _ connection: any SQLConnection) throws {
        try notices.enter(incident, event, connection)
        var record = [
            FieldValue.Member("incident", .number(String(incident.id.rawValue))),
            FieldValue.Member("verdict", .text(incident.verdict.rawValue)),
            FieldValue.Member("sentence", .text(incident.sentence)), FieldValue.Member("started_at", .text(incident.startedAt.description)),
            FieldValue.Member("directories", .number(String(incident.directories))),
        ]
        if let end = incident.endedAt { record.append(FieldValue.Member("ended_at", .text(end.description))) }
        if case .check(let key) = incident.subject {
            record.append(FieldValue.Member("check", .text(key.check.rawValue)))
            if let slug = try DirectoryStore.slug(of: key.directory, in: connection) {
                record.append(FieldValue.Member("directory", .text(slug)))
            }
        }
        try events.enter(event == .opened ? .incidentOpened : .incidentClosed, record, in: connection)
    }
}

/// What is told of a roll that has ended: to pipelines that wait for it.
struct RollListeners: RollOutbox {
    let events: EventOutbox

    func enter(_ roll: RollReport, _ connection: any SQLConnection) throws {
        func number(_ name: String, _ value: Int) -> FieldValue.Member { FieldValue.Member(name, .number(String(value))) }
        var record = [
            FieldValue.Member("roll", .number(String(roll.id))), FieldValue.Member("state", .text(roll.state.name)),
            number("found", roll.found), number("appeared", roll.appeared), number("changed", roll.changed), number("left", roll.left),
            number("moved", roll.moved), number("pages", roll.pages),
        ]
        if let slug = try DirectoryStore.slug(of: roll.directory, in: connection) {
            record.append(FieldValue.Member("directory", .text(slug)))
        }
        if let reason = roll.reason { record.append(FieldValue.Member("reason", .text(reason))) }
        try events.enter(.rollFinished, record, in: connection)
    }
}

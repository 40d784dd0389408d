package import Database
package import Model

/// What of an incident's life is told to people.
package enum IncidentOutboxEvent: String, Sendable, Hashable {
    case opened, closed
}

/// Takes what is to be told of an incident in the transaction that stores the incident: neither is there without the other.
package protocol IncidentOutbox: Sendable {
    /// Writes the entries. Throwing rolls the incident back with them.
    func enter(_ incident: Incident, _ event: IncidentOutboxEvent, _ connection: any SQLConnection) throws
}

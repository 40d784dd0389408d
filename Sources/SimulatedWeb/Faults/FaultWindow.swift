package import Model

/// One directory in one fault for one stretch of time, as planned.
package struct FaultWindow: Hashable, Sendable {
    package var directory: Int
    package var fault: Fault
    /// Since the farm's start.
    package var from: Duration
    /// Nil for a fault without an end.
    package var to: Duration?
    /// What it shares with others, where it is one of many.
    package var cause: SharedCause?
    /// Which of the wordings is used.
    package var variant: Int
}

/// One directory in one fault for one stretch of time, as it was played, on the wall clock.
package struct FaultRecord: Hashable, Sendable {
    package var directory: Int
    package var slug: String
    package var fault: Fault
    package var from: Timestamp
    /// Nil while it lasts.
    package var to: Timestamp?
    package var cause: SharedCause?

    /// What a perfect observer says of it.
    package func truth(for check: CheckKind) -> Truth { fault.truth(for: check) }
}

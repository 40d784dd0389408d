/// Something that holds an old snapshot of a PostgreSQL database, so that what was deleted since cannot be cleared away by VACUUM.
package struct HorizonPin: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A transaction of a connection, a standby's feedback included.
        case session
        /// A transaction that was prepared for a two-phase commit and never ended.
        case prepared
        /// A replication slot.
        case slot
    }

    package var kind: Kind
    /// The application's name and process for a session, else the name given to it.
    package var name: String
    /// How many transactions were begun since.
    package var transactions: Int
    /// For how long it has been there, where the server knows.
    package var age: Duration?

    package init(_ kind: Kind, _ name: String, transactions: Int, age: Duration?) {
        self.kind = kind
        self.name = name
        self.transactions = transactions
        self.age = age
    }

    /// Kind and name, for people.
    package var holder: String { "\(kind.rawValue) \(name)" }

    /// What to do about it.
    package var remedy: String {
        switch kind {
        case .session: "End that transaction, or set idle_in_transaction_session_timeout for its user."
        case .prepared: "End it with COMMIT PREPARED or ROLLBACK PREPARED."
        case .slot: "Bring its reader back, or drop it with pg_drop_replication_slot."
        }
    }
}

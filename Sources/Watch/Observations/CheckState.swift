import Database
package import Model

/// What is known of one check now: its latest observation in short, and since when it says so.
package struct CheckState: Hashable, Sendable {
    package var key: CheckKey
    package var verdict: Verdict
    package var reason: Reason
    package var sentence: String
    /// When the verdict became what it is.
    package var since: Timestamp
    /// When the latest probe started.
    package var at: Timestamp
    /// What the latest probe took in all, in microseconds.
    package var latency: Int64
    package var status: Int?
    /// The IP address spoken to last.
    package var address: String?
    /// The rest of what it shares with others, as far as an observation has shown it (see ``Fate``).
    package var nameServer: String?
    package var network: String?
    package var issuer: String?
    /// When the certificate seen last ends.
    package var certificateEnd: Timestamp?
    /// When the latest failure was seen; nil if there was none.
    package var failureAt: Timestamp?

    /// The note that holds the sentence and the evidence of the present state, when it was stored, and that of the latest failure.
    var note: Int64?
    var noteAt: Timestamp
    var failureNote: Int64?
    /// The row of the latest observation.
    var head: Int64
}

extension CheckState {
    static let columns = """
        directory, kind, verdict, reason, sentence, since, at, total, status, address, valid_until, note, note_at, failure_note, failure_at, head,
        name_server, network, issuer
        """

    /// All that it shares with others.
    package var fate: Fate { Fate(address: address, nameServer: nameServer, network: network, issuer: issuer) }

    /// Takes what an observation has shown; what it has not shown stays as it was.
    mutating func learn(_ fate: Fate) {
        address = fate.address ?? address
        nameServer = fate.nameServer ?? nameServer
        network = fate.network ?? network
        issuer = fate.issuer ?? issuer
    }

    /// Nil for a row that a newer version wrote with a kind or a verdict unknown here.
    init?(_ row: any SQLRow) {
        guard let kind = CheckKind(code: row.int(1)), let verdict = Verdict(code: row.int(2)) else { return nil }
        self.init(
            key: CheckKey(DirectoryID(row.integer(0)), kind), verdict: verdict, reason: Reason(rawValue: row.text(3)) ?? .ok,
            sentence: row.text(4), since: Timestamp(milliseconds: row.integer(5)), at: Timestamp(milliseconds: row.integer(6)),
            latency: row.integer(7), status: row.optionalInt(8), address: row.optionalText(9),
            nameServer: row.optionalText(16), network: row.optionalText(17), issuer: row.optionalText(18),
            certificateEnd: row.optionalInteger(10).map(Timestamp.init(milliseconds:)),
            failureAt: row.optionalInteger(14).map(Timestamp.init(milliseconds:)), note: row.optionalInteger(11),
            noteAt: Timestamp(milliseconds: row.integer(12)), failureNote: row.optionalInteger(13), head: row.integer(15))
    }

    func put(_ connection: any SQLConnection) throws {
        try connection.execute(
            Self.upsert,
            [
                .integer(key.directory.rawValue), .int(key.check.code), .int(verdict.code), .text(reason.rawValue), .text(sentence),
                .time(since), .time(at), .integer(latency), .optional(status), .optional(address), .optional(certificateEnd),
                .optional(note), .time(noteAt), .optional(failureNote), .optional(failureAt), .integer(head),
                .optional(nameServer), .optional(network), .optional(issuer),
            ])
    }

    private static let upsert = """
        INSERT INTO check_states (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19)
        ON CONFLICT (directory, kind) DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason, sentence = excluded.sentence,
            since = excluded.since, at = excluded.at, total = excluded.total, status = excluded.status, address = excluded.address,
            valid_until = excluded.valid_until, note = excluded.note, note_at = excluded.note_at, failure_note = excluded.failure_note,
            failure_at = excluded.failure_at, head = excluded.head, name_server = excluded.name_server, network = excluded.network,
            issuer = excluded.issuer
        """
}

extension Verdict {
    /// How far up a worst-first list this belongs; 0 is left for a directory that was never looked at.
    package var severity: Int {
        switch self {
        case .up: 1
        case .unknown: 2
        case .degraded: 3
        case .blocked: 4
        case .parked: 5
        case .changed: 6
        case .down: 7
        }
    }

    package init?(severity: Int) {
        guard let match = Self.allCases.first(where: { $0.severity == severity }) else { return nil }
        self = match
    }
}

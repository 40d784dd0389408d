package import HTML
package import Model
package import Web

/// A kind of look at a directory, made ready for one directory: what to ask, and what the answer means. A value without state; all that a judgement
/// depends on is handed in, so that it can be repeated and tested without a network.
package protocol Check: Sendable {
    static var kind: CheckKind { get }
    /// What can be asked of this kind's results; conditions that need more are refused.
    static var reach: Needs { get }

    init(_ plan: CheckPlan)
    var plan: CheckPlan { get }

    /// What is asked.
    func request() -> ProbeRequest
    /// What an answer means. Called for whatever a probe brought, also failures.
    func judge(_ result: ProbeResult, _ context: CheckContext) -> Judgement
}

/// What a check is made of: whom it looks at, how strictly, and what must hold.
package struct CheckPlan: Sendable {
    package let directory: DirectoryID
    /// What the register calls the directory; empty where it has no name of its own.
    package let name: String
    package let url: WebURL
    package let settings: CheckSettings
    package let conditions: [Condition]
    package let rules: CheckRules

    /// Tells the directory that a baseline was learned for from what it was edited to since: another name or address is learned anew.
    var subject: UInt32 { PageHash.feature(url.href.utf8, salt: 7) ^ PageHash.feature(name.utf8, salt: 8) }

    /// The work that the conditions ask for.
    var needs: Needs { conditions.reduce(into: Needs()) { $0.formUnion($1.needs) } }

    /// The times that a probe may take; the settings' own limit bounds each phase as well.
    var timeouts: ProbeTimeouts {
        guard let own = settings.timeoutMilliseconds else { return rules.timeouts }
        let total = Duration.milliseconds(max(1, own))
        let given = rules.timeouts
        return ProbeTimeouts(
            dns: min(given.dns, total), connect: min(given.connect, total), tls: min(given.tls, total),
            firstByte: max(given.firstByte, total),
            transfer: max(given.transfer, total), total: total)
    }
}

/// What is known at the moment of judging.
package struct CheckContext: Sendable {
    package var now: Timestamp
    /// 0 for a scheduled probe, 1... for rechecks.
    package var attempt: Int
    /// What the directory's page looked like when it was well; nil when never seen.
    package var baseline: PageBaseline?

    package init(now: Timestamp, attempt: Int = 0, baseline: PageBaseline? = nil) {
        self.now = now
        self.attempt = attempt
        self.baseline = baseline
    }
}

/// What a check says of one result.
package struct Judgement: Sendable {
    package var observation: Observation
    /// The baseline to keep from now on, where it changed; nil leaves the old one.
    package var baseline: PageBaseline?
    /// How long the host wants to be left alone.
    package var retryAfter: Duration?
    /// When the certificate that was seen ends.
    package var expiresAt: Timestamp?
}

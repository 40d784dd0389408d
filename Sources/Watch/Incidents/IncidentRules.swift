package import Model

/// When failures become incidents and incidents end.
package struct IncidentRules: Hashable, Sendable {
    /// Waits before each recheck of a first failure; their number is the number of confirmations.
    package var recheckDelays: [Duration]
    /// Good observations in a row that end an incident.
    package var recoveryConfirmations: Int
    /// Weighted share of state changes over the last 20 at which a check counts as flapping, and below which no longer (as Nagios does).
    package var flapHigh: Double
    package var flapLow: Double
    /// A run of good observations this long ends flapping, whatever the share says.
    package var flapCalm: Duration
    /// Fewest directories, and least share of all that depend on a cause, that make a shared incident.
    package var sharedDirectories: Int
    package var sharedShare: Double
    /// Failures that began further apart than this have no cause in common.
    package var sharedWindow: Duration
    package var blindness: BlindnessRules

    package init(
        recheckDelays: [Duration] = [.seconds(5), .seconds(10)], recoveryConfirmations: Int = 2, flapHigh: Double = 0.3,
        flapLow: Double = 0.2, flapCalm: Duration = .seconds(900), sharedDirectories: Int = 3, sharedShare: Double = 0.6,
        sharedWindow: Duration = .seconds(900), blindness: BlindnessRules = BlindnessRules()
    ) {
        self.recheckDelays = recheckDelays
        self.recoveryConfirmations = recoveryConfirmations
        self.flapHigh = flapHigh
        self.flapLow = flapLow
        self.flapCalm = flapCalm
        self.sharedDirectories = sharedDirectories
        self.sharedShare = sharedShare
        self.sharedWindow = sharedWindow
        self.blindness = blindness
    }

    /// How long a failure must have lasted before it opens an incident: the sum of the rechecks' delays.
    package var confirmationSpan: Duration { recheckDelays.reduce(.zero, +) }
}

/// What the tracker wants done. Incidents are to be stored in the order of the actions.
package enum IncidentAction: Hashable, Sendable {
    /// Look once more after a wait, on a fresh path, if possible not at the address given.
    case recheck(CheckKey, after: Duration, avoid: String?, attempt: Int)
    case opened(Incident)
    case updated(Incident)
    case closed(Incident)
    /// The verdict to show for a check has changed: a failure shows only once confirmed.
    case shows(CheckKey, Verdict)
    /// So much fails at once that it may be us: ask the control targets now. Nothing opens until they have answered.
    case checkControls
}

/// What the tracker keeps of one check: 64 bytes.
struct TrackedCheck: Sendable {
    /// When the last observation that counted was made; older ones are late and ignored.
    var lastAt: Int64 = .min
    var firstBad: Int64 = 0
    var firstGood: Int64 = 0
    /// The open incident's number, 0 for none.
    var incident: Int64 = 0
    /// The last 21 states, newest in bit 0; 1 is bad.
    var history: UInt32 = 0
    var historyCount: UInt8 = 0
    var bad: UInt8 = 0
    var good: UInt8 = 0
    /// How often in a row an open incident has shown another verdict than its own.
    var other: UInt8 = 0
    var otherVerdict: Verdict?
    var otherTrouble = Trouble.none
    var shown: Verdict?
    var flapping = false

    mutating func record(bad: Bool) {
        history = (history << 1 | (bad ? 1 : 0)) & 0x1f_ffff
        historyCount = min(21, historyCount + 1)
    }

    /// Share of state changes among 20, the newest weighing 1.2 and the oldest 0.8 (Nagios Core, "Detection and Handling of State Flapping").
    var changes: Double {
        let changed = (history ^ (history >> 1)) & ((1 << UInt32(max(1, historyCount) - 1)) - 1)
        guard changed != 0 else { return 0 }
        var sum = 0.0
        for bit in 0..<20 where changed >> UInt32(bit) & 1 == 1 { sum += 1.2 - 0.4 * Double(bit) / 19 }
        return sum / 20
    }
}

package import Model

/// The steps by which a mapping comes into use, and what must hold before the next. A value; ``Rollout`` decides by it.
package struct RolloutPolicy: Codable, Sendable, Hashable {
    package struct Phase: Codable, Sendable, Hashable {
        package var name: String
        /// The share of units (directories of a group, accounts …) that use the new version, in percent.
        package var percent: Int

        package init(_ name: String, percent: Int) { (self.name, self.percent) = (name, percent) }
    }

    package var phases: [Phase]
    /// Trials in a phase before it may be left.
    package var leastTrials: Int
    /// The least share of trials that must succeed, in percent.
    package var successPercent: Int
    /// Failures in a phase at which the version is taken back at once: the error budget.
    package var failureBudget: Int
    /// How long a phase lasts at least, in seconds.
    package var soakSeconds: Int
    /// Drift of this severity takes the version back.
    package var rollbackDrift: FormDrift.Severity

    package init(
        phases: [Phase] = [
            Phase("canary", percent: 1), Phase("10 %", percent: 10), Phase("50 %", percent: 50), Phase("all", percent: 100),
        ],
        leastTrials: Int = 3, successPercent: Int = 95, failureBudget: Int = 2, soakSeconds: Int = 3_600,
        rollbackDrift: FormDrift.Severity = .breaking
    ) {
        (self.phases, self.leastTrials, self.successPercent) = (phases, leastTrials, successPercent)
        (self.failureBudget, self.soakSeconds, self.rollbackDrift) = (failureBudget, soakSeconds, rollbackDrift)
    }
}

/// One mapping on its way into use, beside the last that was good. Events and times go in, records of what was done come out; nothing reads a clock.
package struct Rollout: Codable, Sendable, Hashable {
    package enum State: String, Codable, Sendable, Hashable {
        case running, held, done
        case rolledBack = "rolled_back"

        /// For people.
        package var words: String { self == .rolledBack ? "rolled back" : rawValue }
    }

    /// What was done, when, by whom and why.
    package struct Record: Codable, Sendable, Hashable {
        package var at: Timestamp
        /// `rollcall` for what it did by itself.
        package var who: String
        package var action: String
        package var why: String
    }

    /// What happens to a rollout.
    package enum Event: Sendable, Hashable {
        case trial(succeeded: Bool, why: String)
        case drift(FormDrift.Severity, words: String)
        case hold(who: String, why: String)
        case resume(who: String, why: String)
        case promote(who: String, why: String)
        case rollback(who: String, why: String)
        /// Time has passed.
        case tick
    }

    package let policy: RolloutPolicy
    /// The version on its way.
    package let version: Int
    /// The version that is used where the new one is not; nil where there was none before.
    package let lastGood: Int?
    package private(set) var state = State.running
    /// Index in `policy.phases`.
    package private(set) var phase = 0
    package private(set) var enteredAt: Timestamp
    /// Trials of this phase.
    package private(set) var successes = 0
    package private(set) var failures = 0
    package private(set) var records: [Record] = []

    /// Begins with the first phase.
    package init(version: Int, lastGood: Int?, policy: RolloutPolicy = RolloutPolicy(), who: String, why: String, at now: Timestamp) {
        (self.version, self.lastGood, self.policy, enteredAt) = (version, lastGood, policy, now)
        note("begin \(policy.phases.first?.name ?? "all")", who: who, why, now)
        if policy.phases.isEmpty { finish(who: "rollcall", "there are no phases", now) }
    }

    /// The version that a unit uses: the same for the same unit, and once it uses the new one it stays with it through later phases.
    package func version(for unit: String) -> Int? {
        switch state {
        case .done: return version
        case .rolledBack: return lastGood
        case .running, .held:
            let percent = policy.phases.indices.contains(phase) ? policy.phases[phase].percent : 100
            return Self.place(of: unit) < percent * 100 ? version : lastGood
        }
    }

    /// A unit's place in the order in which units come in, 0 to 9,999 (FNV-1a, finished as MurmurHash3 does).
    package static func place(of unit: String) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in unit.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash ^= hash >> 33
        return Int(hash % 10_000)
    }

    /// What stands between this phase and the next, in words; empty when it may be left.
    package func gates(at now: Timestamp) -> [String] {
        var closed: [String] = []
        let trials = successes + failures
        if trials < policy.leastTrials {
            closed.append("\(trials) of \(policy.leastTrials) \(policy.leastTrials == 1 ? "trial" : "trials")")
        }
        if trials > 0, successes * 100 < policy.successPercent * trials {
            closed.append("\(successes * 100 / trials) % of trials succeeded, and \(policy.successPercent) % must")
        }
        let soaked = (now.milliseconds - enteredAt.milliseconds) / 1_000
        if soaked < policy.soakSeconds {
            closed.append("\(soaked) of \(policy.soakSeconds) \(policy.soakSeconds == 1 ? "second" : "seconds") of soak")
        }
        return closed
    }

    /// Takes what happened; what follows from it is in ``records``. A rollout that has ended takes nothing more, but that a person takes back what is in
    /// use.
    package mutating func take(_ event: Event, at now: Timestamp) {
        if state == .done, case .rollback(let who, let why) = event { return rollBack(who: who, why, now) }
        guard state == .running || state == .held else { return }
        switch event {
        case .trial(let succeeded, let why):
            if succeeded { successes += 1 } else { failures += 1 }
            if failures >= policy.failureBudget {
                return rollBack(who: "rollcall", "the error budget of \(policy.failureBudget) is spent: \(why)", now)
            }
        case .drift(let severity, let words):
            if severity >= policy.rollbackDrift { return rollBack(who: "rollcall", "the form has changed: \(words)", now) }
            note("drift", who: "rollcall", words, now)
        case .hold(let who, let why):
            guard state == .running else { return }
            state = .held
            note("hold", who: who, why, now)
            return
        case .resume(let who, let why):
            guard state == .held else { return }
            state = .running
            note("resume", who: who, why, now)
        case .promote(let who, let why): return enterNext(who: who, why, now)
        case .rollback(let who, let why): return rollBack(who: who, why, now)
        case .tick: break
        }
        // What is held waits for a person; bad news takes it back all the same.
        if state == .running, gates(at: now).isEmpty {
            enterNext(who: "rollcall", "\(successes) \(successes == 1 ? "trial" : "trials") succeeded, all gates are open", now)
        }
    }

    private mutating func enterNext(who: String, _ why: String, _ now: Timestamp) {
        guard phase + 1 < policy.phases.count else { return finish(who: who, why, now) }
        phase += 1
        (successes, failures, enteredAt, state) = (0, 0, now, .running)
        note("promote to \(policy.phases[phase].name)", who: who, why, now)
    }

    private mutating func finish(who: String, _ why: String, _ now: Timestamp) {
        state = .done
        note("done", who: who, why, now)
    }

    private mutating func rollBack(who: String, _ why: String, _ now: Timestamp) {
        state = .rolledBack
        note("roll back to \(lastGood.map { "version \($0)" } ?? "nothing")", who: who, why, now)
    }

    private mutating func note(_ action: String, who: String, _ why: String, _ now: Timestamp) {
        records.append(Record(at: now, who: who, action: action, why: why))
        if records.count > 200 { records.removeFirst(records.count - 200) }
    }
}

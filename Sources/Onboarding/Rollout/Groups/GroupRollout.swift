package import Model

/// A change on its way to many directories. Events and times go in, what is to be done comes out; nothing reads a clock.
package struct GroupRollout: Codable, Sendable, Hashable {
    /// What happens to it.
    package enum Event: Sendable, Hashable {
        /// A directory came through its trial with the change, or did not.
        case trial(directory: String, succeeded: Bool, why: String)
        /// A directory cannot take the change any more, for a reason of its own.
        case skipped(directory: String, why: String)
        /// The form of a directory that has the change was looked at again.
        case look(directory: String, FormDrift.Severity?, words: String)
        /// It could not be looked at.
        case missed(directory: String, why: String)
        case hold(who: String, why: String)
        case resume(who: String, why: String)
        case promote(who: String, why: String)
        case rollback(who: String, why: String)
        /// Time has passed.
        case tick
    }

    /// What follows.
    package enum Action: Sendable, Hashable {
        /// The directories in front, that many of all, are to have the change.
        case reach(Int)
        /// Whoever has the change goes back to what was last good.
        case takeBack(why: String)
        /// All have it for good.
        case finish
        /// For the record.
        case note(action: String, who: String, why: String)
    }

    package let policy: GroupPolicy
    /// Directories that it is for.
    package let total: Int
    package private(set) var state = Rollout.State.running
    /// Index in `policy.phases`.
    package private(set) var phase = 0
    package private(set) var enteredAt: Timestamp
    /// Directories that have the change, or are about to.
    package private(set) var reached = 0
    /// Of them, those of which it is not known whether they came through.
    package private(set) var outstanding = 0
    /// Those that did, in all phases.
    package private(set) var bearers = 0
    /// Trials and looks of this phase.
    package private(set) var successes = 0
    package private(set) var failures = 0
    package private(set) var drifts = 0
    /// Looks since the soak of this phase ended.
    package private(set) var lookedAgain = 0

    static let itself = "rollcall"

    /// Waits for its first event: ``begin(who:why:at:)``.
    package init(_ policy: GroupPolicy, total: Int, at now: Timestamp) { (self.policy, self.total, enteredAt) = (policy, total, now) }

    /// Begins with the first phase.
    package mutating func begin(who: String, why: String, at now: Timestamp) -> [Action] {
        [.note(action: "begin", who: who, why: why)] + enter(0, now)
    }

    /// How many directories have the change once a phase is reached: never none, and all at 100 %.
    package func boundary(of phase: Int) -> Int {
        guard policy.phases.indices.contains(phase) else { return total }
        return min(total, (total * policy.phases[phase].percent + 99) / 100)
    }

    /// The phase in which a directory's turn comes, by its rank.
    package func phase(ofRank rank: Int) -> Int {
        policy.phases.indices.first { rank < boundary(of: $0) } ?? max(0, policy.phases.count - 1)
    }

    private var soakEnds: Timestamp {
        enteredAt + .seconds(policy.phases.indices.contains(phase) ? policy.phases[phase].soakSeconds : 0)
    }

    /// Forms that were not looked at since are to be looked at now; nil where none has to be. Evenly over the soak, and once when it has ended.
    package func looksBefore(_ now: Timestamp) -> Timestamp? {
        guard state == .running || state == .held, soakEnds > enteredAt else { return nil }
        if now >= soakEnds { return soakEnds }
        let times = (now.milliseconds - enteredAt.milliseconds) / pause.wholeMilliseconds
        return times > 0 ? Timestamp(milliseconds: enteredAt.milliseconds + times * pause.wholeMilliseconds) : nil
    }

    /// Between two looks: a quarter of the soak, a minute at least and an hour at the most.
    private var pause: Duration {
        .seconds(max(60, min(3_600, (soakEnds.milliseconds - enteredAt.milliseconds) / 4_000)))
    }

    /// When time itself may change something next; nil where it cannot.
    package func due(after now: Timestamp) -> Timestamp? {
        guard state == .running || state == .held, soakEnds > now else { return nil }
        return min(soakEnds, (looksBefore(now) ?? enteredAt) + pause)
    }

    /// What stands between this phase and the next, in words; empty when it may be left.
    package func gates(at now: Timestamp) -> [String] {
        guard state == .running || state == .held else { return [] }
        var closed: [String] = []
        if outstanding > 0 {
            closed.append("\(outstanding) of \(reached) \(reached == 1 ? "directory is on its way" : "directories are on their way")")
        }
        if let low = lowShare { closed.append(low) }
        if soakEnds > now {
            let soaked = (now.milliseconds - enteredAt.milliseconds) / 1_000
            closed.append("\(max(0, soaked)) of \((soakEnds.milliseconds - enteredAt.milliseconds) / 1_000) seconds of soak")
        } else if soakEnds > enteredAt, lookedAgain < bearers {
            closed.append("\(lookedAgain) of \(bearers) \(bearers == 1 ? "form was" : "forms were") looked at after the soak")
        }
        return closed
    }

    private var lowShare: String? {
        let trials = successes + failures
        guard trials > 0, successes * 100 < policy.successPercent * trials else { return nil }
        return "\(successes * 100 / trials) % of trials succeeded, and \(policy.successPercent) % must"
    }

    /// Takes what happened. A rollout that has ended takes nothing more, but that a person takes back what is done.
    package mutating func take(_ event: Event, at now: Timestamp) -> [Action] {
        if state == .done, case .rollback(let who, let why) = event { return rollBack(who: who, why) }
        guard state == .running || state == .held else { return [] }
        var actions: [Action] = []
        switch event {
        case .trial(let directory, let succeeded, let why):
            outstanding = max(0, outstanding - 1)
            if succeeded { bearers += 1 }
            actions += count(directory, succeeded: succeeded, why)
        case .skipped(let directory, let why):
            outstanding = max(0, outstanding - 1)
            actions.append(.note(action: "left out", who: Self.itself, why: "\(directory): \(why)"))
        case .look(let directory, let severity, let words):
            if now >= soakEnds { lookedAgain += 1 }
            if severity == .breaking {
                drifts += 1
                failures += 1
                actions.append(.note(action: "drift", who: Self.itself, why: "\(directory): \(words)"))
                if drifts >= policy.driftBudget {
                    return actions + rollBack(who: Self.itself, "the form of \(directory) has changed: \(words)")
                }
            } else {
                successes += 1
            }
        case .missed(let directory, let why):
            if now >= soakEnds { lookedAgain += 1 }
            actions += count(directory, succeeded: false, why)
        case .hold(let who, let why):
            guard state == .running else { return [] }
            state = .held
            return [.note(action: "hold", who: who, why: why)]
        case .resume(let who, let why):
            guard state == .held else { return [] }
            state = .running
            actions.append(.note(action: "resume", who: who, why: why))
        case .promote(let who, let why): return enterNext(who: who, why, now)
        case .rollback(let who, let why): return rollBack(who: who, why)
        case .tick: break
        }
        guard state == .running || state == .held else { return actions }
        // Bad news takes back what is held as well; good news waits for a person.
        if outstanding == 0, now >= soakEnds, lookedAgain >= bearers || soakEnds == enteredAt, let low = lowShare {
            return actions + rollBack(who: Self.itself, low)
        }
        if state == .running, gates(at: now).isEmpty {
            actions += enterNext(
                who: Self.itself,
                "all gates are open: \(successes) of \(successes + failures) \(successes + failures == 1 ? "trial" : "trials") succeeded",
                now)
        }
        return actions
    }

    private mutating func count(_ directory: String, succeeded: Bool, _ why: String) -> [Action] {
        guard !succeeded else {
            successes += 1
            return []
        }
        failures += 1
        let note = Action.note(action: "failure", who: Self.itself, why: "\(directory): \(why)")
        guard failures >= policy.failureBudget else { return [note] }
        return [note] + rollBack(who: Self.itself, "the error budget of \(policy.failureBudget) is spent: \(directory): \(why)")
    }

    private mutating func enterNext(who: String, _ why: String, _ now: Timestamp) -> [Action] {
        guard phase + 1 < policy.phases.count else {
            state = .done
            return [.note(action: "done", who: who, why: why), .finish]
        }
        state = .running
        return [.note(action: "promote to \(policy.phases[phase + 1].name)", who: who, why: why)] + enter(phase + 1, now)
    }

    private mutating func enter(_ next: Int, _ now: Timestamp) -> [Action] {
        (phase, enteredAt, successes, failures, drifts, lookedAgain) = (next, now, 0, 0, 0, 0)
        let many = boundary(of: next)
        guard many > reached else { return [] }
        outstanding += many - reached
        reached = many
        return [.reach(many)]
    }

    private mutating func rollBack(who: String, _ why: String) -> [Action] {
        (state, outstanding) = (.rolledBack, 0)
        return [.note(action: "roll back", who: who, why: why), .takeBack(why: why)]
    }
}

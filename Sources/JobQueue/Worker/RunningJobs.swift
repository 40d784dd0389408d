import Model
import Synchronization

/// What a worker has in hand: jobs that were taken and wait for a place, running ones, and outcomes that the database has not taken yet.
///
/// It decides when the worker's pump has reason to go to the database: outcomes gather for a moment as long as there is other work in hand,
/// so that many share one transaction.
final class RunningJobs: Sendable {
    /// Why running work is stopped.
    enum Stop: Sendable, Hashable {
        /// Somebody wants it gone.
        case cancelled
        /// It took too long.
        case timeout
        /// Its deadline came.
        case deadline
        /// The worker stops.
        case drain
        /// The lease is lost: whatever comes of it is refused.
        case lost
    }

    /// A job that was claimed, with all that its work needs.
    struct Taken: Sendable {
        let job: ClaimedJob
        let kind: AnyJobKind
        let lane: JobStore.LaneKey?
        /// Whether it has one of the places that are kept for its queue.
        let isReserved: Bool
        /// When it was taken, on the steady clock.
        let at: Duration
    }

    /// Where one job at a time is worked.
    struct Place: Sendable, Hashable {
        let number: Int
        let isReserved: Bool
    }

    fileprivate struct Entry {
        var place: Int
        var isReserved: Bool
        var hasKey: Bool
        var needs = ResourceProfile()
        var stop: Stop?
        /// On the steady clock.
        var limit: Duration?
        var limitIsDeadline = false
        var progress: JobProgress?
        var isReported = true
    }

    fileprivate struct State {
        var entries: [Lease: Entry] = [:]
        /// Those of the entries that have reserved places.
        var reserved = 0
        /// What waits for a place of its sort, the first taken first.
        var shelf: ArraySlice<Taken> = []
        var reservedShelf: ArraySlice<Taken> = []
        /// Open places of both sorts, and the tasks that work at them as far as they are known yet.
        var open = (common: 0, reserved: 0)
        var tasks: [Int: Task<Void, Never>?] = [:]
        var numbers = 0
        var outcomes: [JobOutcome] = []
        /// Since when outcomes wait for more to come.
        var gathering: Duration?
        /// The pump was told that it has something to do.
        var isTold = false
        /// With so few common jobs in hand it is time for more.
        var level = 0
        var foresight: Foresight

        var common: Int { entries.count - reserved + shelf.count }
        var inHand: Int { entries.count + shelf.count + reservedShelf.count }
        /// Whether the pump should not wait for more to end.
        var isLow: Bool { inHand == 0 || common <= level }
    }

    /// How long an outcome waits for others at the most, while there is other work in hand.
    static let linger = Duration.milliseconds(2)
    /// How long a job waits for a place at the most; then others may have it.
    static let patience = Duration.milliseconds(100)

    private let state: Mutex<State>
    private let wake: @Sendable () -> Void
    private let arm: @Sendable () -> Void

    /// - Parameters:
    ///   - wake: told when there is something for the pump to do.
    ///   - arm: told when there will be, at ``alarm``.
    init(foresight: Foresight = Foresight(), wake: @escaping @Sendable () -> Void, arm: @escaping @Sendable () -> Void) {
        state = Mutex(State(foresight: foresight))
        self.wake = wake
        self.arm = arm
    }

    /// What the jobs in hand need of the machine.
    var needs: ResourceProfile {
        state.withLock { state in
            let waiting = (state.shelf + state.reservedShelf).compactMap(\.job.details.resources)
            return state.entries.values.map(\.needs).reduce(waiting.reduce(ResourceProfile(), +), +)
        }
    }

    // MARK: Taking

    /// How many jobs to take: of the common sort as many as have places, and some ahead of them; of the other as many as have places.
    func room(_ places: Int, reserved: Int) -> (common: Int, reserved: Int) {
        state.withLock { state in
            let common = state.common
            // More ahead only where it makes a round: a few at a time would cost as many rounds as before.
            let ahead = common < places || state.isLow ? state.foresight.ahead(of: places) : 0
            return (max(0, places + ahead - common), max(0, reserved - state.reserved - state.reservedShelf.count))
        }
    }

    /// Takes in what a round brought, and says what follows.
    /// - Parameters:
    ///   - expectsMore: whether there are likely to be jobs for every place that gets free.
    ///   - isLimited: whether others wait for any of these to end.
    func take(_ jobs: [Taken], places: Int, expectsMore: Bool, isLimited: Bool) {
        state.withLock { state in
            for job in jobs { if job.isReserved { state.reservedShelf.append(job) } else { state.shelf.append(job) } }
            if isLimited {
                state.level = .max
            } else {
                state.level = expectsMore ? places + state.foresight.ahead(of: places) / 2 - max(1, places / 8) : 0
            }
        }
    }

    /// Opens places for what waits on the shelves.
    func open(_ places: Int, reserved: Int) -> [Place] {
        state.withLock { state in
            let common = min(state.shelf.count, places - state.open.common)
            let kept = min(state.reservedShelf.count, reserved - state.open.reserved)
            var opened: [Place] = []
            for _ in 0..<max(0, common) { opened.append(state.place(isReserved: false)) }
            for _ in 0..<max(0, kept) { opened.append(state.place(isReserved: true)) }
            return opened
        }
    }

    /// Hands over the task of a place, by which its work can be stopped; where that is to be already, it is.
    func opened(_ place: Place, _ task: Task<Void, Never>) {
        let isStopped = state.withLock { state in
            // It may be closed by now.
            guard state.tasks[place.number] != nil else { return false }
            state.tasks[place.number] = .some(task)
            return state.entries.values.contains { $0.place == place.number && $0.stop != nil }
        }
        if isStopped { task.cancel() }
    }

    // MARK: Work

    /// The next job for a place; nil where there is none, and the place is closed.
    func begin(at place: Place, now: Timestamp, _ instant: Duration) -> Taken? {
        let (taken, isLate) = state.withLock { state -> (Taken?, Bool) in
            var isLate = false
            while let taken = place.isReserved ? state.reservedShelf.popFirst() : state.shelf.popFirst() {
                if let deadline = taken.job.deadline, deadline <= now {
                    state.outcomes.append(JobOutcome(taken.job.lease, .dead(error: "the deadline passed before it was started")))
                    isLate = true
                    continue
                }
                let untilDeadline = taken.job.deadline.map { $0 - now }
                let limit = [taken.kind.timeout, untilDeadline].compactMap { $0 }.min()
                state.entries[taken.job.lease] = Entry(
                    place: place.number, isReserved: place.isReserved, hasKey: taken.job.key != nil,
                    needs: taken.job.details.resources ?? ResourceProfile(), limit: limit.map { instant + $0 },
                    limitIsDeadline: limit != nil && limit == untilDeadline)
                if place.isReserved { state.reserved += 1 }
                return (taken, isLate)
            }
            state.close(place)
            return (nil, isLate)
        }
        if isLate { urge() }
        return taken
    }

    /// Takes the work off the list and its outcome onto the other.
    /// - Returns: whether the place may take another job; one whose task was stopped is closed.
    func end(_ outcome: JobOutcome, at place: Place, began: Duration, _ instant: Duration) -> Bool {
        enum Call { case none, wake, arm }
        let (call, goesOn) = state.withLock { state -> (Call, Bool) in
            let entry = state.entries.removeValue(forKey: outcome.lease)
            if place.isReserved, entry != nil { state.reserved -= 1 }
            let goesOn = entry != nil && entry?.stop == nil
            if !goesOn { state.close(place) }
            state.foresight.ended(after: instant - began)
            guard entry?.stop != .lost else { return (state.inHand == 0 ? .wake : .none, goesOn) }
            let wasTold = state.isTold && !state.outcomes.isEmpty
            state.outcomes.append(outcome)
            if wasTold { return (.none, goesOn) }
            // Others of its key or its queue wait for its end; for a stopped place another is to be opened.
            if state.isLow || entry?.hasKey ?? true || place.isReserved || !goesOn {
                state.isTold = true
                return (.wake, goesOn)
            }
            guard state.gathering == nil else { return (.none, goesOn) }
            state.gathering = instant
            return (.arm, goesOn)
        }
        switch call {
        case .none: break
        case .wake: wake()
        case .arm: arm()
        }
        return goesOn
    }

    // MARK: Stopping

    func stopReason(_ lease: Lease) -> Stop? { state.withLock { $0.entries[lease]?.stop } }

    func stop(_ leases: [Lease], _ reason: Stop) {
        guard !leases.isEmpty else { return }
        let (tasks, hasOutcomes) = state.withLock { state in
            // What nobody has begun just goes.
            let isGone = Set(leases)
            let waiting = state.unshelve { isGone.contains($0.job.lease) }
            if reason != .lost {
                state.outcomes += waiting.map { JobOutcome($0.job.lease, reason == .cancelled ? .cancelled : .giveBack) }
            }
            let tasks = leases.compactMap { lease -> Task<Void, Never>? in
                guard let entry = state.entries[lease], entry.stop == nil else { return nil }
                state.entries[lease]?.stop = reason
                return state.tasks[entry.place] ?? nil
            }
            return (tasks, !waiting.isEmpty)
        }
        for task in tasks { task.cancel() }
        if hasOutcomes { urge() }
    }

    func stopAll(_ reason: Stop) {
        stop(
            state.withLock { Array($0.entries.keys) + $0.shelf.map(\.job.lease) + $0.reservedShelf.map(\.job.lease) },
            reason)
    }

    /// Stops what has run for too long, and gives back what has waited for too long; all that waits where the worker is to end.
    func enforce(at instant: Duration, isDraining: Bool) {
        let (late, hasOutcomes) = state.withLock { state in
            let late = state.entries.compactMap { lease, entry in
                entry.limit.map { $0 <= instant } ?? false ? (lease, entry.limitIsDeadline) : nil
            }
            let waiting =
                isDraining || state.waitsSince.map { instant - $0 >= Self.patience } ?? false
                ? state.unshelve { isDraining || instant - $0.at >= Self.patience } : []
            if !waiting.isEmpty, !isDraining { state.foresight.waited(Self.patience) }
            state.outcomes += waiting.map { JobOutcome($0.job.lease, .giveBack) }
            return (late, !waiting.isEmpty)
        }
        for (lease, isDeadline) in late { stop([lease], isDeadline ? .deadline : .timeout) }
        if hasOutcomes { urge() }
    }

    // MARK: Outcomes

    /// Jobs in hand.
    var count: Int { state.withLock { $0.inHand } }
    var hasOutcomes: Bool { state.withLock { !$0.outcomes.isEmpty } }

    /// Whether it is time to tell how work ended.
    func isDue(at instant: Duration) -> Bool {
        state.withLock { state in
            guard !state.outcomes.isEmpty else { return false }
            return state.isTold || state.isLow || state.gathering.map { instant - $0 >= Self.linger } ?? false
        }
    }

    /// When the pump is to be woken if nothing happens before; nil for never. On the steady clock.
    var alarm: Duration? {
        state.withLock { state in
            let gathered = state.isTold ? nil : state.gathering.map { $0 + Self.linger }
            return [gathered, state.waitsSince.map { $0 + Self.patience }].compactMap { $0 }.min()
        }
    }

    func takeOutcomes(limit: Int) -> [JobOutcome] {
        state.withLock { state in
            state.gathering = nil
            state.isTold = false
            guard state.outcomes.count > limit else {
                defer { state.outcomes = [] }
                return state.outcomes
            }
            defer { state.outcomes.removeFirst(limit) }
            state.isTold = true
            return Array(state.outcomes.prefix(limit))
        }
    }

    /// Puts back what the database could not take now; the next time that the pump is awake it tries again.
    func putBack(_ outcomes: [JobOutcome]) {
        state.withLock { state in
            state.outcomes = outcomes + state.outcomes
            state.isTold = !state.outcomes.isEmpty
        }
    }

    private func urge() {
        state.withLock { $0.isTold = !$0.outcomes.isEmpty }
        wake()
    }

    // MARK: Progress

    func report(_ progress: JobProgress) {
        state.withLock { state in
            state.entries[progress.lease]?.progress = progress
            state.entries[progress.lease]?.isReported = false
        }
    }

    /// What was reported since the last time.
    func takeProgress() -> [JobProgress] {
        state.withLock { state in
            var reports: [JobProgress] = []
            for (lease, entry) in state.entries where !entry.isReported {
                if let progress = entry.progress { reports.append(progress) }
                state.entries[lease]?.isReported = true
            }
            return reports
        }
    }
}

extension RunningJobs.State {
    fileprivate mutating func place(isReserved: Bool) -> RunningJobs.Place {
        numbers += 1
        tasks[numbers] = .some(nil)
        if isReserved { open.reserved += 1 } else { open.common += 1 }
        return RunningJobs.Place(number: numbers, isReserved: isReserved)
    }

    fileprivate mutating func close(_ place: RunningJobs.Place) {
        if place.isReserved { open.reserved -= 1 } else { open.common -= 1 }
        tasks[place.number] = nil
    }

    /// Since when the first one waits for a place.
    fileprivate var waitsSince: Duration? { [shelf.first, reservedShelf.first].compactMap { $0?.at }.min() }

    /// Takes off the shelves what `isGone`.
    fileprivate mutating func unshelve(_ isGone: (RunningJobs.Taken) -> Bool) -> [RunningJobs.Taken] {
        let gone = shelf.filter(isGone) + reservedShelf.filter(isGone)
        guard !gone.isEmpty else { return [] }
        shelf.removeAll(where: isGone)
        reservedShelf.removeAll(where: isGone)
        return Array(gone)
    }
}

import Database
import Logging
import Model
import Resilience
import ServiceLifecycle
import Synchronization
package import Telemetry

/// Works jobs: claims them lane by lane as fairness says, runs no more than it may at a time, and tells the store how each ended.
///
/// One pump talks to the database: each round is one transaction that ends what was finished and takes what comes next. Outcomes gather for
/// a moment while there is other work in hand, and short jobs are taken ahead of the places where they are worked (``Foresight``), so that
/// under load the rounds grow and their cost is shared, and the work goes on meanwhile. Trouble with the database does not end it: outcomes are kept and told when it is back. On
/// shutdown it takes nothing new, lets running work end for a while, and gives back what has not.
package final class JobWorker: Service {
    let store: JobStore
    private let kinds: JobKinds
    let configuration: WorkerConfiguration
    let telemetry: Telemetry
    let running: RunningJobs
    private let state = Mutex(State())
    private let signal: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    /// Says that there is a time at which to wake.
    private let armed: AsyncStream<Void>
    let arm: AsyncStream<Void>.Continuation

    private struct State {
        var session: SessionID?
        /// When its heart last beat.
        var beatAt: Duration?
        var isDraining = false
        var share = FairShare()
        /// Lanes that have ready jobs, as far as is known.
        var lanes: [FairShare.Lane] = []
        /// When the lanes were last looked up.
        var lanesAt: Duration?
        /// Jobs may have become ready since.
        var lanesAreStale = true
        /// Lanes in which jobs were made ready since: no look is needed to ask those.
        var hinted: Set<FairShare.Lane> = []
        /// A lane gave nothing more since as many jobs of its queue run as may.
        var isLimited = false
        var trouble: String?
    }

    package init(_ store: JobStore, kinds: JobKinds, configuration: WorkerConfiguration, telemetry: Telemetry) {
        self.store = store
        self.kinds = kinds
        self.configuration = configuration
        self.telemetry = telemetry
        (signal, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        (armed, arm) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        running = RunningJobs(
            foresight: Foresight(most: configuration.batch), wake: { [wake] in wake.yield() }, arm: { [arm] in arm.yield() })
    }

    /// The session under which it works now; nil before the first one is open.
    package var session: SessionID? { state.withLock { $0.session } }

    /// Sets the share of a tenant within a queue, beside the others' 1.
    package func setWeight(_ weight: Double, ofTenant tenant: String, in queue: String) {
        state.withLock { $0.share.setWeight(weight, ofTenant: tenant, in: queue) }
    }

    package func run() async throws {
        let hint = store.onReady { [self] lanes in
            state.withLock { state in
                if let lanes { state.hinted.formUnion(lanes.filter(serves)) } else { state.lanesAreStale = true }
            }
            wake.yield()
        }
        defer { store.removeHint(hint) }
        // What waits already is not left until the first poll.
        wake.yield()
        // Work in hand outlives the request to stop, for as long as it may drain.
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                // Both are cancelled, and waited for, when the pump has ended.
                async let _: Void = tick()
                async let _: Void = watchAlarms()
                async let _: Void = beat()
                await withTaskCancellationHandler {
                    await pump(&group)
                } onCancel: {
                    self.stop()
                }
                running.stopAll(.drain)
            }
        } onGracefulShutdown: {
            self.stop()
        }
        guard let session else { return }
        // Where the task was cancelled there was no draining: what ended since is told now, the rest given back with the session.
        let rest = running.takeOutcomes(limit: .max)
        if !rest.isEmpty { _ = try? await store.exchange(rest, claiming: [], for: session, node: configuration.node) }
        try? await store.closeSession(session)
    }

    private func serves(_ lane: FairShare.Lane) -> Bool { configuration.queues?.contains(lane.queue) ?? true }

    private func stop() {
        state.withLock { $0.isDraining = true }
        wake.yield()
    }

    // MARK: Rounds

    /// Turns until it is drained.
    private func pump(_ group: inout DiscardingTaskGroup) async {
        var drainUntil: Duration?
        for await _ in signal {
            // As long as a round brought something, the next one follows at once.
            while true {
                running.enforce(at: JobStore.instant(), isDraining: state.withLock { $0.isDraining })
                let more = await round(&group)
                guard more else { break }
            }
            guard state.withLock({ $0.isDraining }) else { continue }
            if running.count == 0, !running.hasOutcomes { return }
            let instant = JobStore.instant()
            let until = drainUntil ?? instant + configuration.drain
            drainUntil = until
            if instant >= until { running.stopAll(.drain) }
            // Work that does not listen, or a database that does not answer: others rescue it.
            if instant >= until + .seconds(5) {
                running.stopAll(.lost)
                return
            }
        }
    }

    /// One transaction with the store.
    /// - Returns: whether another one is worth while at once.
    private func round(_ group: inout DiscardingTaskGroup) async -> Bool {
        var outcomes: [JobOutcome] = []
        do {
            let session = try await openSession()
            let isDraining = state.withLock { state in
                // What ends makes room for others of its queue.
                if state.isLimited, running.hasOutcomes { state.lanesAreStale = true }
                return state.isDraining
            }
            let room = running.room(configuration.concurrency, reserved: reservedPlaces)
            let requests = (room.common > 0 || room.reserved > 0) && !isDraining ? try await choose(room.common, room.reserved) : []
            guard !requests.isEmpty || isDraining || running.isDue(at: JobStore.instant()) else { return false }
            outcomes = running.takeOutcomes(limit: 1000)
            guard !outcomes.isEmpty || !requests.isEmpty else { return false }
            // Idle for a while, it may have been taken for dead: whoever takes jobs lives.
            if !requests.isEmpty, isQuiet, try await !beatOnce(session) {
                running.putBack(outcomes)
                return true
            }
            let exchange = try await store.exchange(outcomes, claiming: requests, for: session, node: configuration.node)
            took(exchange, &group)
            for outcome in exchange.refused { refused(outcome) }
            let wants = take(exchange.claims.jobs)
            open(&group)
            recovered()
            return wants || exchange.madeReady || running.isDue(at: JobStore.instant())
        } catch {
            running.putBack(outcomes)
            failed(error)
            return false
        }
    }

    private func openSession() async throws -> SessionID {
        if let session { return session }
        let opened = try await store.openSession(node: configuration.node, queues: configuration.queues, offer: configuration.offer)
        let instant = JobStore.instant()
        state.withLock { state in
            state.session = opened
            state.beatAt = instant
        }
        return opened
    }

    /// What to ask for: the free places shared out among the lanes that have jobs, and those that are reserved among the lanes of their queues.
    private func choose(_ free: Int, _ reserved: Int) async throws -> [ClaimRequest] {
        let instant = JobStore.instant()
        let isDue = state.withLock { state in
            let age = state.lanesAt.map { instant - $0 } ?? .seconds(3600)
            let isOld = age >= configuration.poll
            // Those just made ready are asked at once; the look follows.
            if !state.hinted.isEmpty, !state.lanesAreStale {
                state.lanesAreStale = isOld
                return false
            }
            guard state.lanesAreStale || isOld, state.lanes.isEmpty || age >= .milliseconds(20) else { return false }
            state.lanesAreStale = false
            state.hinted = []
            return true
        }
        if isDue {
            let lanes = try await store.readyLanes(of: configuration.queues)
            let weights = try await store.weights()
            state.withLock { state in
                state.lanes = lanes
                state.lanesAt = instant
                state.isLimited = false
                for (queue, weight) in weights { state.share.setWeight(weight, ofQueue: queue) }
            }
        }
        return state.withLock { state in
            state.lanes += state.hinted.subtracting(state.lanes).sorted { $0.id < $1.id }
            state.hinted = []
            _ = state.share.next(of: state.lanes)
            // Charged here in a copy as if each gave all that is asked; the real one is charged with what they gave.
            var share = state.share
            let isAsked = state.lanes.contains { !$0.needs.isEmpty }
            var room = isAsked ? configuration.offer.without(running.needs) : configuration.offer
            func shareOut(_ places: Int, _ lanes: [FairShare.Lane]) -> [ClaimRequest] {
                share.shareOut(places, among: lanes, free: &room, of: configuration.offer, batch: configuration.batch)
            }
            guard let reserve = configuration.reserve else { return shareOut(free, state.lanes) }
            let (kept, common) = (
                state.lanes.filter { reserve.queues.contains($0.queue) }, state.lanes.filter { !reserve.queues.contains($0.queue) }
            )
            return shareOut(reserved, kept) + shareOut(free, common)
        }
    }

    private func took(_ exchange: Exchange, _ group: inout DiscardingTaskGroup) {
        var given: [Int64: Int] = [:]
        for job in exchange.claims.jobs { given[job.lane, default: 0] += 1 }
        state.withLock { state in
            for lane in state.lanes { state.share.took(given[lane.id] ?? 0, from: lane) }
            if !exchange.claims.exhausted.isEmpty {
                state.lanes.removeAll { exchange.claims.exhausted[$0.id] != nil }
            }
            if exchange.madeReady { state.lanesAreStale = true }
            if exchange.claims.isLimited { state.isLimited = true }
        }
        let now = store.clock.now()
        let tokens = exchange.claims.exhausted.values.compactMap { $0 }
        if let next = tokens.min() {
            // A token comes before the next poll: look then.
            let wait = min(max(next - now, .milliseconds(1)), configuration.poll)
            group.addTask { [self] in
                try? await Task.sleep(for: wait)
                state.withLock { $0.lanesAreStale = true }
                wake.yield()
            }
        }
    }

    // MARK: Work

    /// Takes in what was claimed.
    /// - Returns: whether there is room for more, and more to be had.
    private func take(_ jobs: [ClaimedJob]) -> Bool {
        let (now, instant) = (store.clock.now(), JobStore.instant())
        var taken: [RunningJobs.Taken] = []
        taken.reserveCapacity(jobs.count)
        for job in jobs {
            guard let kind = kinds[job.kind] else {
                // Another version of the program knows it: leave it to that one for a while.
                running.putBack([JobOutcome(job.lease, .snooze(until: now + .seconds(30)))])
                telemetry.logger.warning("job of an unknown kind", metadata: ["job": "\(job.lease.job)", "kind": "\(job.kind)"])
                continue
            }
            let lane = store.laneKey(job.lane)
            let isReserved = configuration.reserve.map { $0.queues.contains(lane?.queue ?? "") } ?? false
            taken.append(RunningJobs.Taken(job: job, kind: kind, lane: lane, isReserved: isReserved, at: instant))
        }
        let (expectsMore, isLimited) = state.withLock { (!$0.lanes.isEmpty, $0.isLimited) }
        running.take(taken, places: configuration.concurrency, expectsMore: expectsMore, isLimited: isLimited)
        let room = running.room(configuration.concurrency, reserved: reservedPlaces)
        return expectsMore && !jobs.isEmpty && (room.common > 0 || room.reserved > 0)
    }

    var reservedPlaces: Int { configuration.reserve?.places ?? 0 }

    // MARK: Clocks

    /// Wakes the pump every so often while it has anything in hand, and whenever something was committed: polling is the truth.
    private func tick() async {
        var lookout = Lookout()
        while !Task.isCancelled {
            let wait = state.withLock { $0.isDraining } ? min(configuration.poll, .milliseconds(50)) : configuration.poll
            try? await Pulse.sleep(for: wait)
            let changed = lookout.isWorthwhile(store.database)
            let isTroubled = state.withLock { state in
                if changed { state.lanesAreStale = true }
                return state.isDraining || state.trouble != nil
            }
            if changed || isTroubled || isBusy { wake.yield() }
        }
    }

    /// Wakes the pump when outcomes have gathered for long enough, or jobs have waited for a place for too long.
    private func watchAlarms() async {
        for await _ in armed {
            while !Task.isCancelled, let alarm = running.alarm {
                let left = alarm - JobStore.instant()
                guard left > .zero else {
                    wake.yield()
                    break
                }
                // An earlier one may come up meanwhile.
                try? await Task.sleep(for: min(left, RunningJobs.linger))
            }
        }
    }

    /// Whether it holds jobs, or outcomes that nobody knows yet.
    private var isBusy: Bool { running.count > 0 || running.hasOutcomes }

    /// Whether its heart has not beaten for longer than one with jobs in hand may be silent.
    private var isQuiet: Bool {
        let instant = JobStore.instant()
        return state.withLock { $0.beatAt.map { instant - $0 >= configuration.beat * 2 } ?? true }
    }

    private func beat() async {
        while !Task.isCancelled {
            try? await Pulse.sleep(for: configuration.beat)
            let instant = JobStore.instant()
            let rested = state.withLock { $0.beatAt.map { instant - $0 >= configuration.idleBeat } ?? true }
            guard isBusy || rested, let session, !Task.isCancelled else { continue }
            do { _ = try await beatOnce(session) } catch { failed(error) }
        }
    }

    /// Tells that it lives, and how far its jobs are.
    /// - Returns: false where it was taken for dead: the next round opens another session.
    private func beatOnce(_ session: SessionID) async throws -> Bool {
        let instant = JobStore.instant()
        let beat = try await store.beat(session, progress: running.takeProgress())
        if beat.isAlive {
            running.stop(beat.cancelled, .cancelled)
        } else {
            // What runs is others' now.
            telemetry.logger.warning("this worker was taken for dead; it starts anew", metadata: ["session": "\(session)"])
            running.stopAll(.lost)
        }
        state.withLock { state in
            state.beatAt = instant
            if !beat.isAlive, state.session == session { state.session = nil }
        }
        recovered()
        return beat.isAlive
    }

    // MARK: Trouble

    private func failed(_ error: any Error) {
        let text = String(describing: error)
        let isNew = state.withLock { state in
            defer { state.trouble = text }
            return state.trouble != text
        }
        if isNew { telemetry.logger.error("the job queue's database does not answer; trying again", metadata: ["error": "\(text)"]) }
    }

    private func recovered() {
        let was = state.withLock { state in
            defer { state.trouble = nil }
            return state.trouble
        }
        if was != nil { telemetry.logger.notice("the job queue's database answers again") }
    }
}

func seconds(_ span: Duration) -> Double { max(0, Double(span.wholeMicroseconds) / 1e6) }

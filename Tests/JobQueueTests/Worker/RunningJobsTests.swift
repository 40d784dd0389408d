import Model
import Synchronization
import Testing

@testable import JobQueue

/// What a worker has in hand, by a clock that is turned by hand.
@Suite struct `What a worker has in hand` {
    /// How often the pump was called.
    private final class Calls: Sendable {
        let wakes = Atomic(0)
        let arms = Atomic(0)
    }

    private struct Hand {
        private let counts = Calls()
        let running: RunningJobs

        init(seen: Int = Foresight.lesson, most: Int = 8) {
            var foresight = Foresight(most: most)
            for _ in 0..<seen { foresight.ended(after: .microseconds(1)) }
            running = RunningJobs(
                foresight: foresight, wake: { [counts] in counts.wakes.add(1, ordering: .relaxed) },
                arm: { [counts] in counts.arms.add(1, ordering: .relaxed) })
        }

        /// To do something now, and to look later.
        var calls: [Int] { [counts.wakes.load(ordering: .relaxed), counts.arms.load(ordering: .relaxed)] }

        func take(_ numbers: Range<Int64>, places: Int, expectsMore: Bool = true, key: String? = nil, at: Duration = .zero) {
            let taken = numbers.map { number in
                RunningJobs.Taken(
                    job: ClaimedJob(
                        lease: Lease(JobID(number), token: 1), lane: 1, kind: "test", attempt: 1, maxAttempts: 3, version: 1, payload: [],
                        createdAt: Timestamp(seconds: 0), runAt: Timestamp(seconds: 0), deadline: nil, details: JobDetails(), nonce: number,
                        key: key.map { ConcurrencyKey($0) }), kind: AnyJobKind(TestKind()), lane: nil, isReserved: false, at: at)
            }
            running.take(taken, places: places, expectsMore: expectsMore, isLimited: false)
        }

        func begin(_ place: RunningJobs.Place, at instant: Duration = .zero) -> Lease? {
            running.begin(at: place, now: Timestamp(seconds: 0), instant)?.job.lease
        }

        @discardableResult
        func end(_ lease: Lease, _ place: RunningJobs.Place, at instant: Duration = .zero) -> Bool {
            running.end(JobOutcome(lease, .done), at: place, began: instant, instant)
        }
    }

    @Test func `outcomes gather until half of what was taken ahead is through, and the pump is called once`() throws {
        let hand = Hand()
        #expect(hand.running.room(1, reserved: 0).common == 9, "one place, and eight ahead")
        hand.take(0..<9, places: 1)
        let places = hand.running.open(1, reserved: 0)
        let place = try #require(places.first)
        #expect(places.count == 1 && hand.running.open(1, reserved: 0).isEmpty)
        for number in 1...9 {
            let lease = try #require(hand.begin(place))
            #expect(hand.end(lease, place))
            #expect(hand.calls == [number >= 5 ? 1 : 0, 1], "after \(number)")
            #expect(hand.running.isDue(at: .zero) == (number >= 5))
        }
        #expect(hand.running.takeOutcomes(limit: 1000).map(\.lease.job.rawValue) == Array(0..<9), "in their order")
        #expect(!hand.running.isDue(at: .seconds(9)) && hand.running.count == 0)
        #expect(hand.begin(place) == nil && hand.running.open(1, reserved: 0).isEmpty, "the place is closed until there is work")
    }

    @Test func `an outcome waits for others no longer than a moment`() throws {
        let hand = Hand()
        hand.take(0..<4, places: 4, expectsMore: false)
        let places = hand.running.open(4, reserved: 0)
        let leases = places.compactMap { hand.begin($0) }
        #expect(leases.count == 4)
        hand.end(leases[0], places[0], at: .seconds(1))
        #expect(hand.calls == [0, 1])
        #expect(hand.running.alarm == .seconds(1) + RunningJobs.linger)
        #expect(!hand.running.isDue(at: .seconds(1)) && hand.running.isDue(at: .seconds(1) + RunningJobs.linger))
        _ = hand.running.takeOutcomes(limit: 1000)
        #expect(hand.running.alarm == nil)
        for index in 1..<4 { hand.end(leases[index], places[index], at: .seconds(2)) }
        #expect(hand.calls == [1, 2] && hand.running.isDue(at: .seconds(2)), "the last one in hand waits for nobody")
    }

    @Test func `one whose key others wait for is told at once`() throws {
        let hand = Hand()
        hand.take(0..<4, places: 4, expectsMore: false, key: "host")
        let places = hand.running.open(4, reserved: 0)
        let leases = places.compactMap { hand.begin($0) }
        hand.end(leases[0], places[0])
        #expect(hand.calls == [1, 0])
    }

    @Test func `what the database did not take is told again, without calling in vain`() throws {
        let hand = Hand()
        hand.take(0..<2, places: 2, expectsMore: false)
        let places = hand.running.open(2, reserved: 0)
        let leases = places.compactMap { hand.begin($0) }
        hand.end(leases[0], places[0])
        hand.running.putBack(hand.running.takeOutcomes(limit: 1000))
        #expect(hand.running.isDue(at: .zero) && hand.running.alarm == nil)
        hand.end(leases[1], places[1])
        #expect(hand.running.takeOutcomes(limit: 1).map(\.lease) == [leases[0]])
        #expect(hand.running.isDue(at: .zero), "there is more")
        #expect(hand.running.takeOutcomes(limit: 1).map(\.lease) == [leases[1]])
    }

    @Test func `what waits too long for a place is given back, and then nothing is taken ahead`() throws {
        let hand = Hand()
        hand.take(0..<9, places: 1)
        let place = try #require(hand.running.open(1, reserved: 0).first)
        let first = try #require(hand.begin(place))
        #expect(hand.running.alarm == RunningJobs.patience)
        hand.running.enforce(at: RunningJobs.patience - .milliseconds(1), isDraining: false)
        #expect(hand.running.count == 9)
        hand.running.enforce(at: RunningJobs.patience, isDraining: false)
        let given = hand.running.takeOutcomes(limit: 1000)
        #expect(given.count == 8 && given.allSatisfy { $0.result == .giveBack && $0.lease != first })
        #expect(hand.running.count == 1 && hand.running.room(1, reserved: 0).common == 0)
    }

    @Test func `what waits for a place is cancelled, given back or forgotten like what runs`() throws {
        for (reason, result) in [(RunningJobs.Stop.cancelled, JobOutcome.Result.cancelled), (.drain, .giveBack)] {
            let hand = Hand()
            hand.take(0..<2, places: 1)
            hand.running.stop([Lease(JobID(1), token: 1)], reason)
            #expect(hand.running.takeOutcomes(limit: 9).map(\.result) == [result])
            #expect(hand.running.count == 1)
        }
        let hand = Hand()
        hand.take(0..<9, places: 1)
        let place = try #require(hand.running.open(1, reserved: 0).first)
        let first = try #require(hand.begin(place))
        hand.running.stopAll(.lost)
        #expect(hand.running.count == 1 && !hand.running.hasOutcomes)
        #expect(!hand.end(first, place), "a place whose work was stopped is closed: its task is cancelled")
        #expect(!hand.running.hasOutcomes && hand.running.count == 0)
        hand.take(9..<10, places: 1)
        #expect(hand.running.open(1, reserved: 0).count == 1)
    }
}

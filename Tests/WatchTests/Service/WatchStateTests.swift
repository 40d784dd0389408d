import HTML
import Model
import Testing

@testable import Watch

@Suite struct WatchStateTests {
    private let start = Timestamp(seconds: 1_767_225_600)

    private func state() throws -> WatchState {
        var configuration = PlannerConfiguration()
        configuration.intervals = .init(critical: .seconds(5), high: .seconds(5), normal: .seconds(5), low: .seconds(5))
        var state = WatchState(
            planner: Planner(configuration), tracker: IncidentTracker(IncidentRules(recheckDelays: [.seconds(1), .seconds(2)])),
            calendar: MaintenanceCalendar([]))
        let directory = Directory(
            id: DirectoryID(1), slug: "one", name: "One", url: "https://one.example/", createdAt: start, updatedAt: start)
        let watched = WatchState.Watched(directory: directory, host: "one.example:443", checks: [CheckSettings(kind: .http)])
        state.load([watched], known: [], now: start)
        return state
    }

    /// Turns the clock until the next ticket; the moment it came.
    private func next(_ state: inout WatchState, from moment: Timestamp) -> (Ticket, Timestamp)? {
        var now = moment
        for _ in 0..<1_000 {
            if let ticket = state.planner.due(now: now).first { return (ticket, now) }
            now = now + .milliseconds(100)
        }
        return nil
    }

    private func observation(_ reason: Reason, _ verdict: Verdict, at now: Timestamp, attempt: Int) -> Observation {
        Observation(
            directory: DirectoryID(1), check: .http, at: now, verdict: verdict, reason: reason, sentence: "seen", attempt: attempt)
    }

    @Test func aFailureIsConfirmedBeforeItsHostIsLeftAlone() throws {
        var state = try state()
        var now = start
        var opened: Incident?
        for _ in 0..<3 {
            let (ticket, moment) = try #require(next(&state, from: now))
            now = moment
            let seen = observation(.serverError, .down, at: now, attempt: ticket.attempt)
            let (actions, _, _) = state.take(seen, took: .milliseconds(10), retryAfter: .seconds(60), expiresAt: nil, now: now)
            for case .opened(let incident) in actions { opened = incident }
        }
        #expect(opened != nil)
        #expect(now - start < .seconds(10))
        let (_, later) = try #require(next(&state, from: now))
        #expect(later - now >= .seconds(59), "then its Retry-After holds")
    }

    @Test func aHostThatLimitsOurRateIsLeftAloneAtOnce() throws {
        var state = try state()
        let (ticket, now) = try #require(next(&state, from: start))
        let seen = observation(.rateLimited, .blocked, at: now, attempt: ticket.attempt)
        _ = state.take(seen, took: .milliseconds(10), retryAfter: .seconds(30), expiresAt: nil, now: now)
        let (_, later) = try #require(next(&state, from: now))
        #expect(later - now >= .seconds(29))
    }

    @Test func directoriesAreCountedByTheirGravestVerdictOnce() throws {
        var state = try state()
        let (_, now) = try #require(next(&state, from: start))
        let seen = observation(.serverError, .down, at: now, attempt: 0)
        let (_, _, isNews) = state.take(seen, took: .zero, retryAfter: nil, expiresAt: nil, now: now)
        #expect(isNews)
        #expect(state.takeChangedCounts() == [.down: 1])
        #expect(state.takeChangedCounts() == nil)
        _ = state.remove(DirectoryID(1), now: now)
        #expect(state.takeChangedCounts() == [.down: 0])
    }

    @Test func whileWeAreBlindNobodyIsDown() throws {
        var state = try state()
        let (_, first) = try #require(next(&state, from: start))
        let early = observation(.connectTimeout, .down, at: first, attempt: 0)
        let (_, before, _) = state.take(early, took: .zero, retryAfter: nil, expiresAt: nil, now: first)
        #expect(before.verdict == .down)
        #expect(state.takeChangedCounts() == [.down: 1])

        _ = state.tracker.controls(up: 0, of: 2, now: first)
        let (ticket, now) = try #require(next(&state, from: first))
        let late = observation(.connectTimeout, .down, at: now, attempt: ticket.attempt)
        let (_, kept, isNews) = state.take(late, took: .zero, retryAfter: nil, expiresAt: nil, now: now)
        #expect(kept.verdict == .unknown && kept.reason == .blind && kept.sentence.hasSuffix("seen") && kept.at == now)
        #expect(isNews)
        #expect(state.takeChangedCounts() == [.down: 0, .unknown: 1])

        // What its own server says is seen all the same.
        let answered = observation(.serverError, .down, at: now + .seconds(1), attempt: 0)
        let (_, said, _) = state.take(answered, took: .zero, retryAfter: nil, expiresAt: nil, now: now + .seconds(1))
        #expect(said == answered)
    }
}

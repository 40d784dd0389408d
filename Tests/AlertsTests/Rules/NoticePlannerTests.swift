import Foundation
import Model
import Testing

@testable import Alerts

@Suite struct NoticePlannerTests {
    private static let start = Timestamp(seconds: 1_767_265_200)  // 2026-01-01T11:00:00Z

    private func directory(_ id: Int64, _ importance: Importance = .normal, tags: [String] = []) -> Directory {
        Directory(
            id: DirectoryID(id), slug: "d\(id)", name: "Directory \(id)", url: "https://d\(id).example/", importance: importance,
            tags: tags, createdAt: Self.start, updatedAt: Self.start)
    }

    private func incident(
        _ id: Int64, verdict: Verdict = .down, ended: Duration? = nil, parent: Int64? = nil, subject: Incident.Subject? = nil
    ) -> Incident {
        Incident(
            id: IncidentID(id), subject: subject ?? .check(CheckKey(DirectoryID(id), .content)), verdict: verdict, reason: .ok,
            sentence: "It fails.", startedAt: Self.start, confirmedAt: Self.start, endedAt: ended.map { Self.start + $0 },
            parent: parent.map { IncidentID($0) })
    }

    private func waiting(
        _ id: Int64, _ incident: Incident, _ directory: Directory? = nil, event: Notice.Event = .opened, after: Duration = .zero
    ) -> NoticePlanner.Pending {
        NoticePlanner.Pending(
            id: id, event: event, at: Self.start + after, incident: incident,
            directory: directory ?? self.directory(incident.id.rawValue))
    }

    private func told(
        _ incident: Incident, after: Duration = .zero, reference: String? = nil, waiting: Int64? = nil
    ) -> NoticePlanner.Told {
        NoticePlanner.Told(
            incident: incident, directory: directory(incident.id.rawValue), at: Self.start + after, reference: reference, waiting: waiting)
    }

    @Test func `a storm of five hundred is one message`() {
        var planner = NoticePlanner(ChannelRules())
        let storm = (1...500).map { waiting(Int64($0), incident(Int64($0)), after: .milliseconds($0 * 3)) }
        #expect(planner.decide(pending: storm, told: [], now: Self.start + .milliseconds(1_900)) == NoticePlanner.Decision())
        let decision = planner.decide(pending: storm, told: [], now: Self.start + .milliseconds(2_003))
        #expect(decision.lines.count == 500)
        #expect(decision.settled == storm.map(\.id))
    }

    @Test func `the wait grows while the storm lasts, and begins anew after a calm`() {
        var planner = NoticePlanner(ChannelRules(wait: .seconds(2), longestWait: .seconds(10)))
        var (now, waits) = (Self.start, [Duration]())
        for id in 1...7 {
            waits.append(planner.wait)
            let entries = [waiting(Int64(id), incident(Int64(id)), after: now - Self.start)]
            #expect(planner.decide(pending: entries, told: [], now: now + planner.wait - .milliseconds(1)).lines.isEmpty)
            now = now + planner.wait
            #expect(planner.decide(pending: entries, told: [], now: now).lines.count == 1)
        }
        #expect(waits == [2, 2, 2, 4, 8, 10, 10].map { .seconds($0) })
        now = now + .seconds(301)
        let later = [waiting(9, incident(9), after: now - Self.start)]
        #expect(planner.decide(pending: later, told: [], now: now + .seconds(2)).lines.count == 1)
    }

    @Test func `an end is not kept waiting by reminders`() {
        var planner = NoticePlanner(ChannelRules(remind: .seconds(60)))
        #expect(planner.decide(pending: [waiting(1, incident(1))], told: [], now: Self.start + .seconds(2)).lines.count == 1)
        for minute in 1...4 {
            let open = [told(incident(1), after: .seconds((minute - 1) * 60))]
            let decision = planner.decide(pending: [], told: open, now: Self.start + .seconds(minute * 60))
            #expect(decision.lines.map(\.event) == [.reminder])
        }
        #expect(planner.wait == .seconds(2))
    }

    @Test func `what came and went in one window is one line that says both`() {
        var planner = NoticePlanner(ChannelRules())
        let over = incident(1, ended: .seconds(1))
        let entries = [waiting(1, over), waiting(2, over, event: .resolved, after: .seconds(1))]
        let decision = planner.decide(pending: entries, told: [], now: Self.start + .seconds(2))
        #expect(decision.lines.map(\.event) == [.resolved])
        #expect(decision.settled == [1, 2])
    }

    @Test func `an end is told where the beginning was, in its thread`() {
        var planner = NoticePlanner(ChannelRules())
        let over = incident(1, ended: .seconds(60))
        let entries = [waiting(1, over, event: .resolved)]
        let known = planner.decide(pending: entries, told: [told(over, reference: "t1")], now: Self.start + .seconds(2))
        #expect(known.lines.map(\.event) == [.resolved])
        #expect(known.messages.map(\.threads) == [["t1"]])
        let unknown = planner.decide(pending: entries, told: [], now: Self.start + .seconds(20))
        #expect(unknown.lines.isEmpty)
        #expect(unknown.settled == [1])
    }

    @Test func `what is new begins a thread of its own, and each end goes to its beginning's, accepted or still on its way`() {
        var planner = NoticePlanner(ChannelRules())
        let over = (1...3).map { incident($0, ended: .seconds(60)) }
        let memories = [told(over[0], reference: "t1"), told(over[1], waiting: 7), told(over[2], reference: "t1")]
        let entries = over.map { waiting($0.id.rawValue, $0, event: .resolved) } + [waiting(4, incident(4))]
        let decision = planner.decide(pending: entries, told: memories, now: Self.start + .seconds(2))
        #expect(decision.messages.map { $0.lines.map(\.incident.id.rawValue) } == [[4], [1, 3], [2]])
        #expect(decision.messages.map(\.threads) == [[], ["t1"], []] && decision.messages.map(\.answers) == [[], [], [7]])
    }

    @Test func `ends are one message where the channel has no threads, where nobody accepted a beginning, and where there are many`() {
        let over = (1...6).map { incident($0, ended: .seconds(60)) }
        let entries = over.map { waiting($0.id.rawValue, $0, event: .resolved) }
        func messages(_ rules: ChannelRules, _ memories: [NoticePlanner.Told]) -> [NoticePlanner.Message] {
            var planner = NoticePlanner(rules)
            return planner.decide(pending: entries, told: memories, now: Self.start + .seconds(2)).messages
        }
        let known = over.map { told($0, reference: "t\($0.id)") }
        let many = messages(ChannelRules(), known)
        #expect(many.map(\.lines.count) == [6] && many.first?.threads.count == 6)
        let few = messages(ChannelRules(), Array(known.prefix(5)))
        #expect(few.map(\.lines.count) == [1, 1, 1, 1, 1])
        #expect(messages(ChannelRules(hasThreads: false), known).map(\.threads) == [[]])
        #expect(messages(ChannelRules(), over.map { told($0) }).map(\.lines.count) == [6])
    }

    @Test func `what a shared incident covers has no line beside it`() {
        var planner = NoticePlanner(ChannelRules())
        let shared = incident(3, subject: .shared(SharedCause(kind: .address, name: "192.0.2.1")))
        let entries = [waiting(1, incident(1, parent: 3)), waiting(2, incident(2, parent: 3)), waiting(3, shared)]
        #expect(planner.decide(pending: entries, told: [], now: Self.start + .seconds(2)).lines.map(\.incident.id) == [IncidentID(3)])
    }

    @Test(arguments: [
        (ChannelRules(importance: .high), Importance.normal, Verdict.down, 0), (ChannelRules(importance: .high), .high, .down, 1),
        (ChannelRules(verdicts: [.down]), .normal, .degraded, 0), (ChannelRules(verdicts: [.down]), .normal, .down, 1),
        (ChannelRules(tags: ["bar"]), .normal, .down, 1), (ChannelRules(tags: ["other"]), .normal, .down, 0),
    ]) func `a channel hears what it wants`(_ rules: ChannelRules, _ importance: Importance, _ verdict: Verdict, _ lines: Int) {
        var planner = NoticePlanner(rules)
        let entries = [waiting(1, incident(1, verdict: verdict), directory(1, importance, tags: ["bar"]))]
        let decision = planner.decide(pending: entries, told: [], now: Self.start + .seconds(2))
        #expect(decision.lines.count == lines)
        #expect(decision.settled == [1])
    }

    @Test func `our own blindness is told whatever the filter`() {
        var planner = NoticePlanner(ChannelRules(importance: .critical, tags: ["bar"]))
        let blind = NoticePlanner.Pending(
            id: 1, event: .opened, at: Self.start, incident: incident(1, verdict: .unknown, subject: .blind), directory: nil)
        #expect(planner.decide(pending: [blind], told: [], now: Self.start + .seconds(2)).lines.count == 1)
    }

    @Test func `quiet hours hold all but what is loud, and end with one message`() throws {
        // Eleven o'clock is within them.
        let quiet = try #require(QuietHours("10:00-12:00", timeZone: .gmt))
        var planner = NoticePlanner(ChannelRules(quiet: quiet, loud: .critical))
        let over = incident(2, ended: .seconds(30))
        let entries = [
            waiting(1, incident(1)), waiting(2, over), waiting(3, incident(3), directory(3, .critical)),
            waiting(4, over, event: .resolved, after: .seconds(30)),
        ]
        let loud = planner.decide(pending: entries, told: [], now: Self.start + .seconds(40))
        #expect(loud.settled == [3])
        let rest = entries.filter { $0.id != 3 }
        #expect(planner.decide(pending: rest, told: [], now: Self.start + .seconds(1_800)).lines.isEmpty)
        let morning = planner.decide(pending: rest, told: [], now: Self.start + .seconds(3_600))
        #expect(morning.lines.map(\.event) == [.opened, .resolved])
        #expect(morning.settled == [1, 2, 4])
    }

    @Test func `an open incident is told of again, and again, but not while it is quiet`() throws {
        let quiet = try #require(QuietHours("15:00-16:00", timeZone: .gmt))
        var planner = NoticePlanner(ChannelRules(quiet: quiet, remind: .seconds(4 * 3600)))
        let open = [told(incident(1))]
        #expect(planner.decide(pending: [], told: open, now: Self.start + .seconds(4 * 3600 - 1)).lines.isEmpty)
        #expect(planner.decide(pending: [], told: open, now: Self.start + .seconds(4 * 3600)).lines.isEmpty)
        let decision = planner.decide(pending: [], told: open, now: Self.start + .seconds(5 * 3600))
        #expect(decision.lines.map(\.event) == [.reminder])
        #expect(
            planner.decide(pending: [], told: [told(incident(1), after: .seconds(5 * 3600))], now: Self.start + .seconds(6 * 3600)).lines
                .isEmpty)
        let over = [told(incident(1, ended: .seconds(7)))]
        #expect(planner.decide(pending: [], told: over, now: Self.start + .seconds(40 * 3600)).lines.isEmpty)
    }

    @Test func `a clock that was set back holds nothing up`() {
        var planner = NoticePlanner(ChannelRules())
        _ = planner.decide(pending: [waiting(1, incident(1))], told: [], now: Self.start + .seconds(2))
        let decision = planner.decide(pending: [waiting(2, incident(2))], told: [], now: Self.start - .seconds(3600))
        #expect(decision.lines.count == 1)
    }
}

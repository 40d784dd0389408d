import Model
import Testing

@testable import Watch

/// What one directory's checks see, in seconds since the start, and the incidents that come of it.
private struct Ward {
    static let start = Timestamp(seconds: 1_767_225_600)
    var tracker = IncidentTracker(IncidentRules())
    var opened: [Incident] = []
    var closed: [Incident] = []
    var updated: [Incident] = []
    var rechecks: [CheckKind] = []

    mutating func see(_ check: CheckKind, _ verdict: Verdict, _ reason: Reason = .ok, at second: Int64) {
        let now = Self.start + .seconds(second)
        let seen = Observation(directory: DirectoryID(1), check: check, at: now, verdict: verdict, reason: reason, sentence: "\(reason)")
        rechecks = []
        for action in tracker.observe(seen, now: now) {
            switch action {
            case .opened(let incident): opened.append(incident)
            case .closed(let incident): closed.append(incident)
            case .updated(let incident): updated.append(incident)
            case .recheck(let key, _, _, _): rechecks.append(key.check)
            case .shows, .checkControls: break
            }
        }
    }

    func verdict(_ check: CheckKind) -> Verdict? { tracker.verdict(of: CheckKey(DirectoryID(1), check)) }
}

@Suite struct `One trouble of a directory` {
    static let troubles: [(reason: Reason, asSeenByOthers: Reason)] = [
        (.certificateExpired, .certificateExpired), (.certificateWrongName, .certificateWrongName), (.dnsNotFound, .dnsNotFound),
        (.connectTimeout, .tlsTimeout), (.responseTimeout, .serverError), (.botWall, .forbidden),
    ]

    @Test(arguments: troubles)
    func `is one incident, whichever checks see it, until the last of them is well`(_ row: (reason: Reason, asSeenByOthers: Reason)) {
        var ward = Ward()
        for check in [CheckKind.content, .tls, .http] { ward.see(check, .up, at: 0) }
        for second in [10, 15, 25] as [Int64] { ward.see(.content, .down, row.reason, at: second) }
        ward.see(.tls, .down, row.asSeenByOthers, at: 26)
        #expect(ward.rechecks.isEmpty, "another check has confirmed it")
        for second in [27, 32, 42] as [Int64] { ward.see(.http, .down, row.asSeenByOthers, at: second) }
        #expect(ward.opened.map(\.subject) == [.check(CheckKey(DirectoryID(1), .content))])
        #expect(ward.verdict(.tls) == .down && ward.verdict(.http) == .down)

        for second in [60, 65] as [Int64] { ward.see(.content, .up, at: second) }
        #expect(ward.closed.isEmpty && Set(ward.rechecks) == [.tls, .http], "what one sees well is looked at by the others soon")
        for second in [70, 75] as [Int64] { ward.see(.http, .up, at: second) }
        for second in [71, 76] as [Int64] { ward.see(.tls, .up, at: second) }
        #expect(ward.closed.map(\.id) == ward.opened.map(\.id) && ward.closed.first?.endedAt == Ward.start + .seconds(71))
        #expect(ward.tracker.openIncidents.isEmpty)
    }

    @Test func `is not another trouble that comes at the same time`() {
        var ward = Ward()
        for second in [10, 15, 25] as [Int64] {
            ward.see(.tls, .down, .certificateExpired, at: second)
            ward.see(.content, .changed, .softNotFound, at: second)
            ward.see(.http, .changed, .conditionFailed, at: second)
        }
        #expect(ward.opened.map(\.reason) == [.certificateExpired, .softNotFound, .conditionFailed])
    }

    @Test func `that gives way to another leaves one incident for each`() {
        var ward = Ward()
        for second in [10, 15, 25] as [Int64] {
            for check in [CheckKind.tls, .content] { ward.see(check, .down, .certificateExpired, at: second) }
        }
        #expect(ward.opened.count == 1)
        // The certificate is renewed; behind it stands a page that is not found.
        for second in [60, 65] as [Int64] { ward.see(.content, .changed, .softNotFound, at: second) }
        #expect(ward.opened.map(\.reason) == [.certificateExpired, .softNotFound] && ward.closed.isEmpty)
        for second in [70, 75] as [Int64] { ward.see(.tls, .up, at: second) }
        #expect(ward.closed.map(\.reason) == [.certificateExpired])
        for second in [90, 95] as [Int64] { ward.see(.content, .up, at: second) }
        #expect(ward.closed.count == 2 && ward.tracker.openIncidents.isEmpty)
    }

    @Test func `that turns into one which another check has already is joined to that`() {
        var ward = Ward()
        for second in [10, 15, 25] as [Int64] { ward.see(.content, .down, .serverError, at: second) }
        for second in [26, 31, 41] as [Int64] { ward.see(.tls, .down, .certificateExpired, at: second) }
        for second in [60, 65] as [Int64] { ward.see(.content, .down, .certificateExpired, at: second) }
        #expect(ward.opened.count == 2 && ward.closed.map(\.reason) == [.serverError])
        #expect(ward.tracker.openIncidents.map(\.reason) == [.certificateExpired])
    }

    @Test func `is told anew when a check that is alone with it sees another of the same verdict`() {
        var ward = Ward()
        for second in [10, 15, 25, 60, 65] as [Int64] { ward.see(.content, .down, second < 60 ? .dnsTimeout : .serverError, at: second) }
        #expect(ward.opened.map(\.reason) == [.dnsTimeout] && ward.updated.map(\.reason) == [.serverError])
    }

    @Test func `stays one incident over a restart`() {
        var before = Ward()
        for second in [10, 15, 25] as [Int64] {
            for check in [CheckKind.content, .tls] { before.see(check, .down, .certificateExpired, at: second) }
        }
        var ward = Ward()
        let known = [CheckKind.content, .tls].map { check in
            IncidentTracker.Restored(
                key: CheckKey(DirectoryID(1), check), verdict: .down, reason: .certificateExpired, at: Ward.start + .seconds(25))
        }
        ward.tracker.restore(open: before.tracker.openIncidents, states: known)
        for second in [60, 65] as [Int64] { ward.see(.content, .up, at: second) }
        #expect(ward.closed.isEmpty)
        for second in [70, 75] as [Int64] { ward.see(.tls, .up, at: second) }
        #expect(ward.opened.isEmpty && ward.closed.map(\.id) == before.opened.map(\.id))
    }
}

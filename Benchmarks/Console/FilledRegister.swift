import Database
import DatabaseSQLite
import Directories
import Model
import Resilience
import Watch

/// A register with what was seen of it, filled through the real stores: one in twenty directories is not well, and some of them are the
/// subject of incidents.
struct FilledRegister {
    let database: SQLiteDatabase
    let directories: DirectoryStore
    let observations: ObservationStore
    let incidents: IncidentStore
    let counts: [Verdict: Int]
    private let now: Timestamp

    private static let kinds = ["Bar association", "Business directory", "Realtors", "Chamber of commerce", "Law guide"]
    private static let regions = ["us-tx", "us-ca", "de-be", "gb-ldn", "fr-idf", "us-ny"]
    private static let sentences: [Verdict: String] = [
        .up: "200, “Directory of members”, 1,204 listings in sight.", .degraded: "Answered in 4.2 s; 3 s are allowed.",
        .blocked: "A bot wall answered (challenge page) instead of the directory.",
        .parked: "The domain shows a registrar's for-sale page.",
        .changed: "The page answers 200 but says “page not found” (soft 404).",
        .down: "TCP connect timed out after 5 s (both address families).",
    ]

    init(path: String, count: Int, clock: any WallClock) async throws {
        now = clock.now()
        database = try await SQLiteDatabase.open(path: path)
        try await database.migrate([Directories.migrations, WatchSchema.migrations], at: now)
        directories = DirectoryStore(database, clock: clock)
        observations = try await ObservationStore(database, clock: clock)
        incidents = IncidentStore(database)
        var counts: [Verdict: Int] = [:]
        for number in 0..<count { counts[Self.verdict(number), default: 0] += 1 }
        self.counts = counts
        for start in stride(from: 0, to: count, by: 5_000) {
            let numbers = start..<min(count, start + 5_000)
            _ = try await directories.add(batch: try numbers.map(Self.directory))
            // A small register is there to be looked at: it has a past to draw.
            let steps = count <= 2_000 ? 40 : 1
            for number in numbers {
                for step in (0..<steps).reversed() { await observations.record(observation(number, step)) }
            }
            try await observations.flush()
        }
        try await fillIncidents(count)
        try await observations.roll()
    }

    private static func directory(_ number: Int) throws -> RegistrableDirectory {
        try RegistrableDirectory(
            DirectoryDraft(
                url: "https://directory-\(number).example/members", name: "\(kinds[number % 5]) of District \(number)",
                category: kinds[number % 5], importance: number % 100 == 0 ? .critical : number % 10 == 0 ? .high : .normal,
                region: regions[number % 6], tags: number % 50 == 0 ? ["gold"] : []))
    }

    private static func verdict(_ number: Int) -> Verdict {
        switch number % 97 {
        case 3, 41: .down
        case 7, 8: .degraded
        case 13: .blocked
        case 29: number % 2 == 0 ? .parked : .changed
        default: .up
        }
    }

    /// What was seen of the directory of that number, so many minutes ago.
    func observation(_ number: Int, _ step: Int) -> Observation {
        let seen: Verdict = Self.verdict(number) != .up && step < 12 ? Self.verdict(number) : .up
        let jitter = Int64((number &* 2_654_435_761 &+ step &* 40_503) & 0xffff)
        let latency = (seen == .degraded ? 4_200_000 : 180_000) + jitter * 3
        let answered = seen != .down
        return Observation(
            directory: DirectoryID(Int64(number + 1)), check: .http, at: now - .seconds(Int64(step * 60 + number % 60)), verdict: seen,
            reason: seen == .up ? .ok : seen == .down ? .connectTimeout : .slow, sentence: Self.sentences[seen] ?? "",
            timings: PhaseTimings(
                dns: 4_000 + jitter / 20, connect: 21_000, tls: answered ? 38_000 : nil, firstByte: answered ? latency / 2 : nil,
                transfer: answered ? 9_000 : nil, total: latency), status: answered ? 200 : nil, bytes: 48_000,
            evidence: seen == .up && step > 0 ? nil : evidence(number, seen, answered: answered))
    }

    private func evidence(_ number: Int, _ seen: Verdict, answered: Bool) -> Evidence {
        Evidence(
            hops: [Evidence.Hop(url: "https://directory-\(number).example/members", status: answered ? 200 : nil)],
            headers: [Evidence.Header("Server", "nginx"), Evidence.Header("Content-Type", "text/html; charset=utf-8")],
            title: "Directory of members", firstBytes: "<!doctype html><html lang=en><title>Directory of members</title>",
            certificate: Evidence.Certificate(
                subject: "CN=directory-\(number).example", issuer: "Example CA R3",
                names: ["directory-\(number).example", "www.directory-\(number).example"], notBefore: now,
                notAfter: now + .seconds(40 * 86_400), protocolVersion: "TLS 1.3", key: "EC P-256"),
            conditions: [Evidence.Condition(text: "latency < 3s", held: seen == .up, found: seen == .up ? nil : "4.2 s")],
            marks: seen == .blocked ? ["challenge-platform script"] : [])
    }

    private func fillIncidents(_ count: Int) async throws {
        var all = [
            Incident(
                id: IncidentID(1), subject: .shared(SharedCause(kind: .address, name: "203.0.113.7")), verdict: .down,
                reason: .connectTimeout, sentence: "12 directories: one host (203.0.113.7) does not answer.",
                startedAt: now - .seconds(700), confirmedAt: now - .seconds(640), directories: 12)
        ]
        let failing = (0..<min(count, 2_000)).filter { Self.verdict($0) != .up }.prefix(40)
        for (offset, number) in failing.enumerated() {
            let verdict = Self.verdict(number)
            all.append(
                Incident(
                    id: IncidentID(Int64(offset + 2)), subject: .check(CheckKey(DirectoryID(Int64(number + 1)), .http)), verdict: verdict,
                    reason: .slow, sentence: Self.sentences[verdict] ?? "", startedAt: now - .seconds(Int64(720 + offset * 300)),
                    confirmedAt: now - .seconds(Int64(660 + offset * 300)), endedAt: offset % 3 == 2 ? now - .seconds(60) : nil,
                    parent: verdict == .down && offset < 24 ? IncidentID(1) : nil, flapping: offset == 5))
        }
        try await incidents.save(all)
    }
}

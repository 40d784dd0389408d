import API
import Database
import DatabaseSQLite
import Directories
import Entities
import Foundation
import Hummingbird
import HummingbirdTesting
import JobQueue
import Logging
import Model
import Onboarding
import Operations
import Pipelines
import Resilience
import Rolls
import Telemetry
import Watch
import Web

@testable import Console

/// A whole surface over a real database in memory, filled through the real stores.
struct Stage: Sendable {
    static let noon = Timestamp(seconds: 1_767_268_800)
    static let hostile = #"<script>alert("x")</script> & 'Söhne'"#

    let database: SQLiteDatabase
    let clock: ManualClock
    let directories: DirectoryStore
    let observations: ObservationStore
    let incidents: IncidentStore
    let jobs: JobStore
    let runs: RunStore
    /// Where the pipelines of this stage are; none unless a test writes some.
    var pipelines = PipelineFolder("/nonexistent/pipelines")
    /// What the watch says of itself.
    var counts: [Verdict: Int] = [.up: 4, .degraded: 4, .blocked: 4, .parked: 4, .changed: 4, .down: 3]
    var isBlind = false
    /// Where the pages are kept that rolls read; none unless a test keeps some.
    var pageFolder = "/nonexistent/pages"
    let feed = LiveFeed()
    let visitors = Visitors()
    let telemetry = Telemetry(logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }, metrics: MetricRegistry())

    init() async throws {
        clock = ManualClock(Self.noon)
        database = try await SQLiteDatabase.open(path: ":memory:")
        try await database.migrate(
            [
                Directories.migrations, WatchSchema.migrations, JobSchema.migrations, RunSchema.migrations, RollsSchema.migrations,
                OnboardingSchema.migrations, EntitiesSchema.migrations, TallySchema.migrations,
            ],
            at: Self.noon)
        jobs = JobStore(database, clock: clock)
        runs = RunStore(jobs)
        directories = DirectoryStore(database, clock: clock)
        observations = try await ObservationStore(database, clock: clock)
        incidents = IncidentStore(database)
    }

    /// A stage with `count` directories of every verdict in turn, a certificate, a hostile name, and incidents.
    static func filled(_ count: Int = 23) async throws -> Stage {
        let stage = try await Stage()
        let verdicts: [Verdict] = [.up, .degraded, .blocked, .parked, .changed, .down]
        for index in 0..<count {
            let directory = try await stage.directories.add(
                DirectoryDraft(
                    url: "https://host\(index).example/list", slug: "d-\(index)", name: index == 5 ? hostile : "Directory \(index)",
                    category: index % 2 == 0 ? "bar" : "realtor", importance: index == 3 ? .critical : .normal, region: "us-tx",
                    tags: index == 4 ? ["law"] : [], paused: index == 6))
            for step in 0..<4 {
                await stage.observations.record(
                    stage.observation(directory.id, verdicts[index % 6], at: noon - .seconds(Int64(240 - step * 60) + Int64(index))))
            }
        }
        try await stage.observations.flush()
        try await stage.fillIncidents()
        return stage
    }

    func observation(_ directory: DirectoryID, _ verdict: Verdict, at: Timestamp) -> Observation {
        let evidence = Evidence(
            hops: [Evidence.Hop(url: "https://host.example/<evil>", status: 500)], headers: [Evidence.Header("Server", "<i>nginx</i>")],
            title: "<title>", firstBytes: "<!doctype html>",
            certificate: Evidence.Certificate(
                subject: "CN=<host>", issuer: "Test", names: ["host.example"], notBefore: Self.noon,
                notAfter: Self.noon + .seconds(864_000),
                protocolVersion: "TLS 1.3", key: "EC P-256"),
            conditions: [Evidence.Condition(text: "status == 200", held: false, found: "500")],
            marks: ["a mark"])
        return Observation(
            directory: directory, check: .http, at: at, verdict: verdict, reason: verdict == .up ? .ok : .serverError,
            sentence: "It is \(verdict.rawValue) <now>.",
            timings: PhaseTimings(dns: 1_000, connect: 2_000, tls: 9_000, firstByte: 30_000, transfer: 500, total: 42_500), status: 200,
            bytes: 5_120, evidence: verdict == .up ? nil : evidence)
    }

    private func fillIncidents() async throws {
        func incident(_ id: Int64, _ subject: Incident.Subject, parent: Int64? = nil, ended: Bool = false, directories: Int = 1) -> Incident
        {
            Incident(
                id: IncidentID(id), subject: subject, verdict: .down, reason: .serverError, sentence: "Server error 500 <evil>.",
                startedAt: Self.noon - .seconds(600), confirmedAt: Self.noon - .seconds(540),
                endedAt: ended ? Self.noon - .seconds(60) : nil, parent: parent.map(IncidentID.init), directories: directories)
        }
        let cause = SharedCause(kind: .address, name: "192.0.2.1")
        var all = [incident(1, .shared(cause), directories: 2), incident(2, .check(CheckKey(DirectoryID(6), .http)), parent: 1)]
        all.append(incident(3, .check(CheckKey(DirectoryID(12), .http)), parent: 1))
        for id in Int64(4)...9 { all.append(incident(id, .check(CheckKey(DirectoryID(18), .http)), ended: id != 9)) }
        try await incidents.save(all)
    }

    var roll: Roll {
        var planner = Planner(PlannerConfiguration())
        let report = planner.report(now: clock.now())
        return Roll(
            directories: directories, board: BoardStore(database), history: ObservationHistory(database), incidents: incidents,
            watch: WatchAnswers(
                freshness: { report }, directoriesByVerdict: { counts }, isBlind: { isBlind }, trouble: { nil }),
            clock: clock)
    }

    var storedPages: StoredPages { StoredPages(database, cache: PageCache(folder: pageFolder)) }

    func surface(title: String = "Status <of> us") throws -> WebSurface {
        try WebSurface(
            WebSurface.Parts(
                roll: roll,
                desks: Desks(
                    database, kinds: JobKinds([AnyJobKind(Letter())]), pipelines: pipelines,
                    stored: storedPages, clock: clock), feed: feed, telemetry: telemetry,
                readiness: [HealthRoutes.Readiness(name: "database") { nil }, HealthRoutes.Readiness(name: "watch") { "it sleeps" }],
                version: "1.2.3", title: title, visitors: visitors))
    }

    /// The answers of the console's listener to these requests, in their order.
    func ask(
        _ uri: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: String? = nil, isPublic: Bool = false
    ) async throws -> Answer {
        let surface = try surface()
        let router = isPublic ? surface.publicRouter(listensOn: "127.0.0.1") : surface.router(listensOn: "127.0.0.1")
        return try await Application(router: router).test(.router) { client in
            let response = try await client.execute(
                uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
            return Answer(status: response.status.code, headers: response.headers, text: String(buffer: response.body))
        }
    }
}

/// A kind of work that the tests enqueue.
struct Letter: JobKind {
    struct Payload: Codable, Sendable {
        var to: String
    }

    let name = "letter"

    func validate(_ payload: Payload) throws {
        if payload.to.isEmpty { throw JobQueueError(.payload, "to is empty", remedy: "Say to whom.") }
    }

    func run(_ payload: Payload, _ context: JobContext) async throws {}
}

/// What came back.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let text: String

    /// The body as a JSON object; empty if it is none.
    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:] }

    /// The objects under `items`.
    var items: [[String: Any]] { json["items"] as? [[String: Any]] ?? [] }
}

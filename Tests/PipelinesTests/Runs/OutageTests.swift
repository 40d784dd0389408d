import DatabasePostgres
import Foundation
import Glibc
import JobQueue
import Logging
import Model
import Pipelines
import PostgresTesting
import Resilience
import ServiceLifecycle
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A run, while PostgreSQL` {
    /// `ROLLCALL_OUTAGE` seconds, or a few.
    private static let outage = Duration.seconds(getenv("ROLLCALL_OUTAGE").flatMap { Int(String(cString: $0)) } ?? 3)

    @Test func `hangs in the middle of it, goes on from its checkpoint and doubles nothing`() async throws {
        let server = try await PostgresServer.start(with: ["fsync=off", "synchronous_commit=off"])
        var configuration = PostgresConfiguration(try #require(PostgresURL(server.url(schema: nil))))
        // Else nobody would notice for a minute.
        configuration.statementTimeout = .seconds(1)
        let database = try await PostgresDatabase.open(configuration)
        let bench = try await Bench(database)
        let input = (1...6000).map { "{\"n\":\($0)}\n" }.joined()
        try bench.write(input, to: "in.jsonl")
        let document = try bench.document(
            "source: {read: in.jsonl}\noutputs: [write: out.jsonl]\ncheckpoint: {records: 20}\nattempts: 100\n")
        let id = try await bench.runs.create(RunDraft(document, folder: bench.folder, cause: "test")).id
        try await bench.working {
            // In the middle: something is in a checkpoint, and more is to come.
            while try await bench.runs.get(id).checkpoint?.read ?? 0 < 20 {}
            try server.signal(SIGSTOP)
            // The time has to pass for real: it is the server's.
            try await Task.sleep(for: Self.outage)
            try server.signal(SIGCONT)
            while !((try? await bench.runs.get(id).state.isFinished) ?? false) { try await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(try await bench.runs.get(id).state == .done)
        #expect(try bench.read("out.jsonl") == input)
        await database.close()
    }
}

import Database
import DatabasePostgres
import Dispatch
import Foundation
import Glibc
import JobQueue
import Model
import Pipelines
import PostgresTesting
import Testing

@Suite(.timeLimit(.minutes(2))) struct `A run, while PostgreSQL` {
    /// `ROLLCALL_OUTAGE` seconds, or a few.
    private static let outage = Duration.seconds(getenv("ROLLCALL_OUTAGE").flatMap { Int(String(cString: $0)) } ?? 3)

    /// - Parameter isWriting: whether the run is just storing a checkpoint, so that its attempt fails by the statement time-out.
    @Test(arguments: [false, true])
    func `hangs in the middle of it, goes on from its checkpoint and doubles nothing`(isWriting: Bool) async throws {
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
        let job = try #require(try await bench.runs.get(id).job)
        try await bench.working(hasChores: true) {
            // In the middle: something is in a checkpoint, and more is to come.
            while try await bench.runs.get(id).checkpoint?.read ?? 0 < 20 {}
            let lock = isWriting ? RowLock(on: id, in: database) : nil
            try await lock?.keepsSomebodyWaiting(in: database)
            try server.signal(SIGSTOP)
            // The time has to pass for real: it is the server's.
            try await Task.sleep(for: Self.outage)
            try server.signal(SIGCONT)
            if let lock {
                // A look may take too long as well.
                while ((try? await bench.jobs.get(job).state) ?? .running) == .running { try await Task.sleep(for: .milliseconds(20)) }
                try await lock.release()
            }
            while !((try? await bench.runs.get(id).state.isFinished) ?? false) { try await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(try await bench.runs.get(id).state == .done)
        #expect(try bench.read("out.jsonl") == input)
        if isWriting { #expect(try await bench.jobs.get(job).attempt > 1) }
        await database.close()
    }
}

/// The lock of a run's row, which whoever writes to that waits for.
private struct RowLock {
    private let holding: Task<Void, any Error>
    private let end = DispatchSemaphore(value: 0)

    init(on run: RunID, in database: any SQLDatabase) {
        holding = Task { [end] in
            try await database.write { connection in
                try connection.execute("UPDATE pipeline_runs SET id = id WHERE id = $1", [.integer(run.rawValue)])
                // On the connection's own thread.
                end.wait()
            }
        }
    }

    /// Waits until somebody waits for it.
    func keepsSomebodyWaiting(in database: any SQLDatabase) async throws {
        while try await database.read({ connection in
            try connection.first("SELECT count(*) FROM pg_locks WHERE NOT granted") { $0.integer(0) }
        }) == 0 {}
    }

    func release() async throws {
        end.signal()
        try await holding.value
    }
}

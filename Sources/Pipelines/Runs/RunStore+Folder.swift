import Database
import Foundation
import JobQueue
import Model
import Resilience

#if canImport(Glibc)
    import Glibc
#endif

/// A file that was dropped into a watched folder, as it is remembered.
struct DroppedFile: Sendable, Hashable {
    /// The numbers are stored.
    enum State: Int, Sendable {
        /// It is the input of a run that has not ended.
        case taken = 0
        case processed = 1
        case rejected = 2
    }

    var pipeline: String
    /// SHA-256 of its content.
    var hash: String
    /// Where it lies while its run goes on: `INBOX/.taken/HASH/NAME`.
    var path: String
    /// As it was called in the watched folder.
    var name: String
    var size: Int64
    var state = State.taken
    var run = RunID(0)

    /// The watched folder.
    var inbox: String { path.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/") }
    /// Where in it the file lies while its run goes on.
    var folder: String { "\(inbox)/.taken/\(hash)" }
}

extension RunStore {
    private static let fileColumns = "f.pipeline, f.hash, f.path, f.name, f.size, f.state, f.run"

    private static func file(_ row: any SQLRow) -> DroppedFile {
        DroppedFile(
            pipeline: row.text(0), hash: row.text(1), path: row.text(2), name: row.text(3), size: row.integer(4),
            state: DroppedFile.State(rawValue: row.int(5)) ?? .processed, run: RunID(row.integer(6)))
    }

    /// What is remembered of a content.
    func droppedFile(_ pipeline: String, _ hash: String) async throws -> DroppedFile? {
        try await database.read { try Self.droppedFile(pipeline, hash, $0) }
    }

    private static func droppedFile(_ pipeline: String, _ hash: String, _ connection: any SQLConnection) throws -> DroppedFile? {
        try connection.first(
            "SELECT \(fileColumns) FROM pipeline_files f WHERE f.pipeline = $1 AND f.hash = $2", [.text(pipeline), .text(hash)], file)
    }

    /// Remembers a file and creates its run in one transaction; once, however often it is called. A content that was rejected may come again.
    /// - Returns: the file as it is remembered, an earlier one where that had the same content.
    func admit(_ file: DroppedFile, as draft: RunDraft) async throws -> (file: DroppedFile, isNew: Bool) {
        let now = clock.now()
        let admitted = try await database.write { connection in
            let key: [SQLValue] = [.text(file.pipeline), .text(file.hash)]
            let taken = try connection.execute(
                """
                INSERT INTO pipeline_files (pipeline, hash, path, name, size, state, run, taken_at) VALUES ($1, $2, $3, $4, $5, 0, 0, $6)
                ON CONFLICT (pipeline, hash) DO UPDATE
                SET path = excluded.path, name = excluded.name, size = excluded.size, state = 0, run = 0, taken_at = excluded.taken_at
                WHERE pipeline_files.state = \(DroppedFile.State.rejected.rawValue)
                """, key + [.text(file.path), .text(file.name), .integer(file.size), .time(now)])
            guard taken > 0 else {
                guard let known = try Self.droppedFile(file.pipeline, file.hash, connection) else {
                    throw PipelineError(.state, "The file \(file.path) was not remembered.", remedy: "It is tried again.")
                }
                return (file: known, isNew: false)
            }
            var file = file
            file.run = try create(draft, in: connection).id
            try connection.execute(
                "UPDATE pipeline_files SET run = $3 WHERE pipeline = $1 AND hash = $2", key + [.integer(file.run.rawValue)])
            return (file: file, isNew: true)
        }
        FailPoints.pass("after-admitting")
        if admitted.isNew { jobs.hint() }
        return admitted
    }

    /// Puts the files of runs that have ended where they belong: `processed/`, or `rejected/` with the reason.
    /// - Parameter run: of that run only; nil for all.
    func putAwayEnded(_ run: RunID? = nil) async throws {
        let ended = try await database.read { connection in
            try connection.query(
                """
                SELECT \(Self.fileColumns), r.state, r.error FROM pipeline_files f JOIN pipeline_runs r ON r.id = f.run
                WHERE f.state = 0 AND r.finished_at IS NOT NULL\(run == nil ? "" : " AND f.run = $1") ORDER BY f.run LIMIT 1000
                """, run.map { [.integer($0.rawValue)] } ?? []
            ) { (Self.file($0), RunState(rawValue: $0.int(7)) ?? .failed, $0.optionalText(8)) }
        }
        for (file, state, error) in ended {
            try await putAway(
                file, as: state == .done ? .processed : .rejected, error: error ?? (state == .cancelled ? "The run was cancelled." : nil))
        }
    }

    /// Moves a file to its last place and remembers that. Doing it again changes nothing.
    func putAway(_ file: DroppedFile, as state: DroppedFile.State, error: String?) async throws {
        try await Blocking.run {
            guard FolderFile.look(file.path) != nil else {
                // Moved by a process that died before it could do the rest.
                rmdir(file.folder)
                return
            }
            if state == .processed {
                let processed = "\(file.inbox)/processed"
                try FolderFile.move(
                    file.name, from: file.folder, to: processed, as: FolderFile.free(file.name, in: processed, run: file.run))
            } else {
                let reason = "Run \(file.run) of \(file.pipeline) failed: \(error ?? "for a reason that is not known.")"
                let remedy = "Once that is mended, put the file back into \(file.inbox)."
                try FolderFile.reject(
                    file.name, of: file.inbox, from: file.folder, reason: "\(reason)\n\(remedy)", run: file.run)
            }
            rmdir(file.folder)
            FailPoints.pass("after-putting-away")
        }
        try await database.write { connection in
            _ = try connection.execute(
                "UPDATE pipeline_files SET state = $4 WHERE pipeline = $1 AND hash = $2 AND run = $3 AND state = 0",
                [.text(file.pipeline), .text(file.hash), .integer(file.run.rawValue), .int(state.rawValue)])
        }
    }
}

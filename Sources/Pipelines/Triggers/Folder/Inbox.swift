import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// One watched folder of one pipeline. A file goes from the folder to `.taken/HASH/` and becomes the input of a run there; from there to
/// `processed/`, or to `rejected/` with the reason beside it, when the run has ended. Each step is one renaming, so that a file is always in one
/// of these places, and each can be done again after a crash.
struct Inbox: Sendable {
    let document: PipelineDocument
    /// Where the document lies.
    let base: String
    /// The folder itself, absolute.
    let path: String
    let trigger: FolderTrigger

    /// What became of a file that was to be taken.
    enum Outcome: Hashable, Sendable {
        case started(RunID)
        /// A run has had that content already.
        case duplicate(of: RunID)
        case rejected(String)
        /// It is gone, or still changes.
        case notYet
    }

    /// Makes sure that the folder is there.
    func prepare() throws {
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw PipelineError(
                .input, "The folder \(path) cannot be made: \(error.localizedDescription).",
                remedy: "Make it, or name another one in the pipeline \(document.name).")
        }
    }

    /// The files that wait, and what they are at this moment.
    func files() async throws -> [String: InboxWatch.Facts] {
        try await Blocking.run {
            let names: [String]
            do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
                throw PipelineError(
                    .input, "The folder \(path) cannot be read: \(error.localizedDescription).", remedy: "Check its permissions.")
            }
            var found: [String: InboxWatch.Facts] = [:]
            for name in names where trigger.takes(name) {
                if let (facts, mode) = FolderFile.look("\(path)/\(name)"), mode != S_IFDIR { found[name] = facts }
            }
            return found
        }
    }

    // MARK: Taking

    /// Takes a file that is whole and starts a run of it.
    /// - Throws: where the database or the file system does not let it; the file is then where it was, or in `.taken/`, and is taken later.
    func take(_ name: String, _ facts: InboxWatch.Facts, _ runs: RunStore) async throws -> Outcome {
        let hash: String
        switch try await Blocking.run({ FolderFile.hash("\(path)/\(name)", as: facts) }) {
        case .failure(.changed): return .notYet
        case .failure(.unreadable(let reason)):
            try await Blocking.run { try FolderFile.reject(name, of: path, from: path, reason: reason) }
            return .rejected(reason)
        case .success(let found): hash = found
        }
        if let known = try await runs.droppedFile(document.name, hash), known.state != .rejected {
            try await fileDuplicate(name, from: path, of: known)
            return .duplicate(of: known.run)
        }
        let own = "\(path)/.taken/\(hash)"
        let isMoved = try await Blocking.run {
            // One of the same name is there where a crash came between its moving and its run.
            guard FolderFile.look("\(own)/\(name)") == nil else { return false }
            try FolderFile.move(name, from: path, to: own, as: name)
            FailPoints.pass("after-taking")
            return true
        }
        guard isMoved else {
            _ = try await admit(name, hash, size: facts.size, runs)
            return .notYet
        }
        return try await admit(name, hash, size: facts.size, runs)
    }

    /// Starts the run of a file that has been moved to `.taken/`, unless there is one. Doing it again changes nothing.
    func admit(_ name: String, _ hash: String, size: Int64, _ runs: RunStore) async throws -> Outcome {
        let file = "\(path)/.taken/\(hash)/\(name)"
        let draft = RunDraft(document, folder: base, input: file, cause: FolderTrigger.kind)
        let (known, isNew) = try await runs.admit(
            DroppedFile(pipeline: document.name, hash: hash, path: file, name: name, size: size), as: draft)
        if isNew { return .started(known.run) }
        guard known.path == file else {
            try await fileDuplicate(name, from: "\(path)/.taken/\(hash)", of: known)
            return .duplicate(of: known.run)
        }
        if known.state != .taken { try await runs.putAway(known, as: known.state, error: nil) }
        return .started(known.run)
    }

    /// Starts the runs that a crash left out: of files that were moved, and not put down.
    func recover(_ runs: RunStore) async throws {
        let left = try await Blocking.run {
            let taken = "\(path)/.taken"
            return FolderFile.names(taken).flatMap { hash in
                FolderFile.names("\(taken)/\(hash)").compactMap { name in
                    FolderFile.look("\(taken)/\(hash)/\(name)").map { (hash: hash, name: name, size: $0.facts.size) }
                }
            }
        }
        for file in left { _ = try await admit(file.name, file.hash, size: file.size, runs) }
    }

    private func fileDuplicate(_ name: String, from folder: String, of known: DroppedFile) async throws {
        try await Blocking.run {
            let processed = "\(path)/processed"
            let target = FolderFile.free(name, in: processed, run: known.run)
            try FolderFile.write(
                "Not worked: the run \(known.run) has had the same content, as \(known.name).\n", to: "\(processed)/\(target).duplicate.txt"
            )
            try FolderFile.move(name, from: folder, to: processed, as: target)
        }
    }
}

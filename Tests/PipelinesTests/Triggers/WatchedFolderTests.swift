import Database
import DatabaseTesting
import Foundation
import JobQueue
import Logging
import Model
import Testing

@testable import Pipelines

/// An inbox of a pipeline that copies what it reads.
private struct Shop {
    let bench: Bench
    let inbox: Inbox

    init(_ options: String = "") async throws {
        bench = try await Bench()
        let document = try bench.document(
            "source:\n  read:\noutputs: [write: \"out/{input}.jsonl\"]\ntriggers:\n  - folder: inbox\n    settle: 50ms\n\(options)",
            name: "copy")
        let trigger = try #require(document.triggers.first as? FolderTrigger)
        inbox = Inbox(document: document, base: bench.folder, path: "\(bench.folder)/inbox", trigger: trigger)
        try inbox.prepare()
    }

    func take(_ name: String) async throws -> Inbox.Outcome {
        try await inbox.take(name, try #require(try await inbox.files()[name]), bench.runs)
    }

    /// Takes a file and works its run to its end.
    func work(_ name: String) async throws -> Run {
        guard case .started(let run) = try await take(name) else {
            Issue.record("\(name) started nothing")
            return try await bench.runs.get(RunID(0))
        }
        return try await bench.work(run)
    }

    /// Everything below the inbox, sorted.
    var tree: [String] {
        (FileManager.default.subpaths(atPath: inbox.path) ?? []).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(inbox.path)/\(path)", isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }
}

@Suite(.onEachEngine, .timeLimit(.minutes(2))) struct `A watched folder` {
    @Test func `starts a run of each file and puts it to those processed`() async throws {
        let shop = try await Shop()
        try shop.bench.write("{\"n\":1}\n", to: "inbox/a.jsonl")
        let run = try await shop.work("a.jsonl")
        #expect(run.state == .done, "\(run.error ?? "")")
        #expect(run.cause == "folder")
        #expect(try shop.bench.read("out/a.jsonl") == "{\"n\":1}\n")
        #expect(shop.tree == ["processed/a.jsonl"])
        // Another content under the same name is another file.
        try shop.bench.write("{\"n\":2}\n", to: "inbox/a.jsonl")
        let second = try await shop.work("a.jsonl")
        #expect(shop.tree == ["processed/a-\(second.id).jsonl", "processed/a.jsonl"])
    }

    @Test func `works a content once, whatever the file is called`() async throws {
        let shop = try await Shop()
        try shop.bench.write("{\"n\":1}\n", to: "inbox/a.jsonl")
        let first = try await shop.work("a.jsonl")
        try shop.bench.write("{\"n\":1}\n", to: "inbox/b.jsonl")
        #expect(try await shop.take("b.jsonl") == .duplicate(of: first.id))
        #expect(shop.tree == ["processed/a.jsonl", "processed/b.jsonl", "processed/b.jsonl.duplicate.txt"])
        #expect(try await shop.bench.runs.list().count == 1)
    }

    @Test func `rejects what cannot be parsed with the reason beside it, and takes it again once it is put back`() async throws {
        let shop = try await Shop()
        try shop.bench.write("{\"n\":\n", to: "inbox/a.jsonl")
        let failed = try await shop.work("a.jsonl")
        #expect(failed.state == .failed)
        #expect(shop.tree == ["rejected/a.jsonl", "rejected/a.jsonl.reason.txt"])
        #expect(try shop.bench.read("inbox/rejected/a.jsonl.reason.txt").contains("Line 1"))
        try FileManager.default.moveItem(atPath: "\(shop.inbox.path)/rejected/a.jsonl", toPath: "\(shop.inbox.path)/a.jsonl")
        let again = try await shop.work("a.jsonl")
        #expect(again.id != failed.id && again.state == .failed)
        // A name that does not say what the file is.
        try shop.bench.write("n\n1\n", to: "inbox/a.what")
        #expect(try await shop.work("a.what").state == .failed)
        #expect(try shop.bench.read("inbox/rejected/a.what.reason.txt").contains("does not say whether it is CSV"))
    }

    @Test func `rejects what cannot be read`() async throws {
        let shop = try await Shop()
        try FileManager.default.createSymbolicLink(atPath: "\(shop.inbox.path)/a.jsonl", withDestinationPath: "/nowhere")
        guard case .rejected = try await shop.take("a.jsonl") else {
            Issue.record("it was not rejected")
            return
        }
        #expect(try shop.bench.read("inbox/rejected/a.jsonl.reason.txt").contains("no file"))
        #expect(try await shop.bench.runs.list().isEmpty)
    }

    @Test func `does not take what changed since it was looked at`() async throws {
        let shop = try await Shop()
        try shop.bench.write("{\"n\":1}\n", to: "inbox/a.jsonl")
        let facts = try #require(try await shop.inbox.files()["a.jsonl"])
        try shop.bench.write("{\"n\":1}\n{\"n\":2}\n", to: "inbox/a.jsonl")
        #expect(try await shop.inbox.take("a.jsonl", facts, shop.bench.runs) == .notYet)
        #expect(try await shop.inbox.take("gone.jsonl", facts, shop.bench.runs) == .notYet)
        #expect(shop.tree == ["a.jsonl"])
    }

    /// Each way in which a crash can come between two of the steps.
    @Test func `goes on after a crash, without losing or doubling a file`() async throws {
        let shop = try await Shop()
        let runs = shop.bench.runs
        try shop.bench.write("{\"n\":1}\n", to: "inbox/a.jsonl")
        // Moved, and its run is not there.
        let facts = try #require(try await shop.inbox.files()["a.jsonl"])
        let hash = try FolderFile.hash("\(shop.inbox.path)/a.jsonl", as: facts).get()
        try FolderFile.move("a.jsonl", from: shop.inbox.path, to: "\(shop.inbox.path)/.taken/\(hash)", as: "a.jsonl")
        try await shop.inbox.recover(runs)
        try await shop.inbox.recover(runs)
        let run = try #require(try await runs.list().first)
        #expect(try await runs.list().count == 1)
        // The same file was dropped once more before that was known.
        try shop.bench.write("{\"n\":1}\n", to: "inbox/a.jsonl")
        #expect(try await shop.take("a.jsonl") == .duplicate(of: run.id))
        // Its run ended, and the worker died before the file was put away.
        let taken = try #require(try await runs.begin(run.id, node: "dead"))
        try await runs.end(run.id, fence: taken.run.fence, .done)
        #expect(shop.tree.contains(".taken/\(hash)/a.jsonl"))
        try await runs.putAwayEnded()
        #expect(shop.tree == ["processed/a-\(run.id).jsonl", "processed/a.jsonl", "processed/a.jsonl.duplicate.txt"])
        // Put away, and not yet remembered as such.
        try await shop.bench.database.write { _ = try $0.execute("UPDATE pipeline_files SET state = 0") }
        try await runs.putAwayEnded()
        #expect(try await runs.droppedFile("copy", hash)?.state == .processed)
        // Remembered, and the moving did not reach the disk.
        try FolderFile.move(
            "a-\(run.id).jsonl", from: "\(shop.inbox.path)/processed", to: "\(shop.inbox.path)/.taken/\(hash)", as: "a.jsonl")
        try await shop.inbox.recover(runs)
        #expect(shop.tree == ["processed/a-\(run.id).jsonl", "processed/a.jsonl", "processed/a.jsonl.duplicate.txt"])
        #expect(try await runs.list().count == 1)
    }

    @Test func `rejects the file of a run that is cancelled before it began`() async throws {
        let shop = try await Shop()
        try shop.bench.write("{\"n\":1}\n", to: "inbox/a.jsonl")
        guard case .started(let run) = try await shop.take("a.jsonl") else { return }
        #expect(try await shop.bench.runs.cancel(run) == .cancelled)
        try await shop.bench.runs.putAwayEnded()
        #expect(try shop.bench.read("inbox/rejected/a.jsonl.reason.txt").contains("cancelled"))
    }
}

@Suite(.timeLimit(.minutes(2))) struct `The watch of folders` {
    /// The whole: what is there at the start, what is moved in, what is written slowly, and what is hidden.
    @Test func `sees every file that is put there, once it is whole`() async throws {
        let bench = try await Bench()
        let head = "source:\n  read:\noutputs: [write: \"out/{input}.jsonl\"]\ntriggers:\n  - folder: inbox\n    settle: 50ms\n"
        try bench.write(head, to: "copy.yaml")
        try bench.write("{\"n\":1}\n", to: "inbox/first.jsonl")
        try bench.write("{\"n\":0}\n", to: "inbox/.hidden.jsonl")
        try bench.write("{\"n\":2}\n", to: "elsewhere.jsonl")
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let service = TriggerService(PipelineFolder(bench.folder), jobs: bench.jobs, logger: logger)
        let task = Task { try await service.run() }
        defer { task.cancel() }
        func names() async throws -> [String] {
            try await bench.runs.list().compactMap { $0.input?.split(separator: "/").last.map(String.init) }.sorted()
        }
        try await until { try await names() == ["first.jsonl"] }
        try FileManager.default.moveItem(atPath: "\(bench.folder)/elsewhere.jsonl", toPath: "\(bench.folder)/inbox/moved.jsonl")
        try await until { try await names() == ["first.jsonl", "moved.jsonl"] }
        // One that is being written is left alone until its writer closes it, however long that rests.
        try #require(FileManager.default.createFile(atPath: "\(bench.folder)/inbox/slow.jsonl", contents: nil))
        let writer = try #require(FileHandle(forWritingAtPath: "\(bench.folder)/inbox/slow.jsonl"))
        try writer.write(contentsOf: Data("{\"n\":3}\n".utf8))
        try bench.write("{\"n\":4}\n", to: "inbox/later.jsonl")
        try await until { try await names().contains("later.jsonl") }
        #expect(try await !names().contains("slow.jsonl"))
        try writer.write(contentsOf: Data("{\"n\":5}\n".utf8))
        try writer.close()
        try await until { try await names().contains("slow.jsonl") }
        #expect(bench.exists("inbox/.hidden.jsonl"))
    }

    private func until(_ holds: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            if try await holds() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("it did not happen within twenty seconds")
    }
}

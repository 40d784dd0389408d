import Foundation
import Testing

/// When and where jobs and runs are worked, from the command line.
@Suite struct JobTermsTests {
    private let folder: URL
    private var settings: [String: String] {
        ["ROLLCALL_DATABASE_PATH": folder.appending(path: "jobs.sqlite").path, "ROLLCALL_PIPELINES_FOLDER": folder.path]
    }

    init() throws {
        folder = try Program.temporaryFolder()
        try "{\"n\":1}\n".write(to: folder.appending(path: "in.jsonl"), atomically: true, encoding: .utf8)
        for name in ["fetch", "report"] {
            let text = "source: {read: in.jsonl}\noutputs: [write: \(name).jsonl]\n"
            try text.write(to: folder.appending(path: "\(name).yaml"), atomically: true, encoding: .utf8)
        }
    }

    private func run(_ words: String) throws -> (status: Int32, text: String, errors: String) {
        try Program.run(words.split(separator: " ").map(String.init), in: folder, environment: settings)
    }

    @Test func aRunWaitsForAnotherAndSaysSo() throws {
        #expect(try run("run fetch --detach").status == 0)
        let made = try run("run report --after 1 --deadline 2h --needs cpu=0.5,memory=64MiB --detach")
        #expect(made.status == 0, "\(made.errors)")
        let why = try run("jobs why 2")
        #expect(why.text.contains("It waits for #1 (ready).") && why.text.contains("It is given up"), "\(why.text)")
        #expect(try run("runs show 2").text.contains("It waits for #1 (ready)."))
        #expect(try run("jobs show 2").text.contains("cpu=0.5,memory=64MiB"))
        // The worker of the second run works the first one as well.
        let done = try run("runs resume 2 --json")
        #expect(done.status == 0 && done.text.contains(#""state":"done""#), "\(done.text) \(done.errors)")
        #expect(try run("runs --json").text.components(separatedBy: #""state":"done""#).count == 3)
    }

    @Test func aJobIsSnoozedAndChangedAndSaysWhy() throws {
        #expect(try run("run fetch --detach").status == 0)
        #expect(try run("jobs snooze 1 10m").text.hasPrefix("#1 waits until "))
        #expect(try run("jobs why 1").text.contains("It is snoozed until"))
        #expect(try run("jobs edit 1 --needs memory=64GiB --deadline 3d").text == "changed #1\n")
        #expect(try run("jobs why 1 --json").text.contains(#""reason":"deadline""#))
        #expect(try run("jobs retry 1").status == 0)
        #expect(try !run("jobs why 1").text.contains("snoozed"))
        #expect(try run("jobs edit 1 --needs none --deadline none").status == 0)
        #expect(try !run("jobs show 1 --json").text.contains("\"needs\":"))
        #expect(try run("jobs edit 1 --after 1").errors.contains("cannot wait for itself"))
    }

    @Test(arguments: [
        "run fetch --after 99", "run fetch --needs memory=512", "run fetch --deadline soon", "run fetch --deadline 2001-01-01T00:00:00Z",
        "jobs snooze 1 soon", "jobs snooze 1 2001-01-01T00:00:00Z", "jobs edit 1 --after none --after 1",
    ])
    func whatMakesNoSenseIsRefused(words: String) throws {
        #expect(try run("run fetch --detach").status == 0)
        let found = try run(words)
        #expect([1, 2].contains(found.status) && !found.errors.isEmpty, "\(found.text)")
    }
}

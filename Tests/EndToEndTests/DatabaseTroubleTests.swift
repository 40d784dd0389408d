import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What a user is told where the database cannot be used.
@Suite(.serialized) struct DatabaseTroubleTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    private func sql(_ statement: String, in file: String) throws {
        let found = try Program.bash(
            "python3 -c 'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.executescript(sys.argv[2])' '\(file)' '\(statement)'",
            in: folder)
        #expect(found.status == 0, "\(found.errors)")
    }

    @Test(arguments: [["list"], ["serve", "--listen", "127.0.0.1:0"]]) func aNewerDatabaseIsRefused(verb: [String]) throws {
        let file = folder.appending(path: "new.sqlite").path
        #expect(try Program.run(["list", "--database", file], in: folder).status == 0)
        try sql("INSERT INTO schema SELECT feature, 99, \"future\", hash, applied_at FROM schema LIMIT 1", in: file)
        let found = try Program.run(verb + ["--database", file], in: folder)
        #expect(found.status == 2)
        #expect(found.errors.contains("newer version"))
        #expect(found.errors.contains("→"))
    }

    @Test func aFileThatMayGrowNoFurtherIsAFullDiskAndWhatWasThereStays() throws {
        let file = folder.appending(path: "full.sqlite").path
        #expect(try Program.run(["add", "kept.example", "--database", file], in: folder).status == 0)
        let rows = (0..<5000).map { "https://d\($0).example/" }.joined(separator: "\n")
        try rows.write(to: folder.appending(path: "list.csv"), atomically: true, encoding: .utf8)
        let found = try Program.bash("ulimit -f 400; exec \"$0\" import \"$HOME/list.csv\" --strict --database '\(file)'", in: folder)
        #expect(found.status == 2)
        #expect(found.errors.contains("would grow beyond the limit on a file's size"))
        #expect(found.errors.contains("watch.retention"))
        #expect(try Program.run(["list", "--slugs", "--database", file], in: folder).text == "kept-example\n")
    }

    @Test func anImportThatADiskStopsTellsHowMuchIsOnTheRegister() throws {
        let file = folder.appending(path: "part.sqlite").path
        let list = folder.appending(path: "list.csv")
        try (0..<9000).map { "https://d\($0).example/" }.joined(separator: "\n").write(to: list, atomically: true, encoding: .utf8)
        let found = try Program.bash("ulimit -f 2500; exec \"$0\" import \"$HOME/list.csv\" --database '\(file)'", in: folder)
        #expect(found.status == 2)
        let listed = try Program.run(["list", "--json", "--database", file], in: folder).text
        let total = try #require(listed.firstMatch(of: #/"total":(\d+)/#)).output.1
        let stored = try #require(Int(total))
        #expect(stored > 0 && stored < 9000)
        #expect(found.errors.contains("\(stored) directories before line \(stored + 1) are on the register"), "\(found.errors)")
        #expect(found.errors.contains("import the file again"))
        let again = try Program.run(["import", list.path, "--database", file], in: folder)
        #expect(again.status == 0)
        #expect(again.text.contains("\(9000 - stored) added"))
    }

    @Test func aServerWhoseDiskIsFullSaysSoAndStillDrains() throws {
        let urls = (0..<20).map { "http://127.0.0.1:9/\($0)" }
        #expect(try Program.run(["add", "--checks", "[{\"kind\":\"http\",\"interval\":\"1s\"}]"] + urls, in: folder).status == 0)
        let program = try Program(
            ["-c", "ulimit -f 700; exec \"$0\" serve --listen 127.0.0.1:0", Program.binary], in: folder,
            environment: ["ROLLCALL_WEB_ALLOW_PRIVATE": "true", "ROLLCALL_WATCH_HOST_CONCURRENCY": "20"], binary: "/bin/bash")
        try program.until("a line about the disk") { program.errorText.contains("observations cannot be stored, trying again") }
        #expect(program.errorText.contains("watch.retention"))
        let ready = try Program.bash("curl -s http://\(program.address ?? "")/readyz", in: folder)
        #expect(ready.text.contains("FAIL watch"))
        program.send(SIGTERM)
        _ = try program.wait()
        #expect(try Program.run(["list", "--json"], in: folder).text.contains("\"total\":20"))
    }

    @Test func aFileThatIsNoneOrCannotBeWrittenIsRefused() throws {
        let file = folder.appending(path: "notes.txt").path
        try String(repeating: "not a database ", count: 500).write(toFile: file, atomically: true, encoding: .utf8)
        let garbage = try Program.run(["list", "--database", file], in: folder)
        #expect(garbage.status == 2)
        #expect(garbage.errors.contains("is not a database"))
        // No user may make a file there, not even root.
        let readOnly = try Program.run(["list", "--database", "/sys/rollcall.sqlite"], in: folder)
        #expect(readOnly.status == 2)
        #expect(readOnly.errors.contains("cannot be") && readOnly.errors.contains("→"))
        let missing = folder.appending(path: "a/b/c.sqlite").path
        #expect(try Program.run(["list", "--database", missing], in: folder).status == 0)
        #expect(FileManager.default.fileExists(atPath: missing))
    }
}

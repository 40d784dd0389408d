import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite(.serialized) struct FarmTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    @Test func aSimulatedWebOfItsOwnProcessIsImportedAndChecked() throws {
        let files = folder.appending(path: "a farm")
        let farm = try Program(
            ["debug", "farm", "--directories", "10", "--healthy", "--hanging", "0.1", "--folder", files.path, "--json"], in: folder)
        try farm.until("the farm") { farm.text.contains("\"dns\"") }
        let settings = ["--config", files.appending(path: "rollcall.yaml").path]
        let list = files.appending(path: "list.jsonl").path
        let imported = try Program.run(["import", list, "--json"] + settings, in: folder)
        #expect(imported.status == 0)
        #expect(imported.text.contains("\"added\":10"), "\(imported.text)")

        struct Line: Decodable { var url: String }
        let lines = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n")
        let urls = try lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)).url }
        #expect(urls.count == 10)
        #expect(try Program.run(["check", urls[0], urls[1]] + settings, in: folder).status == 0)

        farm.send(SIGINT)
        #expect(try farm.wait() == 0)
    }

    @Test func impossibleFarmsAreRefused() throws {
        #expect(try Program.run(["debug", "farm", "--folder", folder.path, "--hanging", "2"], in: folder).status == 2)
        #expect(try Program.run(["debug", "farm", "--folder", "/dev/null/farm", "--directories", "1"], in: folder).status != 0)
    }
}

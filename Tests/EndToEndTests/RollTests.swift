import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Rolls by the built program, against a simulated web of its own process.
@Suite(.serialized) struct RollTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    private struct Line: Decodable {
        var slug: String
        var url: String
    }

    private struct Roll: Decodable {
        var state: String
        var found: Int
        var appeared: Int
    }

    @Test func aRollThatIsKilledGoesOnWithNothingLostOrDoubled() throws {
        let (farm, files, settings) = try startFarm(of: 4)
        defer {
            farm.send(SIGINT)
            _ = try? farm.wait()
        }
        let fast = ["ROLLCALL_ROLLS_DELAY": "20ms"]
        #expect(try Program.run(["import", files.appending(path: "list.jsonl").path] + settings, in: folder).status == 0)
        // The second asks for no Crawl-delay.
        let list = try String(contentsOf: files.appending(path: "list.jsonl"), encoding: .utf8).split(separator: "\n")
        let slug = try JSONDecoder().decode(Line.self, from: Data(try #require(list.dropFirst().first).utf8)).slug
        for _ in 0..<3 {
            let roll = try Program(["roll", slug] + settings, in: folder, environment: fast)
            try roll.until("some pages") { pages(of: folder) > 12 || roll.text.contains("roll") }
            roll.send(SIGKILL)
            _ = try roll.wait()
        }
        let ended = try Program.run(["roll", slug, "--json"] + settings, in: folder, environment: fast)
        #expect(ended.status == 0, "\(ended.errors)")
        let roll = try JSONDecoder().decode(Roll.self, from: Data(ended.text.utf8))
        #expect(roll.state == "complete" && roll.found == roll.appeared && roll.found > 10)
        let listed = try Program.run(["listings", "export", slug, "--format", "jsonl"] + settings, in: folder)
        let lines = listed.text.split(separator: "\n")
        #expect(lines.count == roll.found && Set(lines).count == roll.found)
        let sheet = folder.appending(path: "listed.xlsx").path
        let exported = try Program.run(["listings", "export", slug, "--format", "xlsx", "--output", sheet] + settings, in: folder)
        #expect(exported.status == 0 && exported.errors.contains("\(roll.found) listings written"), "\(exported.errors)")
        let mark = try #require(exported.errors.split(separator: "--since ").last.map { $0.prefix { $0.isNumber } })
        // Nothing has changed since that roll.
        let increment = try Program.run(
            ["listings", "export", slug, "--format", "jsonl", "--since", String(mark)] + settings, in: folder)
        #expect(increment.status == 0 && increment.text.isEmpty, "\(increment.text.prefix(200)) \(increment.errors)")
        let whole = try Program.run(["listings", "export", slug, "--format", "jsonl", "--since", "2026-01-01"] + settings, in: folder)
        #expect(whole.text.split(separator: "\n").count == roll.found, "\(whole.errors)")
        let verified = try Program.run(["verify", slug] + settings, in: folder)
        #expect(verified.status == 0 && verified.text.contains("as their pages say"), "\(verified.text) \(verified.errors)")
        let history = try Program.run(["recipe", "history", slug, "--json"] + settings, in: folder)
        #expect(history.text.contains("\"version\":1") && !history.text.contains("\"version\":2"), "\(history.text)")

        // A recipe with a mistake is refused with its line, and nothing changes.
        let shown = try Program.run(["recipe", "show", slug] + settings, in: folder)
        let broken = folder.appending(path: "broken.yaml")
        try shown.text.replacing("records:", with: "recrods:", maxReplacements: 1).write(to: broken, atomically: true, encoding: .utf8)
        let refused = try Program.run(["recipe", "edit", slug, "--file", broken.path] + settings, in: folder)
        #expect(refused.status == 2 && refused.errors.contains("line "), "\(refused.errors)")
        let edited = try Program.run(
            ["recipe", "edit", slug] + settings, in: folder, environment: ["EDITOR": "sed -i s/required:.true/required:\\ false/"])
        #expect(edited.status == 0 && edited.text.contains("version 2"), "\(edited.text) \(edited.errors)")

        // Pages beyond what may be kept are gone when a server runs, and when a roll has ended.
        #expect(pages(of: folder) > 12)
        let none = fast.merging(["ROLLCALL_ROLLS_CACHE_SIZE": "0B"]) { $1 }
        let server = try Program(["serve", "--listen", "127.0.0.1:0"] + settings, in: folder, environment: none)
        let forgot = Result { try server.until("no pages") { pages(of: folder) == 0 } }
        // It outlives no test, whatever came of it.
        server.send(SIGTERM)
        #expect(try server.wait() == 0)
        try forgot.get()
        #expect(try Program.run(["roll", slug, "--lists-only"] + settings, in: folder, environment: none).status == 0)
        #expect(pages(of: folder) == 0)
        let unchecked = try Program.run(["verify", slug] + settings, in: folder)
        #expect(unchecked.text.contains("nothing could be derived again"), "\(unchecked.text) \(unchecked.errors)")
    }

    @Test func `a site that is not on the register is read once, and nothing is kept`() throws {
        let (farm, files, settings) = try startFarm(of: 2)
        defer {
            farm.send(SIGINT)
            _ = try? farm.wait()
        }
        let list = try String(contentsOf: files.appending(path: "list.jsonl"), encoding: .utf8).split(separator: "\n")
        let site = try JSONDecoder().decode(Line.self, from: Data(try #require(list.last).utf8)).url
        let read = try Program.run(
            ["roll", site, "--lists-only", "--json"] + settings, in: folder, environment: ["ROLLCALL_ROLLS_DELAY": "20ms"])
        #expect(read.status == 0, "\(read.errors)")
        let lines = read.text.split(separator: "\n")
        #expect(lines.count > 10 && lines.allSatisfy { $0.contains("\"name\"") }, "\(read.text.prefix(300))")
        #expect(read.errors.contains("\(lines.count) listings") && read.errors.contains("Nothing was kept"), "\(read.errors)")
        let kept = try Program.run(["list", "--json"] + settings, in: folder)
        #expect(kept.status == 0 && !kept.text.contains(site), "\(kept.text)")
    }

    /// A simulated web of so many directories, with the folder of its files and the options by which the program finds it.
    private func startFarm(of directories: Int) throws -> (farm: Program, files: URL, settings: [String]) {
        let files = folder.appending(path: "farm")
        let farm = try Program(
            ["debug", "farm", "--directories", String(directories), "--healthy", "--folder", files.path, "--json"], in: folder)
        try farm.until("the farm") { farm.text.contains("\"dns\"") }
        return (farm, files, ["--config", files.appending(path: "rollcall.yaml").path])
    }

    /// How many pages are kept.
    private func pages(of folder: URL) -> Int {
        guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return 0 }
        return files.reduce(0) { count, file in
            guard let file = file as? URL, file.pathExtension == "warc", let pack = try? Data(contentsOf: file) else { return count }
            return count + String(decoding: pack, as: UTF8.self).components(separatedBy: "WARC-Type: resource\r\n").count - 1
        }
    }
}

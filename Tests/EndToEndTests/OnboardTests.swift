import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Onboarding by the built program, against a simulated web of its own process.
@Suite(.serialized) struct OnboardTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    private struct Entry: Decodable {
        var id: Int
        var url: String
        var state: String
    }

    private struct Detail: Decodable {
        struct Event: Decodable { var action: String }
        struct Version: Decodable { var version: Int }
        var events: [Event]
        var versions: [Version]
    }

    private static let profile = """
        organization: Lindqvist & Sons
        name: Maria Lindqvist
        email: info@lindqvist.example
        tel: +1 614 555 0142
        url: https://www.lindqvist.example/
        street-address: 480 N High St
        address-level2: Columbus
        address-level1: OH
        postal-code: "43215"
        country: US
        category: [Plumber, Lawyer, Realtor]
        description: Family business since 1974.
        hasCredential: PL-20417
        """

    @Test func onboardingThatIsKilledGoesOnWithNothingDoubled() throws {
        let files = folder.appending(path: "farm")
        let farm = try Program(["debug", "farm", "--directories", "12", "--healthy", "--folder", files.path, "--json"], in: folder)
        try farm.until("the farm") { farm.text.contains("\"dns\"") }
        defer {
            farm.send(SIGINT)
            _ = try? farm.wait()
        }
        let profile = folder.appending(path: "acme.yaml")
        try Self.profile.write(to: profile, atomically: true, encoding: .utf8)
        let settings = ["--config", files.appending(path: "rollcall.yaml").path]
        let fast = ["ROLLCALL_ROLLS_DELAY": "10ms"]
        // Every fourth asks for a long Crawl-delay.
        let list = try String(contentsOf: files.appending(path: "list.jsonl"), encoding: .utf8).split(separator: "\n")
        let some = list.enumerated().filter { $0.offset % 4 != 0 }.map { "\($0.element)" }.joined(separator: "\n")
        let addresses = folder.appending(path: "some.jsonl")
        try some.write(to: addresses, atomically: true, encoding: .utf8)
        let onboard = ["onboard", addresses.path, "--profile", profile.path, "--at-once", "2", "--json"] + settings
        for wanted in [1, 4] {
            let first = try Program(onboard, in: folder, environment: fast)
            try first.until("a directory is settled") { ((try? settled(settings)) ?? 0) >= wanted || !first.text.isEmpty }
            first.send(SIGKILL)
            _ = try first.wait()
        }
        let ended = try Program.run(onboard, in: folder, environment: fast)
        // Some of its directories are of other countries and trades, and ask.
        #expect(ended.status == 0 || ended.status == 1, "\(ended.errors)")
        let entries = try JSONDecoder().decode([Entry].self, from: Data(ended.text.utf8))
        #expect(entries.count == 9 && entries.contains { $0.state == "active" })
        #expect(entries.allSatisfy { ["active", "needs_answer", "failed"].contains($0.state) }, "\(ended.text)")
        for entry in entries {
            let shown = try Program.run(["onboard", "status", "\(entry.id)", "--json"] + settings, in: folder)
            let detail = try JSONDecoder().decode(Detail.self, from: Data(shown.text.utf8))
            #expect(detail.versions.count <= 1 && detail.events.count { $0.action == "begin" } == 1, "\(shown.text)")
            let last = "→ \(entry.state == "needs_answer" ? "needs an answer" : entry.state)"
            #expect(detail.events.count { $0.action == last } == 1, "\(shown.text)")
        }
        // What is active is watched.
        let watched = try Program.run(["list", "--json"] + settings, in: folder)
        for entry in entries where entry.state == "active" { #expect(watched.text.contains(entry.url), "\(entry.url)") }

        // A person steers what is in use, and what cannot be done is told with its remedy.
        let active = try #require(entries.first { $0.state == "active" })
        let silent = try Program.run(["onboard", "rollback", "\(active.id)", "--why", " "] + settings, in: folder)
        #expect(silent.status != 0 && silent.errors.contains("--why"))
        let back = try Program.run(["onboard", "rollback", "\(active.id)", "--why", "listed twice", "--by", "eva"] + settings, in: folder)
        #expect(back.status == 0 && back.text.contains("listed twice"), "\(back.errors)")
        let late = try Program.run(["onboard", "promote", "\(active.id)", "--why", "x"] + settings, in: folder)
        #expect(late.status == 2 && late.errors.contains("has no rollout"), "\(late.errors)")
        #expect(try Program.run(["onboard", "status", "nowhere.example"] + settings, in: folder).status == 1)
        #expect(try Program.run(["onboard", "answer", "9999", "--leave"] + settings, in: folder).status == 1)
    }

    private func settled(_ settings: [String]) throws -> Int {
        let shown = try Program.run(["onboard", "status", "--json"] + settings, in: folder)
        let entries = try JSONDecoder().decode([Entry].self, from: Data(shown.text.utf8))
        return entries.count { ["active", "needs_answer", "failed"].contains($0.state) }
    }
}

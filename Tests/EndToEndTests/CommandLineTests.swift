import Foundation
import Testing

@Suite(.serialized) struct CommandLineTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    @Test func aURLIsCheckedWithoutDatabaseOrConfiguration() throws {
        // Port 9 of loopback: nothing listens there.
        let found = try Program.run(["check", "http://127.0.0.1:9/", "--allow-private", "--json"], in: folder)
        #expect(found.status == 1)
        #expect(found.text.contains("\"verdict\":\"down\""))
        #expect(found.text.contains("\"reason\":\"connect_refused\""))
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "rollcall/rollcall.sqlite").path))
    }

    @Test func privateAddressesAreRefusedUnlessAllowed() throws {
        let found = try Program.run(["check", "http://127.0.0.1:9/", "--json"], in: folder)
        #expect(found.status == 1)
        #expect(found.text.contains("\"reason\":\"address_refused\""))
    }

    @Test func aBadConditionIsShownWithItsPlace() throws {
        let found = try Program.run(["check", "http://127.0.0.1:9/", "--if", "statsu == 200"], in: folder)
        #expect(found.status == 2)
        #expect(found.errors.contains("^"))
        #expect(found.errors.contains("status"))
    }

    @Test func mistakesInTheConfigurationAreToldWithLineColumnAndTheNearestKey() throws {
        let file = folder.appending(path: "bad.yaml")
        try "watch:\n  intervalls:\n    critical: 30s\nweb:\n  loops: 0\n".write(to: file, atomically: true, encoding: .utf8)
        let found = try Program.run(["config", "check", "--config", file.path], in: folder)
        #expect(found.status == 1)
        #expect(found.text.contains("bad.yaml:2:3"))
        #expect(found.text.contains("intervals"))
        #expect(found.text.contains("bad.yaml:5:10"))
        let serve = try Program.run(["serve", "--config", file.path], in: folder)
        #expect(serve.status == 2)
    }

    @Test func everySettingIsShownWithItsSource() throws {
        let found = try Program.run(["config", "show"], in: folder, environment: ["ROLLCALL_WATCH_INTERVALS_HIGH": "45s"])
        #expect(found.status == 0)
        #expect(found.text.contains("ROLLCALL_WATCH_INTERVALS_HIGH"))
        #expect(found.text.contains("45s"))
    }

    @Test func directoriesAreAddedListedAndRemoved() throws {
        #expect(try Program.run(["add", "https://bar.example.org/find", "--name", "Example Bar"], in: folder).status == 0)
        #expect(try Program.run(["add", "http://www.bar.example.org/find/"], in: folder).status != 0, "the same site written another way")
        #expect(try Program.run(["list"], in: folder).text.contains("Example Bar"))
        #expect(try Program.run(["show", "nothing-like-it"], in: folder).status == 2)
    }

    @Test func unknownWordsExitWithTwo() throws {
        #expect(try Program.run(["frobnicate"], in: folder).status == 2)
        #expect(try Program.run(["--help"], in: folder).status == 0)
    }
}

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

    @Test func aHostNameNeedsNoSchemeAndNoDatabase() throws {
        let found = try Program.run(["check", "127.0.0.1:9", "127.0.0.1:9/a", "--allow-private"], in: folder)
        #expect(found.status == 1)
        #expect(found.text.contains("https://127.0.0.1:9/a"))
        #expect(found.errors.contains("0 of 2 are up"))
        #expect(try Program.run(["check", "-", "--allow-private", "--json"], in: folder, input: "http://127.0.0.1:9/\n").status == 1)
        #expect(try Program.run(["check", "http://a b"], in: folder).status == 2)
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "rollcall/rollcall.sqlite").path))
    }

    @Test func whatIsCheckedIsShownToMachinesWhole() throws {
        let found = try Program.run(
            ["check", "http://127.0.0.1:9/", "--allow-private", "--json", "--if", "status == 200", "--kind", "http"], in: folder)
        for field in ["\"verdict\":\"down\"", "\"reason\":", "\"sentence\":", "\"timings\":{", "\"evidence\":{", "\"check\":\"http\""] {
            #expect(found.text.contains(field), "\(field) in \(found.text)")
        }
        #expect(!found.text.contains("\u{1B}"), "no colour but on a terminal")
    }

    @Test func aPageWithoutAListTellsWhatElseItHas() throws {
        func extract(_ html: String) throws -> (status: Int32, text: String, errors: String) {
            try Data(html.utf8).write(to: folder.appending(path: "page.html"))
            return try Program.run(["extract", folder.appending(path: "page.html").path, "--country", "US"], in: folder)
        }
        let contact = try extract("<title>Ash</title><h1>Contact us</h1><p>Call (614) 555-0142 or write to office@ash.example.</p>")
        #expect(contact.status == 0 && contact.text.contains("no records") && contact.text.contains("on the page"), "\(contact)")
        #expect(contact.text.contains("+16145550142") && contact.text.contains("office@ash.example"), "\(contact)")
        let bare = try extract("<title>Ash</title><h1>soon</h1><p>we are not there yet.</p>")
        #expect(bare.status == 1 && bare.text.contains("no records"), "\(bare)")
    }

    @Test func theDoctorNamesWhatIsWrongWithARemedy() throws {
        let found = try Program.run(
            ["doctor", "--json"], in: folder,
            environment: ["ROLLCALL_HTTP_LISTEN": "192.0.2.1:80", "ROLLCALL_WATCH_CONTROLS": "", "ROLLCALL_DATABASE_PATH": "/sys/x.sqlite"])
        #expect(found.status == 1)
        struct Finding: Decodable {
            var name: String
            var state: String
            var remedy: String?
        }
        let findings = try JSONDecoder().decode([Finding].self, from: Data(found.text.utf8))
        func state(_ name: String) -> String? { findings.first { $0.name == name }?.state }
        #expect(
            Set(findings.map(\.name)).isSuperset(of: [
                "configuration", "contact", "clock", "open files", "disk", "port", "database", "names", "network",
            ]))
        #expect(state("port") == "bad")
        #expect(state("database") == "bad")
        #expect(state("contact") == "doubtful")
        #expect(findings.allSatisfy { $0.state == "well" || $0.remedy?.isEmpty == false })
        let contact = try Program.run(["doctor"], in: folder, environment: ["ROLLCALL_WEB_CONTACT": "bots@example.org"])
        #expect(contact.text.contains("(+mailto:bots@example.org)"))
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
        let variable = try Program.run(["list"], in: folder, environment: ["ROLLCALL_WATCH_INTERVALLS_HIGH": "1m"])
        #expect(variable.status == 2)
        #expect(variable.errors.contains("nearest: ROLLCALL_WATCH_INTERVALS_HIGH"))
        #expect(variable.errors.components(separatedBy: "error:").count == 2, "once: \(variable.errors)")
    }

    @Test func aMisspeltOptionIsNamedAndNotItsValueBlamed() throws {
        let found = try Program.run(["add", "https://a.example/", "--name", "A", "--tags", "law"], in: folder)
        #expect(found.status == 2)
        #expect(found.errors.contains("--tags") && found.errors.contains("--tag"))
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

import DatabaseTesting
import Foundation
import Testing

/// The program on PostgreSQL, as its users run it.
@Suite(.serialized) struct PostgresTests {
    private let folder: URL
    private let place: TestDatabase
    private var url: [String: String] { ["ROLLCALL_DATABASE_URL": place.path] }

    init() async throws {
        folder = try Program.temporaryFolder()
        place = try await TestDatabase(.postgres)
    }

    @Test func keepsARegisterAndServesFromPostgreSQL() throws {
        let checks = "[{\"kind\":\"http\",\"interval\":\"1s\"}]"
        let added = try Program.run(
            ["add", "--checks", checks, "http://127.0.0.1:9/a", "http://127.0.0.1:9/b"], in: folder, environment: url)
        #expect(added.status == 0, "\(added.errors)")
        var settings = url
        settings["ROLLCALL_WEB_ALLOW_PRIVATE"] = "true"
        let program = try Program(["serve", "--listen", "127.0.0.1:0"], in: folder, environment: settings)
        try program.until("the console") { program.address != nil }
        let second = try Program.run(["serve", "--listen", "127.0.0.1:0"], in: folder, environment: url)
        #expect(second.status == 2 && second.errors.contains("in use by another Rollcall server"))
        try program.until("observations") {
            let status = try? Program.run(["database", "status", "--json"], in: folder, environment: url)
            return status?.text.contains("\"name\":\"check_states\",\"rows\":2") == true
                || status?.text.contains("\"rows\":2,\"name\":\"check_states\"") == true
        }
        program.send(SIGTERM)
        #expect(try program.wait() == 0)
        let doctor = try Program.run(["doctor"], in: folder, environment: url)
        #expect((doctor.text + doctor.errors).contains("PostgreSQL"))
    }

    @Test func movesASQLiteInstallationAndGoesOnThere() throws {
        let rows = (0..<300).map { "https://d\($0).example/" }.joined(separator: "\n")
        try rows.write(to: folder.appending(path: "list.csv"), atomically: true, encoding: .utf8)
        let file = folder.appending(path: "a.sqlite").path
        #expect(try Program.run(["import", folder.appending(path: "list.csv").path, "--database", file], in: folder).status == 0)
        let before = try Program.run(["list", "--slugs", "--database", file], in: folder).text
        let copied = try Program.run(["database", "copy", "--from", file, "--json"], in: folder, environment: url)
        #expect(copied.status == 0, "\(copied.errors)")
        #expect(copied.text.contains("\"directories\""))
        #expect(try Program.run(["list", "--slugs"], in: folder, environment: url).text == before)
        #expect(try Program.run(["add", "one.more.example"], in: folder, environment: url).status == 0)
        let again = try Program.run(["database", "copy", "--from", file], in: folder, environment: url)
        #expect(again.status == 2 && again.errors.contains("finished copy"))
    }

    @Test func saysWhatToDoWhereTheServerIsNotThereAndShowsNoPassword() throws {
        let secret = ["ROLLCALL_DATABASE_URL": "postgresql://ann:s3cret-word@127.0.0.1:1/x"]
        for verb in [["list"], ["serve"], ["database", "status"], ["doctor"], ["config", "show"], ["config", "show", "--json"]] {
            let found = try Program.run(verb, in: folder, environment: secret)
            #expect(!(found.text + found.errors).contains("s3cret"), "\(verb)")
            if verb.first != "config" { #expect((found.text + found.errors).contains("cannot be reached"), "\(verb)") }
        }
        let wrong = try Program.run(["list"], in: folder, environment: ["ROLLCALL_DATABASE_URL": "mysql://ann:s3cret-word@x/y"])
        #expect(wrong.status == 2 && !wrong.errors.contains("s3cret"))
    }
}

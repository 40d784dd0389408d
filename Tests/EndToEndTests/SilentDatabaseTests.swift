import Foundation
import PostgresTesting
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What visitors are told while PostgreSQL takes questions and does not answer.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SilentDatabaseTests {
    @Test func pagesAndAnswersSayThatItHangsAndComeBackByThemselves() async throws {
        let folder = try Program.temporaryFolder()
        let server = try await PostgresServer.start(with: ["fsync=off", "synchronous_commit=off"])
        let program = try Program(
            ["serve", "--listen", "127.0.0.1:0"], in: folder, environment: ["ROLLCALL_DATABASE_URL": server.url(schema: nil)])
        try program.until("the console") { program.address != nil }
        let address = program.address ?? ""
        func ask(_ path: String, _ options: String = "") throws -> (status: String, text: String) {
            // Far less than the minute of a statement's time-out.
            let found = try Program.bash("curl -s -m 20 -i -H 'Accept: text/html' \(options) 'http://\(address)\(path)'", in: folder)
            return (String(found.text.dropFirst(9).prefix(3)), found.text)
        }
        try program.until("a page") { (try? ask("/directories").status) == "200" }
        try server.signal(SIGSTOP)
        defer { try? server.signal(SIGCONT) }
        // The first one finds it out, the others know.
        for path in ["/directories", "/", "/jobs", "/status", "/incidents"] {
            let page = try ask(path)
            #expect(page.status == "503" && page.text.contains("The database has not answered for"), "\(path): \(page.text.prefix(400))")
            let head = page.text.prefix(600).lowercased()
            #expect(head.contains("refresh: 5") && head.contains("retry-after: 5"), "\(path): \(head)")
        }
        let answer = try ask("/api/v1/jobs")
        #expect(answer.status == "503" && answer.text.contains("urn:rollcall:problem:database"), "\(answer.text)")
        let change = try ask("/api/v1/jobs/1/cancel", "-X POST")
        #expect(change.status == "503" && change.text.contains("The database does not answer"), "\(change.text)")
        #expect(try ask("/static/console.css").status == "200")
        try server.signal(SIGCONT)
        try program.until("a page again") { (try? ask("/directories").status) == "200" }
        #expect(!program.errorText.contains("request failed"), "\(program.errorText)")
        program.send(SIGTERM)
        #expect(try program.wait() == 0)
    }
}

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite(.serialized) struct ServingTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    private func server() throws -> Program {
        let program = try Program(["serve", "--listen", "127.0.0.1:0"], in: folder, environment: ["ROLLCALL_WEB_ALLOW_PRIVATE": "true"])
        try program.until("listening") { program.errorText.contains("listening") }
        return program
    }

    @Test func aSignalDrainsAndExitsWithZero() throws {
        for signal in [SIGTERM, SIGINT] {
            let program = try server()
            program.send(signal)
            #expect(try program.wait() == 0)
        }
    }

    @Test func aSecondServerOnTheSameDatabaseIsRefusedAndCommandsAreNot() throws {
        let program = try server()
        let second = try Program.run(["serve", "--listen", "127.0.0.1:0"], in: folder)
        #expect(second.status == 2)
        #expect(second.errors.contains("\(program.process)"))
        #expect(try Program.run(["add", "http://127.0.0.1:9/"], in: folder).status == 0)
        program.send(SIGTERM)
        #expect(try program.wait() == 0)
    }

    @Test func afterAKillNoDirectoryAndNoIncidentIsMissing() throws {
        let program = try server()
        #expect(try Program.run(["add", "http://127.0.0.1:9/", "--name", "Nobody", "--importance", "critical"], in: folder).status == 0)
        try program.until("an incident", seconds: 90) { program.errorText.contains("incident opened") }
        program.send(SIGKILL)
        _ = try program.wait()
        let known = try Program.run(["incidents", "--json"], in: folder)
        #expect(known.text.contains("connect_refused"))
        #expect(try Program.run(["list"], in: folder).text.contains("Nobody"))
        let again = try server()
        try again.until("a restart that knows the incident") {
            again.errorText.contains("\"open_incidents\":\"1\"") || again.errorText.contains("open_incidents=1")
        }
        again.send(SIGTERM)
        #expect(try again.wait() == 0)
    }

    @Test func theDemoSaysWhereItListensAndLeavesNothingBehind() throws {
        let program = try Program(["demo", "--directories", "20", "--port", "0", "--json"], in: folder)
        try program.until("an address") { program.text.contains("\"console\":\"http://127.0.0.1:") }
        program.send(SIGTERM)
        #expect(try program.wait() == 0)
        let left = FileManager.default.temporaryDirectory.appending(path: "rollcall-demo-\(program.process)").path
        #expect(!FileManager.default.fileExists(atPath: left))
    }
}

import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

extension Program {
    /// Where the console listens, once it does.
    var address: String? {
        guard let start = errorText.range(of: "http://")?.upperBound else { return nil }
        return String(errorText[start...].prefix { $0 != "/" })
    }

    /// Whether the console still takes connections.
    var listens: Bool {
        guard let address, let port = UInt16(address.split(separator: ":").last ?? "") else { return false }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return SilentListener.withAddress(port) { connect(descriptor, $0, $1) } == 0
    }
}

/// A port of loopback that takes connections and never answers.
private final class SilentListener {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        guard Self.withAddress(0, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 16) == 0 else {
            throw Program.Failure(message: "no port is free")
        }
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(descriptor) }

    /// Whether somebody has connected.
    func hasConnection() -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 0) == 1
    }

    static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}

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

    @Test func aSecondSignalEndsItAtOnceWhileTheFirstDrains() throws {
        // Connections are taken by the kernel and never answered, so a probe under way keeps the drain waiting.
        let silent = try SilentListener()
        #expect(
            try Program.run(
                ["add", "http://127.0.0.1:\(silent.port)/", "--checks", "[{\"kind\":\"http\",\"interval\":\"1s\"}]"], in: folder
            ).status == 0)
        let program = try server()
        try program.until("a probe") { silent.hasConnection() }
        program.send(SIGTERM)
        // It takes the signal in and drains; the second one may come at any time after that.
        try program.until("the end of listening") { !program.listens }
        program.send(SIGTERM)
        #expect(try program.wait() == 128 + SIGTERM)
    }

    @Test func afterAKillAtMostTheLastSecondIsMissing() throws {
        let checks = "[{\"kind\":\"http\",\"interval\":\"1s\"}]"
        let urls = (0..<20).map { "http://127.0.0.1:9/\($0)" }
        #expect(try Program.run(["add", "--checks", checks] + urls, in: folder).status == 0)
        let program = try Program(
            ["serve", "--listen", "127.0.0.1:0"], in: folder,
            environment: [
                "ROLLCALL_WEB_ALLOW_PRIVATE": "true", "ROLLCALL_WATCH_HOST_CONCURRENCY": "20", "ROLLCALL_WATCH_CONFIRM_RECHECKS": "",
            ])
        try program.until("listening") { program.address != nil }
        func made() throws -> Int {
            let page = try Program.bash("curl -sf http://\(program.address ?? "")/metrics", in: folder).text
            return page.split(separator: "\n").filter { $0.hasPrefix("rollcall_probes_total") }
                .reduce(0) { $0 + (Int($1.split(separator: " ").last ?? "") ?? 0) }
        }
        var count = 0
        try program.until("some probes") {
            count = (try? made()) ?? 0
            return count > 100
        }
        let known = try made()
        program.send(SIGKILL)
        _ = try program.wait()
        let file = folder.appending(path: "rollcall/rollcall.sqlite").path
        let script = "python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])' '\(file)'"
        let kept = try Program.bash(script + " 'SELECT count(*) FROM observations'", in: folder).text
        let stored = try #require(Int(kept.trimmingCharacters(in: .whitespacesAndNewlines)))
        // Twenty a second are made.
        #expect(known - stored <= 20, "\(known) probes were made, \(stored) are there")
        #expect(try Program.bash(script + " 'PRAGMA integrity_check'", in: folder).text == "ok\n")
        #expect(try Program.run(["list", "--json"], in: folder).text.contains("\"total\":20"))
    }

    @Test func aFollowerSeesWhatIsWrongAndTheIncidentIsListedByItsFilters() throws {
        let program = try server()
        #expect(try Program.run(["add", "http://127.0.0.1:9/", "--name", "Nobody", "--importance", "critical"], in: folder).status == 0)
        let follower = try Program(["watch", "--seconds", "60"], in: folder)
        try follower.until("the failure") { follower.text.contains("down") && follower.text.contains("nobody") }
        follower.send(SIGINT)
        _ = try follower.wait()
        try program.until("an incident") { program.errorText.contains("incident opened") }
        #expect(try Program.run(["incidents", "--verdict", "down", "--since", "1h", "--directory", "nobody"], in: folder).status == 1)
        for other in [["--verdict", "parked"], ["--check", "tls"], ["--closed"]] {
            let none = try Program.run(["incidents", "--json"] + other, in: folder)
            #expect(none.status == 0)
            #expect(none.text == "[]\n")
        }
        #expect(try Program.run(["incidents", "--since", "yesterday"], in: folder).status == 2)
        program.send(SIGTERM)
        #expect(try program.wait() == 0)
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

    @Test func aServerWaitsAMomentForOneThatIsAboutToGo() throws {
        let file = folder.appending(path: "rollcall.sqlite").path
        let held = try Program(
            ["-c", "exec 9>'\(file).lock'; flock 9; echo held; sleep 0.4", Program.binary], in: folder, binary: "/bin/bash")
        try held.until("the lock") { held.text == "held\n" }
        let program = try Program(["serve", "--listen", "127.0.0.1:0", "--database", file], in: folder)
        try program.until("listening") { program.errorText.contains("listening") }
        program.send(SIGTERM)
        #expect(try program.wait() == 0)
        _ = try held.wait()
    }

    @Test func aSignalThatComesBeforeItServesEndsItAsWell() throws {
        let file = folder.appending(path: "rollcall.sqlite").path
        let held = try Program(
            ["-c", "exec 9>'\(file).lock'; flock 9; echo held; sleep 0.9", Program.binary], in: folder, binary: "/bin/bash")
        try held.until("the lock") { held.text == "held\n" }
        let program = try Program(["serve", "--listen", "127.0.0.1:0", "--database", file], in: folder)
        poll(nil, 0, 500)
        program.send(SIGTERM)
        // Where the process had not come so far as to hear of signals, it is ended by this one.
        #expect([0, 128 + SIGTERM].contains(try program.wait(seconds: 30)))
        _ = try held.wait()
    }

    @Test func readinessTellsOfADatabaseThatFails() throws {
        let program = try server()
        func ready() throws -> String {
            try Program.bash("curl -s -w '%{http_code}' http://\(program.address ?? "")/readyz", in: folder).text
        }
        #expect(try ready().contains("ok   database"))
        // Its table is gone from under it.
        let file = folder.appending(path: "rollcall/rollcall.sqlite").path
        let broken = try Program.bash(
            "python3 -c 'import sqlite3, sys\nsqlite3.connect(sys.argv[1]).executescript(\"ALTER TABLE register RENAME TO gone\")' '\(file)'",
            in: folder)
        #expect(broken.status == 0, "\(broken.errors)")
        let found = try ready()
        #expect(found.contains("FAIL database: ") && found.hasSuffix("503"), "\(found)")
        let live = try Program.bash("curl -s http://\(program.address ?? "")/livez", in: folder)
        #expect(live.text == "ok\n", "the process itself is well")
        program.send(SIGTERM)
        _ = try program.wait()
    }

    @Test func anEmptyRegisterCostsNextToNothing() throws {
        let program = try server()
        /// How often its threads were woken, and its CPU time in clock ticks of 10 ms.
        func cost() throws -> (wakings: Int, ticks: Int) {
            let switches = try Program.bash(
                "cat /proc/\(program.process)/task/*/status | awk '/^voluntary/ { n += $2 } END { print n }'", in: folder)
            let ticks = try Program.bash("awk '{ print $14 + $15 }' /proc/\(program.process)/stat", in: folder)
            return (
                Int(switches.text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0,
                Int(ticks.text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
            )
        }
        // What is looked at once in the beginning.
        poll(nil, 0, 3_000)
        let before = try cost()
        poll(nil, 0, 10_000)
        let after = try cost()
        #expect(
            after.wakings - before.wakings < 600, "wakings of its threads in ten seconds; there were 1,900 while it polled by statements")
        #expect(after.ticks - before.ticks <= 5, "ticks of 10 ms in ten seconds")
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

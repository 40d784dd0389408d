import Settings
import Testing

struct SettingsLoadingTests {
    @Test func `every kind of value is read with its source`() throws {
        let settings = try Sample.load(
            """
            watch:
              intervals:
                critical: 1h30m
              concurrency: 512
              rate: 0.5
              maintenance:
                - name: nightly
                  from: 2
                  to: 4
                - {name: late, from: 22}
            probe:
              body_limit: 10KB
              allow_private: yes
              dns_servers: [192.0.2.1, "192.0.2.2"]
            log: {mode: loud}
            """)
        #expect(settings[Sample.interval] == .seconds(5400))
        #expect(settings.source(of: Sample.interval) == .file("rollcall.yaml", line: 3))
        #expect(settings[Sample.concurrency] == 512)
        #expect(settings[Sample.rate] == 0.5)
        #expect(settings[Sample.windows] == [.init(name: "nightly", from: 2, to: 4), .init(name: "late", from: 22, to: 24)])
        #expect(settings[Sample.bodyLimit] == 10_000)
        #expect(settings[Sample.allowPrivate])
        #expect(settings[Sample.servers] == ["192.0.2.1", "192.0.2.2"])
        #expect(settings[Sample.mode] == .loud)
        #expect(settings[Sample.token] == nil)
        #expect(settings.source(of: Sample.token) == .standard)
    }

    @Test(arguments: ["", "\n\n", "# only a comment\n", "---\n", "watch:\n", "watch:\n  intervals:\n", "~", "\u{FEFF}watch:\n", "{}"])
    func `nothing set gives the defaults`(yaml: String) throws {
        let settings = try Sample.load(yaml)
        #expect(settings[Sample.interval] == .seconds(30))
        #expect(settings[Sample.listen] == "127.0.0.1:8080")
    }

    @Test func `variables win over the file and flags over both`() throws {
        let yaml = "watch:\n  concurrency: 10\n"
        let environment = ["ROLLCALL_WATCH_CONCURRENCY": "20", "ROLLCALL_PROBE_DNS_SERVERS": "192.0.2.1, 192.0.2.2", "HOME": "/x"]
        let byVariable = try Sample.load(yaml, environment: environment)
        #expect(byVariable[Sample.concurrency] == 20)
        #expect(byVariable.source(of: Sample.concurrency) == .environment("ROLLCALL_WATCH_CONCURRENCY"))
        #expect(byVariable[Sample.servers] == ["192.0.2.1", "192.0.2.2"])
        let byFlag = try Sample.load(yaml, environment: environment, overrides: [.init("watch.concurrency", "30", flag: "--concurrency")])
        #expect(byFlag[Sample.concurrency] == 30)
        #expect(byFlag.source(of: Sample.concurrency).description == "--concurrency")
        let records = try Sample.load("", environment: ["ROLLCALL_WATCH_MAINTENANCE": "[{name: x, from: 1}]"])
        #expect(records[Sample.windows].count == 1)
    }

    @Test func `a missing file is told with its remedy`() {
        #expect {
            _ = try Settings.load(file: "/nonexistent/rollcall.yaml", environment: [:], catalogue: Sample.catalogue)
        } throws: { error in
            let problem = (error as? SettingsErrors)?.problems.first
            return problem?.code == .unreadableFile && problem?.remedy?.contains("rollcall init") == true
        }
    }

    @Test(arguments: 0..<300)
    func `garbage never traps`(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        let pieces = [
            "watch:", "\n", "  ", "intervals:", " 5s", "- ", "[", "]", "{", "}", "&a ", "*a", "!!int ", "\"", "'", "|", ">", "#", ": ",
            "\t", "---\n", "...", "<<: ", "é", "\u{0}", "? ", "%", "@",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<Int(next() % 60) {
            if next() % 8 == 0 {
                bytes.append(UInt8(truncatingIfNeeded: next()))
            } else {
                bytes += Array(pieces[Int(next() % UInt64(pieces.count))].utf8)
            }
        }
        do throws(SettingsErrors) {
            _ = try Settings.load(text: ("fuzz.yaml", bytes), catalogue: Sample.catalogue)
        } catch {
            #expect(!error.problems.isEmpty)
            #expect(!error.description.isEmpty)
        }
    }
}

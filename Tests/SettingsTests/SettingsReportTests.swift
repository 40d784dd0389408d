import Settings
import Testing

struct SettingsReportTests {
    @Test func `values are shown with their sources and secrets are not shown`() throws {
        let settings = try Sample.load("api:\n  token: s3cret\nlog:\n  mode: loud\n", environment: ["ROLLCALL_WATCH_RATE": "3"])
        let table = settings.table()
        #expect(table.contains("rollcall.yaml:4"))
        #expect(table.contains("ROLLCALL_WATCH_RATE"))
        #expect(table.contains("(hidden)"))
        #expect(!table.contains("s3cret"))
        let json = settings.json()
        #expect(json.contains("\"line\" : 4"))
        #expect(!json.contains("s3cret"))
        #expect(settings.checkText(file: "rollcall.yaml").contains("3 of 10"))
    }

    @Test func `the reference names every key with default and variable`() {
        let text = Sample.catalogue.markdown()
        for key in Sample.catalogue.keys {
            #expect(text.contains("### `\(key.path)`"))
            #expect(text.contains(key.variable))
            #expect(text.contains(key.documentation))
        }
        #expect(text.contains("Default: `2MiB`"))
    }

    @Test func `the starter file loads as it is and with every key uncommented`() throws {
        let starter = Sample.catalogue.starterFile()
        _ = try Sample.load(starter)
        // A line "#   key: value" of one comment mark is a setting; "#   # words" stays a comment.
        let lines = starter.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("token:") }
        let uncommented = lines.map { line -> String in
            guard line.hasPrefix("# "), line.contains(":"), !line.dropFirst(2).contains("#"), !line.hasPrefix("# Check") else {
                return String(line)
            }
            return String(line.dropFirst(2))
        }.joined(separator: "\n")
        let settings = try Sample.load(uncommented)
        #expect(settings[Sample.interval] == .seconds(30))
        if case .file = settings.source(of: Sample.interval) {} else { Issue.record("not set: \(uncommented)") }
        if case .file = settings.source(of: Sample.listen) {} else { Issue.record("not set: \(uncommented)") }
    }

    @Test(arguments: [("1500ms", 1500), ("30s", 30_000), ("5m", 300_000), ("2h", 7_200_000), ("1d", 86_400_000), ("1h30m", 5_400_000)])
    func `durations read and show the same`(text: String, milliseconds: Int) {
        #expect(DurationText.parse(text) == .milliseconds(milliseconds))
        #expect(DurationText.parse(DurationText.text(.milliseconds(milliseconds))) == .milliseconds(milliseconds))
    }

    @Test(arguments: ["", "5", "s", "5 s", "-5s", "5x", "1.5s", "99999999999999999999s", "9999999999d", "５s"])
    func `what is no duration is refused`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: [("512B", 512), ("10KB", 10_000), ("2MiB", 2_097_152), ("1 GiB", 1 << 30), ("3mb", 3_000_000)])
    func `sizes read and show the same`(text: String, bytes: Int) {
        #expect(ByteSize.parse(text) == bytes)
        #expect(ByteSize.parse(ByteSize.text(bytes)) == bytes)
    }

    @Test func `folders follow the XDG specification`() {
        #expect(PlatformPaths(environment: ["HOME": "/home/ann"]).dataFolder == "/home/ann/.local/share/rollcall")
        #expect(PlatformPaths(environment: ["HOME": "/h", "XDG_DATA_HOME": "/data/"]).dataFolder == "/data/rollcall")
        #expect(PlatformPaths(environment: ["HOME": "/h", "XDG_DATA_HOME": "relative"]).dataFolder == "/h/.local/share/rollcall")
        #expect(
            PlatformPaths(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "/c"]).configurationCandidates
                == ["rollcall.yaml", "/c/rollcall/rollcall.yaml"])
    }
}

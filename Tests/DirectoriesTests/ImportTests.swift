import DatabaseTesting
import Directories
import Model
import Testing

extension Register {
    func run(_ text: String, as name: String, _ set: (inout DirectoryImport.Options) -> Void = { _ in }) async throws -> ImportReport {
        try await run(Array(text.utf8), as: name, set)
    }

    func run(_ bytes: [UInt8], as name: String, _ set: (inout DirectoryImport.Options) -> Void = { _ in }) async throws -> ImportReport {
        var options = DirectoryImport.Options()
        set(&options)
        return try await DirectoryImport(into: store, options: options).run(name: name, bytes: bytes)
    }

    func all() async throws -> [Directory] {
        var all: [Directory] = []
        try await store.forEachChunk { all += $0 }
        return all
    }
}

@Suite(.onEachEngine) struct ImportTests {
    @Test func `columns are guessed by their headers and shown`() async throws {
        let register = try await Register()
        let report = try await register.run(
            "\u{FEFF}Site Name;Web-Site;PRIORITY;Country;Shoe size;Labels\r\n\"Bar; of \"\"Texas\"\"\r\nand more\";bar.org;High;US;44;a,b\r\n\r\n",
            as: "list.csv")
        #expect(report.delimiter == "\";\"")
        #expect(report.columns.map(\.field) == [.name, .url, .importance, .region, nil, .tags])
        #expect(report.added == 1 && report.badRows == 0 && report.rows == 1)
        let directory = try #require(try await register.all().first)
        #expect(directory.name == "Bar; of \"Texas\"  and more" || directory.name == "Bar; of \"Texas\" and more")
        #expect(directory.url == "https://bar.org/" && directory.importance == .high && directory.tags == ["a", "b"])
        #expect(report.text().contains("Shoe size -> (ignored)"))
    }

    @Test(arguments: [
        ("https://a.org,Alpha\nhttps://b.org,Beta\n", "x.csv"), ("Alpha\tcritical\ta.org\nBeta\tlow\tb.org\n", "x.tsv"),
        ("a.org\nb.org", "x.csv"),
        ("sep=|\nAlpha|a.org\nBeta|b.org\n", "x.txt"), ("Site,Web,Priority\nAlpha,a.org,high\nBeta,b.org,\n", "x.csv"),
        ("Where,Who\na.org,Alpha\nb.org,Beta\n", "x.csv"),
        ("{\"website\":\"a.org\"}\n\n{\"url\":\"b.org\",\"extra\":{\"deep\":[1]}}\n", "x.jsonl"),
        ("[{\"url\":\"a.org\"},\n\"b.org\"]", "x.json"),
        ("- url: a.org\n- url: b.org\n  tags: [x]\n", "x.yaml"), ("directories:\n  - url: a.org\n  - b.org\n", "x.yml"),
        ("- a.org\n- b.org\n", "x"),
        ("{\"url\":\"a.org\"}\r\n{\"url\":\"b.org\"}\r\n", "piped"),
        ("---\n# list\n- {url: a.org, name: \"Al: pha\"}\n- url: b.org\n", "x.yaml"),
    ])
    func `every form of a list is understood`(text: String, name: String) async throws {
        let register = try await Register()
        let report = try await register.run(text, as: name)
        #expect(report.added == 2 && report.badRows == 0, "\(report.text())")
        #expect(try await register.all().map(\.url) == ["https://a.org/", "https://b.org/"])
    }

    @Test func `bad rows are told with line, field and remedy while good ones are kept`() async throws {
        let register = try await Register()
        let text = """
            url,name,importance,paused,checks
            a.org,A,hihg,maybe,
            b.org,B,low,no,"[{""kind"":""http"",""intervall"":""5s""}]"
            ,C,,,
            d.org,D,,,,too,many
            e.org,"E,,,
            f.org,F,high,yes,"[{""kind"":""http"",""interval"":""5s"",""conditions"":[""status == 200""]}]"
            ftp://g.org,G,,,
            """
        let report = try await register.run(text, as: "list.csv")
        #expect(report.added == 1 && report.badRows == 6)
        #expect(report.problems.map(\.line) == [2, 2, 3, 4, 5, 6, 8])
        #expect(report.problems.map(\.field) == ["importance", "paused", "checks", "url", nil, nil, "url"])
        #expect(report.problems[0].remedy == "Did you mean high?")
        #expect(report.exitStatus == 1)
        #expect(report.json().contains("\"line\":5"))
        let kept = try #require(try await register.all().first)
        #expect(kept.checks == [CheckSettings(kind: .http, intervalMilliseconds: 5000, conditions: ["status == 200"])])
        #expect(kept.paused)
    }

    @Test func `strict adds nothing when one row is bad and all when none is`() async throws {
        let register = try await Register()
        let refused = try await register.run("url\na.org\nnot a url\n", as: "x.csv") { $0.isStrict = true }
        #expect(refused.isRefused && refused.added == 0)
        #expect(try await register.store.count() == 0)
        let taken = try await register.run("url\na.org\nwww.a.org\nb.org\n", as: "x.csv") { $0.isStrict = true }
        #expect(taken.added == 2 && taken.duplicates.count == 1)
        #expect(try await register.store.count() == 2)
    }

    @Test func `a dry run tells the same and adds nothing`() async throws {
        let register = try await Register()
        let text = "url,slug\na.org,one\nb.org,one\nhttp://www.a.org/index.html,\nbad url,\n"
        let dry = try await register.run(text, as: "x.csv") { $0.isDryRun = true }
        #expect(try await register.store.count() == 0)
        let real = try await register.run(text, as: "x.csv")
        #expect(dry.added == real.added && dry.problems == real.problems && dry.duplicates == real.duplicates)
        #expect(real.added == 1 && real.badRows == 2)
        let duplicate = try #require(real.duplicates.first)
        #expect(duplicate.line == 4 && duplicate.firstLine == 2 && duplicate.url == "http://www.a.org/index.html")
        let again = try await register.run(text, as: "x.csv")
        #expect(again.added == 0)
        #expect(again.duplicates.first?.slug == "one")
    }

    @Test func `old encodings are read`() async throws {
        let register = try await Register()
        let latin = try await register.run(Array("url,name\na.org,Caf".utf8) + [0xE9, 0x80, 0x0A], as: "x.csv")
        #expect(latin.encoding == "Windows-1252")
        let wide = [UInt8]([0xFF, 0xFE]) + "url\tname\nb.org\tÉté\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(try await register.run(wide, as: "x.csv").encoding == "UTF-16")
        #expect(try await register.all().map(\.name) == ["Café€", "Été"])
    }

    @Test func `a file without a URL column is refused with what to do, and a named column helps`() async throws {
        let register = try await Register()
        await #expect {
            _ = try await register.run("Who,Where\nAlpha,Here\n", as: "x.csv")
        } throws: { ($0 as? DirectoriesError)?.remedy.contains("--column") == true }
        let report = try await register.run("Who,Where\nAlpha,localhost\n", as: "x.csv") { $0.columns = ["Where": .url, "1": .name] }
        #expect(report.added == 1)
        #expect(try await register.all().first?.name == "Alpha")
        #expect(try await register.run("", as: "x.csv").rows == 0)
        #expect(try await register.run("website\nintranet\nwiki\n", as: "x.csv").badRows == 2)
    }

    @Test func `one broken YAML item or JSON line does not take the others with it`() async throws {
        let register = try await Register()
        let yaml = try await register.run(
            "- url: a.org\n- url: [\n- url: b.org\n  url: c.org\n- url: d.org\n  notes: |\n    one\n\n    two\n", as: "x.yaml")
        #expect(yaml.added == 2 && yaml.badRows == 2, "\(yaml.text())")
        let json = try await register.run("{\"url\":\"e.org\"}\n{\"url\":\n{\"url\":\"f.org\"}\n17\n", as: "x.jsonl")
        #expect(json.added == 2 && json.problems.map(\.line) == [2, 4])
        #expect(try await register.all().map(\.notes) == ["", "one\n\ntwo", "", ""])
    }

    @Test(arguments: 0..<200)
    func `garbage is reported and never traps`(seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "url", "name", ",", ";", "\t", "\"", "\"\"", "\n", "\r\n", "\r", "- ", "  ", "url: ", "{", "}", "[", "]", ":", "\\u12", "\\",
            "a.org",
            "http://b.org/", "=1+1", "&a ", "*a ", "|", "> ", "#", "---\n", "é", "\u{0}", "true", "null", "-1e9", "checks", "'", "? ",
            "!!x ",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0..<120, using: &random) {
            if Int.random(in: 0..<10, using: &random) == 0 {
                bytes.append(UInt8.random(in: 0...255, using: &random))
            } else {
                bytes += Array((pieces.randomElement(using: &random) ?? "").utf8)
            }
        }
        let register = try await Register()
        for name in ["x.csv", "x.yaml", "x.jsonl", "x"] {
            do {
                let report = try await register.run(bytes, as: name)
                #expect(report.added + report.badRows + report.duplicates.count == report.rows)
                #expect(!report.text().isEmpty && !report.json().isEmpty)
            } catch let error as DirectoriesError {
                #expect(error.code == .unreadableFile)
            }
        }
    }
}

/// SplitMix64: the same numbers from the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

import HTML
import Testing

/// The URL standard's own suites (web-platform-tests, as packed with ada).
@Suite("WHATWG URL suites", .enabled(if: SharedData.url("url-whatwg") != nil, "unpack url-whatwg and set ROLLCALL_DATA"))
struct URLConformanceTests {
    private static let folder = "url-whatwg/tests/wpt/"

    /// The parts in which `url` is not what `test` expects, with both values.
    private func differences(_ url: WebURL, _ test: TestJSON) -> [String] {
        var port = ""
        if let number = url.port { port = String(number) }
        let host = url.host ?? ""
        var members: [(String, String)] = [
            ("href", url.href), ("protocol", url.scheme + ":"), ("username", url.username), ("password", url.password),
            ("hostname", host), ("host", port.isEmpty ? host : host + ":" + port), ("port", port), ("pathname", url.path),
            ("search", url.query.map { $0.isEmpty ? "" : "?" + $0 } ?? ""), ("hash", url.fragment.map { $0.isEmpty ? "" : "#" + $0 } ?? ""),
        ]
        if test["origin"] != nil { members.append(("origin", url.origin)) }
        return members.compactMap { key, value in
            guard let expected = test[key]?.text, expected != value else { return nil }
            return "\(key): \(value) for \(expected)"
        }
    }

    @Test(
        "URLs are parsed and written as the suite says",
        arguments: ["urltestdata.json", "ada_extra_urltestdata.json", "ada_long_urltestdata.json"])
    func parsing(file: String) throws {
        var (passed, failures): (Int, [String]) = (0, [])
        for test in try TestJSON.parse(SharedData.bytes(Self.folder + file)).items {
            guard let input = test["input"]?.text else { continue }
            var base: WebURL?
            if let text = test["base"]?.text {
                base = WebURL(text)
                if base == nil {
                    if test["failure"] == nil { failures.append("base \(text)") } else { passed += 1 }
                    continue
                }
            }
            let url = WebURL(input, base: base)
            let wrong: [String]
            switch (url, test["failure"] != nil) {
            case (nil, true): wrong = []
            case (nil, false): wrong = ["not parsed"]
            case (.some(let url), true): wrong = ["parsed as \(url)"]
            case (.some(let url), false): wrong = differences(url, test)
            }
            if wrong.isEmpty { passed += 1 } else { failures.append("\(input.debugDescription) on \(base?.href ?? "nothing"): \(wrong)") }
        }
        print("\(file): \(passed) of \(passed + failures.count)")
        #expect(failures == [])
        #expect(passed > 0)
    }

    /// The IDNA suites' exotics need the tables of UTS #46: here counts the share that is right.
    @Test("domains become ASCII", arguments: [("toascii.json", 0.95), ("IdnaTestV2.json", 0.98)])
    func domains(file: String, share: Double) throws {
        var (passed, total): (Int, Int) = (0, 0)
        var refused: [String] = []
        var wrong: [String] = []
        for test in try TestJSON.parse(SharedData.bytes(Self.folder + file)).items {
            guard let input = test["input"]?.text, !input.isEmpty else { continue }
            total += 1
            let host = WebURL("https://\(input)/x")?.host
            let expected = test["output"]?.text.flatMap { $0.isEmpty ? nil : $0 }
            if host == expected {
                passed += 1
            } else if host == nil {
                refused.append(input.debugDescription)
            } else {
                wrong.append("\(input.debugDescription): \(host ?? "nil") for \(expected ?? "failure")")
            }
        }
        print("\(file): \(passed) of \(total), \(refused.count) refused, \(wrong.count) accepted otherwise")
        #expect(Double(passed) >= share * Double(total), "refused: \(refused)")
        // The one known: a joiner between two Arabic letters of which the first does not join to its left.
        #expect(wrong.count <= 1, "\(wrong)")
    }
}

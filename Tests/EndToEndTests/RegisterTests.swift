import Foundation
import Testing

/// The register from the command line.
@Suite(.serialized) struct RegisterTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    private func rollcall(_ words: String..., input: String = "") throws -> (status: Int32, text: String, errors: String) {
        try Program.run(words, in: folder, input: input)
    }

    private func write(_ text: String, _ name: String) throws -> String {
        let file = folder.appending(path: name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }

    @Test func badRowsAreToldWithLineAndReasonWhileTheGoodOnesAreKeptUnlessStrict() throws {
        let list = try write(
            "\u{FEFF}Name;Website;Priority\r\n\"A;\r\nB\";https://a.example;high\r\nC;c.example;hgih\r\nD;www.a.example/;low\r\nE;;\r\n",
            "list.csv")
        let dry = try rollcall("import", list, "--dry-run")
        #expect(dry.status == 1)
        for line in [
            "fields divided by \";\"", "Website  -> url", "Priority -> importance",
            "line 4: importance: \"hgih\" is no importance. Did you mean high?",
            "line 6: url: there is no URL", "line 5: duplicate: https://www.a.example/ is the same site as line 2",
            "4 rows: 1 would be added (dry run), 1 duplicate, 2 bad",
        ] { #expect(dry.text.contains(line), "\(line) in:\n\(dry.text)") }
        #expect(try rollcall("import", list, "--strict").text.contains("nothing added (--strict)"))
        #expect(try rollcall("list", "--slugs").text.isEmpty)
        #expect(try rollcall("import", list).status == 1)
        #expect(try rollcall("list", "--slugs").text == "a-b\n")
        #expect(try rollcall("import", list).text.contains("https://a.example/ is on the register already as a-b"))
    }

    @Test(arguments: ["csv", "yaml", "jsonl"]) func whatIsExportedIsImportedWhole(format: String) throws {
        #expect(
            try rollcall(
                "add", "https://a.example/find?x=1", "--name", "Änwalt \"A\", =B", "--slug", "anwalt", "--category", "bar; lawyers",
                "--importance", "critical", "--region", "DE-BY", "--tag", "x y", "--tag", "z", "--notes", "one\ntwo: #3", "--owner",
                "ann@example.org",
                "--paused", "--checks",
                "[{\"kind\":\"http\",\"interval\":\"90s\",\"timeout\":\"1500ms\",\"conditions\":[\"status == 200\",\"title contains \\\"a, b\\\"\"]},{\"kind\":\"tls\"}]"
            ).status == 0)
        #expect(try rollcall("add", "b.example", "c.example").status == 0)
        #expect(try rollcall("edit", "c-example", "--checks", "[]").status == 0)
        func fields() throws -> [String] {
            let text = try rollcall("show", "anwalt", "b-example", "c-example", "--json").text
            // Numbers and times of registration are not of the file.
            return text.split(separator: "\n").map { line in
                String(
                    line[
                        (line.range(of: "\"slug\"")?.lowerBound ?? line.startIndex)..<(line.range(of: ",\"created_at\"")?.lowerBound
                            ?? line.endIndex)])
            }
        }
        let before = try fields()
        let file = folder.appending(path: "all.\(format)").path
        #expect(try rollcall("export", "--output", file).status == 0)
        #expect(try rollcall("remove", "-", "--yes", input: rollcall("list", "--slugs").text).status == 0)
        #expect(try rollcall("import", file).status == 0)
        #expect(try fields() == before)
        #expect(before.count == 3)
    }

    @Test func severalAreChangedAtOnceOrNoneWhereOneIsMisspelt() throws {
        #expect(try rollcall("add", "-", "--tag", "new", input: "a.example\n\n# a comment\nb.example\n").status == 0)
        let misspelt = try rollcall("pause", "a-example", "b-exampel")
        #expect(misspelt.status == 2)
        #expect(misspelt.errors.contains("Did you mean b-example?"))
        #expect(try rollcall("list", "--paused", "--slugs").text.isEmpty)
        #expect(try rollcall("pause", "-", "--json", input: "a-example\nB.EXAMPLE\n").text.split(separator: "\n").count == 2)
        #expect(try rollcall("list", "--paused", "--slugs").text == "a-example\nb-example\n")
        #expect(try rollcall("edit", "a-example", "b-example", "--importance", "high", "--remove-tag", "new").status == 0)
        #expect(try rollcall("list", "--importance", "high", "--json").text.contains("\"total\":2"))
        #expect(try rollcall("edit", "a-example", "b-example", "--slug", "x").status == 2)
        #expect(try rollcall("resume", "a-example").status == 0)
        #expect(try rollcall("remove", "a-example").status == 1, "no answer is no")
        #expect(try rollcall("remove", "a-example", input: "y\n").status == 0)
        #expect(try rollcall("list", "--slugs").text == "b-example\n")
        let half = try rollcall("add", "c.example", "https://www.b.example", "5")
        #expect(half.status == 2)
        #expect(half.text.contains("c-example"))
        #expect(half.errors.contains("as b-example") && half.errors.contains("\"5\" is not a URL"))
    }
}

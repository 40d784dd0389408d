import Settings
import Testing

struct SettingsErrorsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var yaml: String
        var code: SettingProblem.Code
        var line: Int
        var column: Int
        var says: [String]
        var testDescription: String { yaml }
    }

    static let table: [Row] = [
        Row(yaml: "wach:\n  rate: 1\n", code: .unknownKey, line: 1, column: 1, says: ["no setting wach", "nearest: watch"]),
        Row(yaml: "watch:\n  conurrency: 5\n", code: .unknownKey, line: 2, column: 3, says: ["nearest: watch.concurrency", "^^^^^^^^^^"]),
        Row(yaml: "watch:\n  listen: x\n", code: .unknownKey, line: 2, column: 3, says: ["nearest: api.listen"]),
        Row(
            yaml: "zzzzzz: 1", code: .unknownKey, line: 1, column: 1, says: ["allowed: the keys watch, probe, log, api", "remove the key"]),
        Row(
            yaml: "watch:\n  intervals:\n    critical: 30\n", code: .wrongType, line: 3, column: 15,
            says: ["is \"30\": it has no unit", "from 1s to 1d", "write 30s, 30m or 30h", "              ^^"]),
        Row(yaml: "watch:\n  intervals:\n    critical: 0s\n", code: .impossibleValue, line: 3, column: 15, says: ["write 1s"]),
        Row(yaml: "watch:\n  intervals: 30s\n", code: .wrongType, line: 2, column: 14, says: ["allowed: the keys critical"]),
        Row(yaml: "watch:\n  concurrency: 0\n", code: .impossibleValue, line: 2, column: 16, says: ["from 1 to 512", "write 1"]),
        Row(yaml: "watch:\n  concurrency: many\n", code: .wrongType, line: 2, column: 16, says: ["a whole number", "^^^^"]),
        Row(yaml: "watch:\n  concurrency:\n", code: .wrongType, line: 2, column: 15, says: ["it has no value", "remove the key"]),
        Row(yaml: "watch:\n  concurrency: [1]\n", code: .wrongType, line: 2, column: 16, says: ["a list"]),
        Row(yaml: "watch: {rate: .nan}", code: .wrongType, line: 1, column: 15, says: ["a number from 0.1 to 1000"]),
        Row(yaml: "probe:\n  body_limit: 2097152\n", code: .wrongType, line: 2, column: 15, says: ["write 2097152B"]),
        Row(yaml: "probe:\n  allow_private: maybe\n", code: .wrongType, line: 2, column: 18, says: ["true or false"]),
        Row(yaml: "probe:\n  dns_servers: 192.0.2.1\n", code: .wrongType, line: 2, column: 16, says: ["a list, each an address"]),
        Row(yaml: "probe:\n  dns_servers: [a, {b: c}]\n", code: .wrongType, line: 2, column: 20, says: ["probe.dns_servers[1]"]),
        Row(yaml: "log:\n  mode: lud\n", code: .impossibleValue, line: 2, column: 9, says: ["one of quiet, loud", "did you mean loud?"]),
        Row(yaml: "api:\n  listen: \"\"\n", code: .impossibleValue, line: 2, column: 11, says: ["it is empty"]),
        Row(yaml: "log:\n  mode: loud\n  mode: quiet\n", code: .duplicateKey, line: 3, column: 3, says: ["first in line 2"]),
        Row(yaml: "log: {mode: loud, mode: quiet}\n", code: .duplicateKey, line: 1, column: 19, says: ["first in line 1"]),
        Row(yaml: "log:\n\tmode: loud\n", code: .syntax, line: 2, column: 1, says: ["not valid YAML", "with spaces, not with tabs"]),
        Row(yaml: "log: [\n", code: .syntax, line: 2, column: 1, says: ["not valid YAML"]),
        Row(yaml: "log: \"x\n", code: .syntax, line: 2, column: 1, says: ["not valid YAML"]),
        Row(yaml: "log: {}\n---\nlog: {}\n", code: .syntax, line: 2, column: 1, says: ["not valid YAML"]),
        Row(yaml: "- a\n- b\n", code: .wrongType, line: 1, column: 1, says: ["the file holds a list"]),
        Row(yaml: "just words", code: .wrongType, line: 1, column: 1, says: ["the file holds \"just words\""]),
        Row(yaml: "log:\n  mode: \u{1}\n", code: .encoding, line: 2, column: 9, says: ["control character"]),
        Row(
            yaml: "watch:\n  maintenance:\n    - name: x\n      frm: 1\n", code: .unknownKey, line: 4, column: 7,
            says: ["watch.maintenance[0].frm", "did you mean from?"]),
        Row(
            yaml: "watch:\n  maintenance:\n    - name: x\n      from: 25\n", code: .impossibleValue, line: 4, column: 13,
            says: ["watch.maintenance[0].from", "from 0 to 23"]),
        Row(
            yaml: "watch:\n  maintenance:\n    - from: 5\n      to: 2\n      name: x\n", code: .impossibleValue, line: 4, column: 11,
            says: ["watch.maintenance[0].to", "it ends before it begins"]),
        Row(yaml: "watch:\n  maintenance:\n    - from: 5\n", code: .missingKey, line: 3, column: 7, says: ["needs the key name"]),
        Row(yaml: "api:\n  token: [s3cret]\n", code: .wrongType, line: 2, column: 10, says: ["(hidden)"]),
    ]

    @Test(arguments: table)
    func `a mistake is told with its place and remedy`(row: Row) throws {
        let problem = try #require(Sample.problems(row.yaml).first)
        #expect(problem.code == row.code)
        #expect(problem.place == .file("rollcall.yaml", line: row.line, column: row.column))
        for words in row.says { #expect(problem.text.contains(words), "\(problem.text)") }
        #expect(!problem.text.contains("s3cret"))
    }

    @Test func `all mistakes are told at once and in order`() {
        let problems = Sample.problems(
            "log:\n  mode: x\n  mode: y\nwatch:\n  rate: 0\n  rate: 1\n  concurrency: -1\nnope: 1\n",
            environment: ["ROLLCALL_WATCH_CONCURENCY": "1", "ROLLCALL_LOG_MODE": "soft"])
        #expect(
            problems.map(\.code) == [
                .impossibleValue, .duplicateKey, .impossibleValue, .duplicateKey, .impossibleValue, .unknownKey, .impossibleValue,
                .unknownVariable,
            ])
        #expect(problems.last?.nearest == "ROLLCALL_WATCH_CONCURRENCY")
    }

    @Test func `a variable that resembles none is not said to`() {
        #expect(Sample.problems("", environment: ["ROLLCALL_FOO": "1"]).map(\.nearest) == [nil])
    }

    @Test func `bytes that are not UTF-8 are told with their place`() {
        #expect {
            _ = try Settings.load(text: ("f.yaml", Array("log:\n  mode: caf".utf8) + [0xE9, 0x0A]), catalogue: Sample.catalogue)
        } throws: { error in
            (error as? SettingsErrors)?.problems.first?.place == .file("f.yaml", line: 2, column: 12)
        }
        #expect {
            _ = try Settings.load(text: ("f.yaml", [0xFF, 0xFE, 0x61, 0x00]), catalogue: Sample.catalogue)
        } throws: { error in
            (error as? SettingsErrors)?.problems.first?.message == "the file is in UTF-16"
        }
    }

    @Test func `aliases that multiply are refused`() {
        var yaml = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (name, last) in zip(["b", "c", "d", "e", "f", "g", "h"], ["a", "b", "c", "d", "e", "f", "g"]) {
            yaml += "\(name): &\(name) [" + [String](repeating: "*\(last)", count: 10).joined(separator: ", ") + "]\n"
        }
        #expect(Sample.problems(yaml).first?.code == .syntax)
    }
}

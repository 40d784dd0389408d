import Settings
import Testing

/// What must hold between settings, and within lists.
struct SettingRuleTests {
    static let low = SettingKey("flapping.low", .number(in: 0...1), default: 0.2, "The lower bound.")
    static let high = SettingKey("flapping.high", .number(in: 0...1), default: 0.3, "The upper bound.")
    static let phase = SettingKey("timeouts.connect", .duration(in: .zero ... .seconds(600)), default: .seconds(5), "One phase.")
    static let total = SettingKey("timeouts.total", .duration(in: .zero ... .seconds(600)), default: .seconds(20), "All of them.")
    static let kinds = SettingKey(
        "kinds", .list(of: .choice(of: Sample.Mode.self), "a list of modes", atLeast: 1, isSet: true), default: [.loud], "Modes.")
    static let catalogue = SettingsCatalogue(
        [low.erased, high.erased, phase.erased, total.erased, kinds.erased],
        rules: [.ordered(low, before: high, isStrict: true), .ordered(written: phase, before: total)])

    private func problems(_ yaml: String, environment: [String: String] = [:]) -> [SettingProblem] {
        do throws(SettingsErrors) {
            _ = try Settings.load(text: ("f.yaml", Array(yaml.utf8)), environment: environment, catalogue: Self.catalogue)
            return []
        } catch { return error.problems }
    }

    @Test(arguments: [
        ("flapping: {low: 0.5}", "flapping.low", 1, 17), ("flapping:\n  high: 0.1\n", "flapping.high", 2, 9),
        ("flapping:\n  high: 0.4\n  low: 0.4\n", "flapping.low", 3, 8),
    ]) func `values that contradict each other are told where one was written`(yaml: String, key: String, line: Int, column: Int) throws {
        let found = problems(yaml)
        #expect(found.count == 1)
        let problem = try #require(found.first)
        #expect(problem.code == .impossibleValue)
        #expect(problem.key == key)
        #expect(problem.place == .file("f.yaml", line: line, column: column))
        #expect(problem.allowed == "flapping.low is less than flapping.high")
        #expect(problem.text.contains("flapping.low is 0."))
    }

    @Test func `a variable that contradicts the file is told by its name`() {
        let found = problems("flapping: {low: 0.2}", environment: ["ROLLCALL_FLAPPING_HIGH": "0.1", "ROLLCALL_FLAPPING_LOW": "0.15"])
        #expect(found.map(\.place) == [.environment("ROLLCALL_FLAPPING_LOW")])
    }

    @Test func `a limit at its default gives way to a smaller whole, a written one does not`() {
        #expect(problems("timeouts: {total: 2s}").isEmpty)
        #expect(problems("timeouts: {total: 2s, connect: 3s}").map(\.key) == ["timeouts.connect"])
        #expect(problems("flapping: {low: 0.5, high: 0.6}\ntimeouts: {connect: 30s, total: 30s}").isEmpty)
    }

    @Test func `mistakes of single values hide no contradiction that is only theirs`() {
        #expect(problems("flapping: {low: 5}").map(\.key) == ["flapping.low"])
    }

    @Test func `a list that must hold something and nothing twice says so`() {
        #expect(problems("kinds: []").first?.text.contains("it has 0 items") == true)
        let twice = problems("kinds: [quiet, loud, quiet]")
        #expect(twice.map(\.key) == ["kinds[2]"])
        #expect(twice.first?.text.contains("twice") == true)
        #expect(problems("kinds: [quiet, loud]").isEmpty)
    }

    @Test func `machines see values as what they are`() throws {
        let settings = try Settings.load(
            text: ("f.yaml", Array("kinds: [quiet]\ntimeouts: {total: 30s}\n".utf8)), catalogue: Self.catalogue)
        let json = settings.json()
        #expect(json.contains("\"value\" : 0.3"))
        #expect(json.contains("\"value\" : \"30s\""))
        #expect(json.contains("\"quiet\"\n"))
    }
}

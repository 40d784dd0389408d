import DatabaseTesting
import Directories
import Model
import Testing

@Suite(.onEachEngine) struct ExportTests {
    private static let texts = [
        "", "plain", "with, comma", "with \"quotes\"", "semi;colon", "tab\there", "=SUM(A1)", "'=x", "''+1", "'plain", "@me", "-1", "true",
        "null",
        "~", "no", "123", "0x10", "a: b", "a #b", "- dash", "ünï ❤️ 日本", "{a}", "[b]", "*x", "&y", "!z", "|", ">", "%", "`", "back\\slash",
        "\u{2028}sep", "trailing:",
        "C2\u{A0}space", "sep=;", "1.5e3", "2026-01-01", "é\u{301}",
    ]

    private static func draft(_ number: Int, _ random: inout SeededGenerator) -> DirectoryDraft {
        func text() -> String { texts.randomElement(using: &random) ?? "" }
        var draft = DirectoryDraft(
            url: "https://h\(number).example/p?q=\(number),;\"'", name: text() + (Bool.random(using: &random) ? text() : ""),
            category: text(),
            importance: Importance.allCases.randomElement(using: &random) ?? .low, region: text(),
            tags: (0..<Int.random(in: 0..<4, using: &random)).map { _ in text() },
            notes: text() + "\n\n" + text() + "\r\n" + text(), owner: text(), paused: Bool.random(using: &random))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: draft.checks = []
        case 1:
            draft.checks = [
                CheckSettings(
                    kind: .http, intervalMilliseconds: 61_500, timeoutMilliseconds: 1,
                    conditions: ["title contains \"a, 'b'\"", text() + "x"]),
                CheckSettings(kind: .tls, intervalMilliseconds: 86_400_000),
            ]
        default: break
        }
        return draft
    }

    @Test(
        arguments: [(ImportFormat.csv, false), (.csv, true), (.yaml, false), (.jsonl, false)], 0..<10)
    func `what is exported comes back exactly`(form: (ImportFormat, Bool), seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let first = try await Register()
        for number in 0..<Int.random(in: 1..<40, using: &random) { try await first.store.add(Self.draft(number, &random)) }
        var bytes: [UInt8] = []
        let count = try await first.store.export(DirectoryExport(form.0, guardsFormulas: form.1)) { bytes += $0 }
        let second = try await Register()
        let report = try await second.run(bytes, as: "export.\(form.0.rawValue)")
        #expect(report.added == count && report.badRows == 0, "\(report.text())")
        #expect(try await second.all().map(DirectoryDraft.init) == (try await first.all().map(DirectoryDraft.init)))
    }

    @Test(arguments: ImportFormat.allCases)
    func `an empty register exports to a file that imports to nothing`(format: ImportFormat) async throws {
        let register = try await Register()
        var bytes: [UInt8] = []
        try await register.store.export(DirectoryExport(format)) { bytes += $0 }
        let report = try await register.run(bytes, as: "x.\(format.rawValue)")
        #expect(report.rows == 0 && report.badRows == 0)
    }

    @Test func `formulas are guarded for spreadsheets when asked for`() async throws {
        let register = try await Register()
        try await register.store.add(DirectoryDraft(url: "a.org", name: "=HYPERLINK(1)"))
        var text = ""
        try await register.store.export(DirectoryExport(.csv, guardsFormulas: true)) { text += String(decoding: $0, as: UTF8.self) }
        #expect(text.contains(",'=HYPERLINK(1),"))
    }
}

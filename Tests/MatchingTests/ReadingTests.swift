import Testing

@testable import Matching

@Suite struct ReadingTests {
    @Test func `bad rows are told with line and reason, and the rest is read`() throws {
        let text = "id,name\n1,Ann\n2,\"Bob\" x\n3,Cid,9,9\n4,Dee\n5,\"never closed\n6,Eve\n"
        let table = try RecordTable.read(Array(text.utf8), name: "x.csv")
        #expect((0..<table.count).map { table.value($0, 0) } == ["1", "4", "6"])
        #expect(table.problems.map(\.line) == [3, 4, 6])
        #expect(table.problems[0].reason.contains("quotation mark"))
        #expect(table.problems[1].reason.contains("4 fields where the header names 2"))
    }

    @Test func `JSON lines are read with columns that come late`() throws {
        let text = "{\"id\":1,\"name\":\"Ann\"}\n[1]\n{\"id\":2,\"tags\":[\"a\",\"b\"]}\n{broken\n"
        let table = try RecordTable.read(Array(text.utf8), name: "x.jsonl")
        #expect(table.headers == ["id", "name", "tags"])
        #expect(table.value(1, 2) == "a, b")
        #expect(table.value(0, 2) == "")
        #expect(table.problems.map(\.line) == [2, 4])
    }

    @Test(arguments: ["", "  \n\n", "id,name\n", "\"", "{}x"])
    func `a file without records is refused`(text: String) {
        #expect(throws: MatchingError.self) { try RecordTable.read(Array(text.utf8), name: "x") }
    }

    @Test func `garbage is survived`() async throws {
        var generator = SplitMix(state: 11)
        let alphabet = Array("abc,\"\n\r;{}[]:é0129-@./ \u{0}".utf8) + [0xFF, 0xC3]
        for _ in 0..<200 {
            let bytes = (0..<generator.below(400)).map { _ in alphabet[generator.below(alphabet.count)] }
            guard let table = try? RecordTable.read(bytes, name: "x"), let plan = try? ColumnPlan([table]) else { continue }
            let result = await Matcher([table], plan: plan).run()
            #expect(result.clusters.allSatisfy { $0.count > 1 })
        }
    }

    @Test(arguments: [
        ("rec_id", ["a-1", "a-2", "a-3"], ColumnKind.recordID), ("phone", ["555-246-0150", "310 111 2222", "415.555.0101"], .phone),
        ("contact", ["555-246-0150", "310 111 2222", "415.555.0101"], .phone), ("x", ["ann@a.com", "bob@b.org", "c@d.net"], .email),
        ("zip", ["90001", "90002", "10001"], .postalCode), ("site", ["https://a.com", "www.b.com", "http://c.org"], .url),
        ("where", ["12 Elm St", "9 Oak Avenue", "100 N Main St"], .address), ("born", ["1990-01-02", "1/2/1980", "3 May 1970"], .date),
        ("cluster", ["1", "1", "2"], .ignored), ("Given Name", ["ann", "bob", "cid"], .givenName), ("empty", ["", "", ""], .ignored),
    ])
    func columnsAreTyped(_ header: String, _ values: [String], _ kind: ColumnKind) throws {
        var table = RecordTable(name: "t", columns: [header, "name"])
        for (line, value) in values.enumerated() { table.append([value, "Somebody \(line % 2)"], line: line + 2) }
        let plan = try ColumnPlan([table])
        let found = plan.fields.first { $0.name == header }?.kind ?? (plan.idColumns[0] == 0 ? .recordID : .ignored)
        #expect(found == kind)
    }
}

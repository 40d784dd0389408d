import Testing

@testable import Matching

@Suite struct LikenessTests {
    private static func agreement(_ kind: ColumnKind, _ a: String, _ b: String) throws -> Likeness.Agreement.Degree {
        var table = RecordTable(name: "", columns: ["value"])
        for value in [a, b, "something else", "another one again"] { table.append([value], line: table.count + 1) }
        return try #require(Likeness(table, kinds: [kind]).compare(0, 1).first).degree
    }

    @Test(
        arguments: [
            (.name, "Smith & Sons Plumbing", "SMITH & SONS, Plumbing", .same),
            (.name, "Smith & Sons Plumbing", "Smith & Sons Plumbing Company", .near),
            (.name, "Smith & Sons Plumbing", "Oak Bakery", .different), (.name, "Jane Doe", "", .missing),
            (.phone, "(512) 555-0100", "+15125550100", .same), (.phone, "512 555 0100", "512 555 0101", .near),
            (.phone, "512 555 0100", "303 555 7777", .different), (.address, "12 Oak Street", "12 Oak St.", .same),
            (.address, "12 Oak Street", "14 Oak Street", .partial), (.address, "12 Oak Street", "7 Pine Road", .different),
            (.postalCode, "78701", "78701-1234", .same), (.email, "a@b.example", "zoe@other.example", .different),
        ] as [(ColumnKind, String, String, Likeness.Agreement.Degree)])
    func `two values agree by what they mean`(kind: ColumnKind, a: String, b: String, degree: Likeness.Agreement.Degree) throws {
        #expect(try Self.agreement(kind, a, b) == degree)
        #expect(try Self.agreement(kind, b, a) == degree)
    }

    @Test func `the words say what was found`() {
        var table = RecordTable(name: "", columns: ["phone"])
        for phone in ["512 555 0100", "512 555 0101"] { table.append([phone], line: table.count + 1) }
        #expect(Likeness(table, kinds: [.phone]).compare(0, 1).first?.words == "one slip apart")
    }
}

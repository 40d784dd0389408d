import Testing

@testable import Matching

/// Compares two values as one column of two records.
private func level(_ kind: ColumnKind, _ a: String, _ b: String, among others: [String] = []) throws -> String {
    var table = RecordTable(name: "t", columns: ["x"])
    for (line, value) in ([a, b] + others).enumerated() { table.append([value], line: line + 1) }
    let column = FieldColumn(ColumnPlan.Field(name: "x", kind: kind, places: [0]), [table])
    return kind.levels[Int(column.compare(column.cells[0], column.cells[1]).level)]
}

/// Words that make the others of a column rare.
private let crowd = (0..<200).map { "filler\($0) restaurant the" }

@Suite struct ComparisonTests {
    @Test(arguments: [
        ("Orla Benton's of Bristol", "orla bentons of bristol", "the same"),
        ("Hotel Mar-Lune", "Mar Lune Hotel", "the same"),
        ("Palm, the", "The Palm", "the same"),
        ("Café Müller", "cafe muller", "the same"),
        ("Smith & Sons", "Smith and Sons", "the same"),
        ("Le Tilleul", "Le Tilleul (Fort Avon)", "one within the other"),
        ("Estragon Restaurant", "Estragon", "nearly the same"),
        ("Second Street Grille", "Second Street Grill", "nearly the same"),
        ("Northpoint Grill", "North Point Grill", "the same"),
        ("Locanda Brenta", "Ginepro", "different"),
        ("", "Ginepro", "missing"),
        ("n/a", "Ginepro", "missing"),
    ])
    func names(_ a: String, _ b: String, _ expected: String) throws {
        let found = try level(.name, a, b, among: crowd)
        // Joined words are the same words in another number.
        #expect(found == expected || expected == "the same" && found == "nearly the same", "\(a) | \(b): \(found)")
    }

    @Test(arguments: [
        ("419 S. La Verdura Blvd.", "419 south la verdura boulevard", "the same"),
        ("812 7th Ave. between 44th and 45th Sts.", "812 Seventh Avenue", "the same"),
        ("2319 Plumtree Rd.", "2319 Plumtree Rd. NE", "the same but for small words"),
        ("3201 Fenmore St.", "3127 Fenmore St.", "the same street, another number"),
        ("12 Elm St", "21 Elm St", "the same street, a number close"),
        ("12 Elm St", "12 Oak St", "the same number, another street"),
        ("Elm St", "12 Elm St", "the same street, a number missing"),
        ("12 Elm St", "77 Oak Ave", "different"),
    ])
    func addresses(_ a: String, _ b: String, _ expected: String) throws {
        #expect(try level(.address, a, b, among: (0..<100).map { "\($0) Street\($0) St Ave" }) == expected)
    }

    @Test(arguments: [
        (ColumnKind.phone, "555/246-0150", "(555) 246 0150", "the same"),
        (.phone, "+1 555 246 0150", "555-246-0150 ext. 22", "the same"),
        (.phone, "555-246-0150", "555-246-0151", "one slip apart"),
        (.phone, "555-246-0150", "555-246-7788", "the same exchange"),
        (.phone, "555-246-0150", "555-999-7788", "the same area"),
        (.phone, "555-246-0150", "212-999-7788", "different"),
        (.postalCode, "90001-1234", "90001", "the same"),
        (.postalCode, "90001", "90010", "one slip apart"),
        (.postalCode, "90001", "90099", "the same beginning"),
        (.date, "1908-12-09", "19081209", "the same"),
        (.date, "12/9/1908", "1908-09-12", "one slip apart"),
        (.date, "1908-12-09", "1908-12-19", "one slip apart"),
        (.date, "1908-12-09", "1908-03-21", "the same year"),
        (.identifier, "AB-12 34567", "ab1234567", "the same"),
        (.identifier, "6988048", "6988084", "one slip apart"),
        (.identifier, "6988048", "6980084", "two slips apart"),
        (.email, "Ann@Example.com", "ann@example.com", "the same"),
        (.email, "ann@example.com", "bob@example.com", "the same host"),
        (.url, "https://www.example.com/", "http://example.com", "the same"),
        (.givenName, "j", "john", "part, initial or swapped"),
        (.familyName, "macdonald", "mcdonald", "one slip apart"),
        (.place, "new york", "new york city", "part, initial or swapped"),
        (.number, "$44.00", "44", "the same"),
        (.number, "100", "100.5", "within a hundredth"),
        (.code, "CA", "ca", "the same"),
    ])
    func values(_ kind: ColumnKind, _ a: String, _ b: String, _ expected: String) throws {
        #expect(try level(kind, a, b) == expected)
    }

    @Test(arguments: [
        ("martha", "marhta", 0.961), ("dixon", "dicksonx", 0.813), ("dwayne", "duane", 0.84), ("abc", "xyz", 0), ("", "", 1), ("a", "", 0),
    ])
    func jaroWinkler(_ a: String, _ b: String, _ expected: Double) {
        let found = StringDistance.jaroWinkler(Array(a.utf8)[...], Array(b.utf8)[...])
        #expect(abs(found - expected) < 0.001)
    }

    @Test func `one edit is what the full distance says it is`() {
        var generator = SplitMix(state: 7)
        for _ in 0..<3000 {
            let a = (0..<generator.below(6)).map { _ in UInt8(97 + generator.below(3)) }
            let b = (0..<generator.below(6)).map { _ in UInt8(97 + generator.below(3)) }
            let full = StringDistance.edits(a[...], b[...], most: 1) != nil
            #expect(StringDistance.withinOneEdit(a[...], b[...]) == full, "\(a) \(b)")
        }
    }

    @Test func `comparison does not depend on the order of the two`() throws {
        var generator = SplitMix(state: 3)
        let words = [
            "palm", "the", "grill", "12", "st", "elm", "ave", "jo", "joe", "north", "point", "northpoint", "555-246-0150", "90001",
        ]
        for kind in ColumnKind.allCases where kind.isCompared {
            for _ in 0..<200 {
                let a = (0..<(1 + generator.below(4))).map { _ in words[generator.below(words.count)] }.joined(separator: " ")
                let b = (0..<(1 + generator.below(4))).map { _ in words[generator.below(words.count)] }.joined(separator: " ")
                #expect(try level(kind, a, b) == level(kind, b, a), "\(kind) \(a) | \(b)")
            }
        }
    }
}

import Listings
import Testing

@testable import Cleaning

@Suite struct FieldSyntaxTests {
    @Test(arguments: [
        "a@example.org", "first.last+tag@sub.example.co.uk", "\"odd name\"@example.org", "o'neil@example.org", "用户@例子.公司", "x@xn--fsq.com",
    ])
    func `addresses that mail reaches are sound`(_ address: String) { #expect(EmailSyntax.fault(address) == nil) }

    @Test(arguments: [
        "", "example.org", "@example.org", "a@", "a@localhost", ".a@example.org", "a.@example.org", "a..b@example.org", "a b@example.org",
        "a@-example.org", "a@example..org", "a@example.123", "a@exam_ple.org", "\"a\"b\"@example.org",
        String(repeating: "a", count: 65) + "@example.org",
    ])
    func `addresses that break the rules are told of`(_ address: String) { #expect(EmailSyntax.fault(address) != nil) }

    @Test(arguments: [
        ("US", "89109", Set(["NV"])), ("US", "01089", Set(["MA"])), ("CA", "M5V 1K4", Set(["ON"])), ("AU", "2067", Set(["NSW"])),
        ("AU", "2611", Set(["ACT", "NSW"])),
    ])
    func `postal codes lie in their states`(_ country: String, _ code: String, _ regions: Set<String>) throws {
        let country = try #require(Country(rawValue: country))
        #expect(PostalRegions.regions(of: code, in: country) == regions)
        #expect(PostalRegions.isInUse(code, in: country))
    }

    @Test(arguments: [("US", "00000"), ("GB", "QQ1 1AA"), ("DE", "00100"), ("CA", "D1A 1A1"), ("AU", "0100")])
    func `postal codes that nobody gave out are told of`(_ country: String, _ code: String) throws {
        #expect(!PostalRegions.isInUse(code, in: try #require(Country(rawValue: country))))
    }

    @Test(arguments: [
        ("US", "N.Y.", "NY"), ("US", "new york", "NY"), ("US", "Calif.", "CA"), ("US", "State of Nebraska", "NE"),
        ("US", "New York State", "NY"), ("CA", "QUÉBEC", "QC"),
        ("CA", "Québec", "QC"), ("AU", "New South Wales", "NSW"),
    ])
    func `states are known by names and codes`(_ country: String, _ text: String, _ code: String) throws {
        #expect(RegionNames.code(of: text, in: try #require(Country(rawValue: country))) == code)
    }

    @Test(arguments: [
        ("ARNIE MORTON'S OF CHICAGO", "Arnie Morton's of Chicago"), ("o'neil & mcdonald llc", "O'Neil & McDonald LLC"),
        ("J.P. SMITH-JONES III", "J.P. Smith-Jones III"), ("eBay Motors", "eBay Motors"), ("  two\u{A0}\n words ", "Two Words"),
        (" Two  Words", "Two Words"), ("Two Words ", "Two Words"), ("two\twords", "Two Words"), ("É. ROUX", "É. Roux"), ("X", "X"),
        ("Cafe\u{301} Noir", "Café Noir"), ("zero\u{200B}width", "Zerowidth"), ("", ""),
    ])
    func `names are written in one form`(_ text: String, _ name: String) { #expect(NameForm.cased(text) == name) }

    @Test(arguments: [
        ("123456", "999999", true), ("12345", "999999", false), ("AB-12", "AA-99", true), ("ab12", "AA[-]99", true),
        ("AB-12", "AA[-]99", true),
        ("1234567", "999999|9999999", true), ("x1", "**", true), ("x!", "**", false), ("", "9", false),
    ])
    func `licence numbers have formats`(_ number: String, _ format: String, _ fits: Bool) {
        #expect(LicenceRules.matches(number, format) == fits)
    }

    @Test func `a file of licence rules is read, and what is wrong in it is placed`() throws {
        let rules = try LicenceRules(
            yaml: "version: 1\nlicences:\n  - {state: CA, profession: contractor, format: \"999999\", example: \"123456\"}\n",
            name: "r.yaml")
        #expect(rules.rules == [.init(state: "CA", profession: "contractor", format: "999999", example: "123456")])
        #expect(rules.rule(state: "ca", profession: "General Contractor")?.format == "999999")
        #expect(rules.rule(state: "NV", profession: "contractor") == nil)
        for (text, part) in [
            ("", "no rules"), ("version: 2", "version 1"), ("version: 1\nlicences: []", "no licences"),
            ("version: 1\nlicences: [{formt: x}]", "formt"), ("version: 1\nlicences: [{state: CA}]", "no format"),
            ("version: 1\nlicences: [{format: \"[9\"}]", "brackets"),
            ("version: 1\nlicences: [{format: \"9\", example: \"12\"}]", "example"),
            (": [", "no YAML"),
        ] {
            let error = #expect(throws: CleaningError.self) { try LicenceRules(yaml: text, name: "r.yaml") }
            #expect(error?.code == .invalidRules)
            #expect(error?.message.contains(part) == true, "\(text): \(error?.message ?? "")")
        }
    }
}

import Listings
import Testing

@testable import Cleaning

@Suite struct RecordCleanerTests {
    private static let headers = [
        "id", "Name", "Street Address", "City", "State", "ZIP", "Phone No.", "contactEmail", "Website", "Country",
    ]

    private func cleaner(_ country: String? = "US", _ headers: [String] = headers) -> RecordCleaner {
        RecordCleaner(ColumnRoles(headers), country: country.flatMap { Country(rawValue: $0) })
    }

    @Test func `columns are told by their headers`() {
        #expect(
            ColumnRoles(Self.headers).roles == [
                nil, .name, .streetAddress, .addressLocality, .addressRegion, .postalCode, .telephone, .email, .url, .addressCountry,
            ])
        #expect(
            ColumnRoles(["phone type", "E-mail", "Fax number", "zip_code", "license status", "lic no"]).roles == [
                nil, .email, .faxNumber, .postalCode, nil, .license,
            ])
        var roles = ColumnRoles(["Office"])
        #expect(throws: Never.self) { try roles.assign("office", .telephone) }
        #expect(roles.roles == [.telephone])
        #expect(throws: CleaningError.self) { try roles.assign("Desk", nil) }
    }

    @Test func `a sound row has no problems, and neither has an empty one`() {
        let row = ["1", "Ann's", "1 Main St", "Springfield", "MA", "01089", "(413) 555-0100", "a@example.org", "example.org/x", ""]
        #expect(cleaner().problems(row).isEmpty)
        #expect(cleaner().problems(row.map { _ in "" }).isEmpty)
        #expect(cleaner().problems(["1", "n/a", "-", "N/A", "n/a", "-", "none", "-", "n/a", ""]).isEmpty)
        #expect(cleaner().problems([]).isEmpty)
    }

    @Test(arguments: [
        (6, "555-0100", CleaningProblem.Code.telephone), (6, "413-555-0100 or 413-555-0101", .telephone), (6, "call us", .telephone),
        (7, "a@example", .email), (8, "http://", .url), (8, "ftp://example.org", .url), (5, "1089", .postalCode), (5, "00000", .postalCode),
        (5, "90210", .postalRegion), (4, "Middle Earth", .region),
    ])
    func `a field that is not what it should be is told with reason and remedy`(
        _ column: Int, _ value: String, _ code: CleaningProblem.Code
    ) throws {
        var row = ["1", "Ann's", "1 Main St", "Springfield", "MA", "01089", "(413) 555-0100", "a@example.org", "example.org", ""]
        row[column] = value
        let problems = cleaner().problems(row)
        let problem = try #require(problems.first)
        #expect(problems.count == 1)
        #expect((problem.code, problem.column, problem.value) == (code, column, value))
        #expect(!problem.reason.isEmpty && !problem.remedy.isEmpty)
    }

    @Test func `a row is read by its own country, or by the one that it shows`() {
        var row = ["1", "Ann's", "1 King St", "Toronto", "ON", "M5V 1K4", "416 555 0100", "", "", ""]
        #expect(cleaner().problems(row).isEmpty)
        row[9] = "United States"
        #expect(cleaner().problems(row).map(\.code) == [.region, .postalCode])
        row[9] = "Canada"
        #expect(cleaner(nil).problems(row).isEmpty)
        #expect(cleaner(nil, ["phone"]).problems(["416 555 0100"]).map(\.code) == [.telephone])
        #expect(cleaner("AU", ["postcode"]).problems(["NSW 2067"]).isEmpty)
    }

    @Test(arguments: [
        ("US", "1-888-LUTRON1 (588-7661)", "+18885887661"), ("US", "(413) 555-0100 x12", "+14135550100;ext=12"),
        ("US", "310/246-1501", "+13102461501"), ("GB", "020 7946 0958", "+442079460958"), ("GB", "+44 (0)20 7946 0958", "+442079460958"),
        ("GB", "1-877-258-3364", "+18772583364"), ("DE", "0044 20 7946 0958", "+442079460958"), ("MX", "01 800 212 0752", "+528002120752"),
        ("US", "Tel: 413.555.0100", "+14135550100"), ("US", "413-555-0100 }", "+14135550100"),
    ])
    func `telephones become E.164`(_ country: String, _ text: String, _ number: String) {
        #expect(PhoneText.e164(text, country: Country(rawValue: country)) == .success(number))
    }

    @Test func `rows are written in normal form, and what is not valid is left`() {
        let row = [
            "7", "ARNIE'S BAR", "1  MAIN ST", "los angeles", "Calif.", "900481234", "310/246-1501", "Joe@Example.ORG", "EXAMPLE.org/A b",
            "usa",
        ]
        #expect(
            cleaner().normalised(row) == [
                "7", "Arnie's Bar", "1 Main St", "Los Angeles", "CA", "90048-1234", "+13102461501", "Joe@example.org",
                "https://example.org/A%20b", "US",
            ])
        let broken = ["7", "X", "", "", "Mordor", "9", "12", "a@", "http://", ""]
        #expect(cleaner().normalised(broken) == broken)
    }

    @Test func `licences are compared with the rule for their state`() {
        var cleaner = cleaner("US", ["state", "license"])
        cleaner.licences = LicenceRules([.init(state: "CA", profession: nil, format: "999999", example: "123456")])
        #expect(cleaner.problems(["California", "123456"]).isEmpty)
        #expect(cleaner.problems(["California", "12345"]).map(\.code) == [.license])
        #expect(cleaner.problems(["NV", "12345"]).isEmpty)
    }

    @Test(arguments: 0..<40)
    func `any bytes are checked and written without failing`(_ seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let row = Self.headers.map { _ in
            String(decoding: (0..<Int(next() % 80)).map { _ in UInt8(truncatingIfNeeded: next()) }, as: UTF8.self)
        }
        for country in ["US", "GB", "DE", nil] {
            let cleaner = cleaner(country)
            let once = cleaner.normalised(row)
            #expect(once.count == row.count)
            #expect(cleaner.problems(row).allSatisfy { row.indices.contains($0.column) })
        }
    }
}

import Testing

@testable import Listings

@Suite struct RecognizersTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let text: String
        let country: String?
        let expected: [String]
        var testDescription: String { text }

        init(_ text: String, _ country: String? = "US", _ expected: String...) {
            self.text = text
            self.country = country
            self.expected = expected
        }
    }

    @Test(arguments: [
        Case("Call (413) 555-0102 or 1-800-FLOWERS", "US", "telephone +14135550102", "telephone +18003569377"),
        Case("413.555.PAUL or 413-555-0102 Ex: 22", "US", "telephone +14135557285", "telephone +14135550102;ext=22"),
        Case("413 555 PAUL, 413.555.PAULA, 123-555-PAUL", "US"),
        Case("May\u{A0}7,\u{A0}2024", "US", "date 2024-05-07"),
        Case("fax: 413.555.0103 ext. 12", "US", "faxNumber +14135550103;ext=12"),
        Case("413-555-0104 (fax)", "US", "faxNumber +14135550104"),
        Case("+44 (0)20 7946 0958", nil, "telephone +442079460958"),
        Case("Tel. 020 7946 0958", "GB", "telephone +442079460958"),
        Case("030-1234567", "NL", "telephone +31301234567"),
        Case("Telefon 030 / 123 45 67", "DE", "telephone +49301234567"),
        Case("06 12 34 56 78", "FR", "telephone +33612345678"),
        Case("joe [at] example dot com, a.b@c.co.uk", "US", "email joe@example.com", "email a.b@c.co.uk"),
        Case("look at me, or meet at home. dot", "US"),
        Case("logo@2x.png", "US"),
        Case("$1,234.50 or 1.234,50 €", "US", "price USD 1234.50", "price EUR 1234.50"),
        Case("3/4/2024", "US", "date 2024-03-04"),
        Case("3/4/2024", "GB", "date 2024-04-03"),
        Case("decided 11 Jan 23", "US", "date 2023-01-11"),
        Case("11 Jan 23:00", "US"),
        Case("1. März 2024 und 1 de marzo de 2024", "DE", "date 2024-03-01", "date 2024-03-01"),
        Case("Springfield, MA 01089-1234", "US", "postalCode 01089-1234"),
        Case("London SW1A 1AA", "GB", "postalCode SW1A 1AA"),
        Case("1012AB Amsterdam", "NL", "postalCode 1012 AB"),
        Case("see www.example.com/x.", "US", "url http://www.example.com/x"),
        Case("192.168.1.1 2001-2004 12-3456789 4.5", "US"),
        Case("VAT 123-456-7890", "US"),
    ])
    func `values are found with their kind and normal form`(_ example: Case) {
        let context = ReadingContext(country: example.country.flatMap(Country.init(rawValue:)))
        let found = Recognizers.spans(in: example.text, context)
        #expect(found.map { "\($0.kind.rawValue) \($0.value)" } == example.expected)
    }

    @Test func `a text that is a value as a whole is told from one that only holds one`() {
        let context = ReadingContext(country: Country(rawValue: "US"))
        #expect(Recognizers.whole(" (413) 555-0102, ", context)?.kind == .telephone)
        #expect(Recognizers.whole("Call our friendly office at (413) 555-0102 today", context) == nil)
        #expect(Recognizers.whole("", context) == nil)
    }

    @Test(arguments: 0..<200)
    func `any bytes are read in order, without overlap and within the text`(_ seed: UInt64) {
        var random = SeededBytes(seed)
        let bytes = random.text(2_000)
        for country in [nil, Country(rawValue: "US"), Country(rawValue: "DE"), Country(rawValue: "ZZ")] {
            for recognizer in Recognizers.all {
                var end = 0
                for span in recognizer.spans(in: bytes, ReadingContext(country: country)) {
                    #expect(span.range.lowerBound >= end && span.range.upperBound <= bytes.count && !span.range.isEmpty)
                    end = span.range.upperBound
                }
            }
        }
    }
}

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
        Case("01.42.12.05.67", "FR", "telephone +33142120567"),
        Case("fermé le 12.05.97, le 30.11.2024", "FR", "date 1997-05-12", "date 2024-11-30"),
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
        Case("Phone1-888-555-0102 · Fax1-888-555-0103", "US", "telephone +18885550102", "faxNumber +18885550103"),
        Case("Model1-888-555-0102, Phone4135550102x", "US"),
        Case("Tel: 01 800 212 0199", "MX", "telephone +528002120199"),
        Case("303.555.BIKE", "US", "telephone +13035552453"),
        Case("303.555.BIKE", "DE"),
        Case("303 555 BIKES ISO 303-555-AB", "US"),
        Case("1-888-FLOWERS (356-9377), 1-866-FLOWERS(1-866-356-9377)", "US", "telephone +18883569377", "telephone +18663569377"),
        Case("Phone: 01632 960123 Fax: 01632 960124", "US", "telephone 01632960123", "faxNumber 01632960124"),
        Case("Lot: 01632 960123 or 01632 960124", "US", "postalCode 01632", "postalCode 01632"),
        Case("Telefon: (+999 12) 555 01 02", "DE", "telephone 999125550102"),
        Case("(413) 555-0104 (fax line), 413-555-0105 (toll free)", "US", "faxNumber +14135550104", "telephone +14135550105"),
        Case("eFax: (413) 555-0106", "US", "faxNumber +14135550106"),
        Case("Tel. (413)5550107", "GB", "telephone +14135550107"),
        Case("call 1800 555 0108", "US", "telephone +18005550108"),
    ])
    func `values are found with their kind and normal form`(_ example: Case) {
        let context = ReadingContext(country: example.country.flatMap(Country.init(rawValue:)))
        let found = Recognizers.spans(in: example.text, context)
        #expect(found.map { "\($0.kind.rawValue) \($0.value)" } == example.expected)
    }

    @Test func `extensions without their number are found beside it`() {
        let text = Array("Call 413-555-0102 ext. 12. Ann, Ext: 214; Bob ex. 2215, box 12 x 500, next: 300, Ext 7, ext. 123abc, ext".utf8)
        let numbers = PhoneRecognizer().spans(in: text, ReadingContext(country: Country(rawValue: "US")))
        #expect(numbers.map(\.value) == ["+14135550102;ext=12"])
        #expect(PhoneExtension.alone(in: text, besides: numbers).map(\.value) == [";ext=214", ";ext=2215"])
    }

    @Test(arguments: 0..<100)
    func `extensions of any bytes are in order and within the text`(_ seed: UInt64) {
        var random = SeededBytes(seed)
        let bytes = random.text(500) + Array(" ext. 12".utf8) + random.text(200) + Array("Ex: 2229".utf8)
        var end = 0
        for span in PhoneExtension.alone(in: bytes, besides: PhoneRecognizer().spans(in: bytes, ReadingContext(country: nil))) {
            #expect(span.range.lowerBound >= end && span.range.upperBound <= bytes.count && !span.range.isEmpty)
            end = span.range.upperBound
        }
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

import Listings
import Testing

@testable import Rolls

@Suite struct ListingFieldsTests {
    @Test(arguments: [
        (
            [FieldKind.streetAddress: ["1 Main St"], .addressLocality: ["Austin"], .addressRegion: ["TX"], .postalCode: ["78701"]],
            "1 Main St, Austin, TX 78701"
        ),
        ([.streetAddress: ["Hauptstr. 1"], .addressLocality: ["Berlin"], .postalCode: ["10115"]], "Hauptstr. 1, 10115 Berlin"),
        ([.address: ["Whole"], .addressLocality: ["Austin"]], "Whole"), ([.addressRegion: ["TX"]], "TX"), ([.name: ["Ada"]], ""),
    ])
    func `an address is written as people write it`(_ values: [FieldKind: [String]], _ line: String) {
        #expect(ListingFields(values).addressLine == line)
    }
}

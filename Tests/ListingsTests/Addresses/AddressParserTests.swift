import Testing

@testable import Listings

@Suite struct AddressParserTests {
    @Test(arguments: [
        ("1234 Main Street Suite 200, Springfield, MA 01089", "1234 Main Street Suite 200", "Springfield", "MA", "01089"),
        ("77 N. Oak Ave., Chicago, IL 60601", "77 N. Oak Ave.", "Chicago", "IL", "60601"),
        ("500 West 5th St\nAustin, TX 78701", "500 West 5th St", "Austin", "TX", "78701"),
    ])
    func `addresses come apart`(_ text: String, _ street: String, _ city: String, _ region: String, _ code: String) throws {
        let parser = try #require(AddressParser.shared)
        let address = parser.components(of: text)
        #expect((address.street, address.city, address.region, address.postalCode) == (street, city, region, code))
        #expect((0...1).contains(address.confidence))
    }

    @Test func `a post office box is none of the street`() throws {
        let address = try #require(AddressParser.shared).components(of: "PO Box 123, Salem, OR 97301")
        #expect(address.postOfficeBox == "PO Box 123")
        #expect(address.street == nil)
    }

    @Test func `words are cut at spaces, commas and number signs`() {
        #expect(AddressTokens("1 Main St,Apt #4 ; X").tokens == ["1", "Main", "St,", "Apt", "#", "4;", "X"])
        #expect(AddressTokens(" , ").tokens == [","])
        #expect(AddressTokens("").tokens.isEmpty)
        #expect(AddressTokens(String(repeating: "a ", count: 5_000)).tokens.count == AddressParser.maximumTokens)
    }

    @Test(arguments: 0..<40)
    func `any text comes apart`(_ seed: UInt64) throws {
        var random = SeededBytes(seed)
        let text = String(decoding: random.text(400), as: UTF8.self)
        let parts = try #require(AddressParser.shared).parts(of: text)
        #expect(parts.count <= AddressParser.maximumTokens)
        #expect(parts.allSatisfy { !$0.text.isEmpty && (0...1.000_001).contains($0.confidence) })
    }
}

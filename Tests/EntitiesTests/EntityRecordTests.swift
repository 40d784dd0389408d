import Listings
import Model
import Testing

@testable import Entities
@testable import Rolls

@Suite struct EntityRecordTests {
    private static func listing(_ id: Int64, in directory: Int64, changed: Int64 = 0, _ fields: [FieldKind: [String]]) -> Listing {
        let time = Timestamp(seconds: 1_767_268_800 + changed)
        return Listing(
            id: id, directory: DirectoryID(directory), key: "k\(id)", name: fields[.name]?.first ?? "", fields: ListingFields(fields),
            page: "http://d.example/", pageHash: "h", firstSeen: time, lastSeen: time, changedAt: time)
    }

    @Test func `the value that most directories say is taken, and who says otherwise is told`() throws {
        let record = EntityRecord([
            Self.listing(1, in: 1, [.telephone: ["+15125550100"]]), Self.listing(2, in: 2, [.telephone: ["+15125550100"]]),
            Self.listing(3, in: 3, [.telephone: ["+15125550199"]]),
        ])
        let phone = try #require(record[.telephone])
        #expect(phone.text == "+15125550100" && phone.isDisputed && phone.reason == .most(2, of: 3))
        #expect(phone.values.map(\.directories) == [[DirectoryID(1), DirectoryID(2)], [DirectoryID(3)]])
        #expect(record.disputes == ["telephone"])
    }

    @Test func `two listings of one directory have one voice`() throws {
        let record = EntityRecord([
            Self.listing(1, in: 1, changed: 5, [.email: ["a@x.example"]]), Self.listing(2, in: 1, [.email: ["a@x.example"]]),
            Self.listing(3, in: 2, changed: 9, [.email: ["b@x.example"]]),
        ])
        let mail = try #require(record[.email])
        #expect(mail.text == "b@x.example")
        if case .latest(1, of: 2, _) = mail.reason {} else { Issue.record("\(mail.reason)") }
    }

    @Test(arguments: [
        (FieldKind.name, "Smith & Sons", "Smith and Sons", false), (.name, "Smith & Sons", "Smith & Sons Roofing", true),
        (.streetAddress, "419 Main Street", "419 Main St.", false), (.streetAddress, "419 Main St", "421 Main St", true),
        (.telephone, "+15125550100", "+15125550101", true), (.postalCode, "78701-1234", "78701", false),
        (.email, "A@x.example", "a@x.example", false),
        (.description, "One text", "Quite another", false), (.identifier, "17", "A-99", false),
    ]) func `how a value is spelled is no disagreement`(_ kind: FieldKind, _ one: String, _ other: String, _ isDisputed: Bool) throws {
        let record = EntityRecord([Self.listing(1, in: 1, [kind: [one]]), Self.listing(2, in: 2, [kind: [other]])])
        #expect(record[kind]?.isDisputed == isDisputed)
    }

    @Test func `who says more does not disagree with who says less`() throws {
        let record = EntityRecord([
            Self.listing(1, in: 1, [.telephone: ["+15125550100", "+15125550101"]]), Self.listing(2, in: 2, [.telephone: ["+15125550101"]]),
            Self.listing(3, in: 3, [.name: ["Ada"]]),
        ])
        let phone = try #require(record[.telephone])
        #expect(!phone.isDisputed && phone.text == "+15125550101" && phone.reason == .agreed(2))
        #expect(record[.name]?.reason == .only)
        #expect(record.disputes.isEmpty)
    }

    @Test func `hundreds of values of hostile listings are bounded`() {
        let record = EntityRecord((0..<300).map { Self.listing($0, in: $0, [.name: ["Name \($0 * 7919)"]]) })
        #expect(record[.name]?.values.count ?? 0 <= 64)
        #expect(record.disputes == ["name"])
    }
}

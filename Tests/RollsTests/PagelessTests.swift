import Listings
import Testing

@testable import Rolls

/// Lists whose records have no page of their own, rolled end to end: who somebody is follows from what the list says.
@Suite(.serialized) struct PagelessTests {
    private struct Member {
        var name: String
        var phone: String
        var email: String
        var street: String

        init(_ number: Int) {
            let names = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Kapok", "Larch"]
            name = "\(names[number % names.count]) & Partners \(["Dental", "Roofing", "Survey"][number / names.count % 3])"
            phone = "(512) 555-\(1000 + number)"
            email = "office@\(names[number % names.count].lowercased())\(number).example"
            street = "\(100 + number) Main Street, Austin, TX \(78700 + number)"
        }
    }

    private enum Shape: String, CaseIterable, Sendable { case table, cards, blocks, parts }

    private static func page(_ members: [Member], _ shape: Shape, next: String?) -> PageSite.Page {
        let link = next.map { "<p><a rel=next href=\"\($0)\">Next</a></p>" } ?? ""
        let rows =
            switch shape {
            case .table:
                "<table><tr><th>Name</th><th>Phone</th><th>E-mail</th><th>Address</th></tr>"
                    + members.map {
                        "<tr><td>\($0.name.replacing("&", with: "&amp;"))</td><td>\($0.phone)</td><td>\($0.email)</td><td>\($0.street)</td></tr>"
                    }.joined()
                    + "</table>"
            case .cards:
                members.map {
                    "<div class=card><h3>\($0.name.replacing("&", with: "&amp;"))</h3><p class=street>\($0.street)</p><p class=phone>Phone: \($0.phone)</p><p class=mail>\($0.email)</p></div>"
                }.joined()
            case .blocks:
                members.map {
                    "<address><b>\($0.name.replacing("&", with: "&amp;"))</b><br>\($0.street)<br>\($0.phone)<br>\($0.email)</address>"
                }
                .joined()
            case .parts:
                "<div class=all>"
                    + members.map {
                        "\($0.name.replacing("&", with: "&amp;"))<br>\($0.street)<br>Phone: \($0.phone)<br>E-mail: \($0.email)"
                    }
                    .joined(separator: "<br><br>") + "</div>"
            }
        return .html("<h1>Members</h1>\(rows)\(link)")
    }

    private static func put(_ members: [Member], _ shape: Shape, on site: PageSite) {
        site["/"] = page(Array(members.prefix(10)), shape, next: "/?page=2")
        site["/?page=2"] = page(Array(members.dropFirst(10)), shape, next: nil)
    }

    @Test(arguments: Shape.allCases) private func whoHasNoPageIsFoundWithAllThatIsSaid(_ shape: Shape) async throws {
        try await PageSite.with([:]) { site in
            let members = (0..<18).map(Member.init)
            Self.put(members, shape, on: site)
            let roll = try await site.roll()
            #expect(roll.state == .complete && roll.found == 18 && roll.appeared == 18, "\(roll)")
            let found = try await site.listings.list()
            #expect(found.map(\.name).sorted() == members.map(\.name).sorted())
            #expect(found.allSatisfy { $0.address == nil })
            for listing in found {
                let member = try #require(members.first { $0.name == listing.name })
                #expect(listing.fields[.telephone] == ["+1" + member.phone.filter(\.isNumber)], "\(shape) \(listing.fields)")
                #expect(listing.fields[.email] == [member.email], "\(shape) \(listing.fields)")
                #expect(listing.fields.first(.address) == member.street, "\(shape) \(listing.fields)")
            }
            let again = try await site.roll()
            #expect(again.state == .complete && again.appeared + again.changed + again.left + again.moved == 0, "\(again)")
        }
    }

    @Test(arguments: Shape.allCases) private func changesOfThoseWithoutAPageAreFoundAndNoneInvented(_ shape: Shape) async throws {
        try await PageSite.with([:]) { site in
            var members = (0..<18).map(Member.init)
            Self.put(members, shape, on: site)
            _ = try await site.roll()
            members[2].phone = "(512) 555-7777"
            // What told her from namesakes reads otherwise as well.
            members[5].email = "new@fir.example"
            members[7].street = "7 Other Street, Austin, TX 78799"
            members.remove(at: 11)
            members.append(Member(20))
            Self.put(members, shape, on: site)
            let roll = try await site.roll()
            #expect(roll.state == .complete && roll.appeared == 1 && roll.left == 1 && roll.changed == 3 && roll.moved == 0, "\(roll)")
            let told = try await site.listings.changes(.init(), .before(nil), limit: 5)
            #expect(
                Set(told.map { "\($0.kind.name) \($0.name): \($0.fields.map(\.field).joined(separator: " "))" }).isSuperset(of: [
                    "appeared \(Member(20).name): ", "left \(Member(11).name): ", "changed \(Member(2).name): telephone",
                    "changed \(Member(5).name): email",
                ]), "\(told)")
        }
    }

    @Test(arguments: Shape.allCases) private func aRedesignIsLearnedFromWhoIsKnown(_ shape: Shape) async throws {
        try await PageSite.with([:]) { site in
            let members = (0..<18).map(Member.init)
            Self.put(members, shape == .table ? .cards : .table, on: site)
            #expect(try await site.roll().found == 18)
            Self.put(members, shape, on: site)
            let roll = try await site.roll()
            #expect(roll.state == .complete && roll.found == 18, "\(roll)")
            #expect(roll.appeared + roll.changed + roll.left + roll.moved == 0, "\(roll)")
            let version = try #require(try await site.store.recipes.history(roll.directory).first)
            #expect(version.reason.contains("learned again"), "\(version.reason)")
        }
    }

    @Test func namesakesStayTwo() async throws {
        try await PageSite.with([:]) { site in
            var members = (0..<18).map(Member.init)
            members[4].name = members[3].name
            Self.put(members, .table, on: site)
            let roll = try await site.roll()
            #expect(roll.found == 18)
            // One of them leaves, and another of the name comes: nothing says that these are one.
            members[4] = Member(30)
            members[4].name = members[3].name
            Self.put(members, .table, on: site)
            let second = try await site.roll()
            #expect(second.appeared == 1 && second.left == 1 && second.changed == 0, "\(second)")
        }
    }
}

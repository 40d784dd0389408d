import Database
import DatabaseTesting
import Listings
import Model
import Resilience
import Testing

@testable import Rolls

@Suite(.onEachEngine) struct RecipeStoreTests {
    private static let list = """
        version: 1
        records: "div.member"
        fields:
          - kind: name
            class: "h3"
        """
    private static let page = """
        version: 1
        records: "main"
        fields:
          - kind: telephone
            label: "Phone"
        """

    @Test func aRecipeIsReadAsItWasWritten() throws {
        let recipe = try DirectoryRecipe(Self.list + "\n---\n" + Self.page, version: 3)
        #expect(try DirectoryRecipe(recipe.text, version: 3) == recipe)
        #expect(recipe.list?.fields.map(\.kind) == [.name] && recipe.page?.fields.map(\.label) == ["Phone"])
        #expect(try DirectoryRecipe(DirectoryRecipe.none.text) == .none)
        let onlyPages = try DirectoryRecipe("# nothing\n---\n" + Self.page)
        #expect(onlyPages.list == nil && onlyPages.page != nil)
        #expect(try DirectoryRecipe(onlyPages.text) == onlyPages)
    }

    @Test(arguments: [
        (RecipeStoreTests.list + "\n---\n" + RecipeStoreTests.page.replacing("label", with: "lable"), 11),
        (RecipeStoreTests.list.replacing("kind: name", with: "kind: nom"), 4),
        (RecipeStoreTests.list + "\n---\n" + RecipeStoreTests.page + "\n---\n" + RecipeStoreTests.page, 12),
    ])
    func aMistakeIsToldWithItsLineInTheWholeFile(_ text: String, _ line: Int) {
        #expect {
            try DirectoryRecipe(text)
        } throws: { error in
            (error as? RecipeError)?.line == line
        }
    }

    @Test func versionsFollowOneAnotherAndNoneIsLost() async throws {
        let stage = try await RollStage()
        let recipes = stage.store.recipes
        let first = try DirectoryRecipe(Self.list)
        #expect(try await recipes.current(stage.directory) == .none)
        #expect(try await recipes.add(first, to: stage.directory, author: "a", reason: "first", base: 0) == 1)
        let second = try DirectoryRecipe(Self.list + "\n---\n" + Self.page)
        #expect(try await recipes.add(second, to: stage.directory, author: "b", reason: "pages", base: 1) == 2)
        // Somebody else was quicker.
        await #expect(throws: RollsError.self) {
            try await recipes.add(first, to: stage.directory, author: "c", reason: "late", base: 1)
        }
        #expect(try await recipes.history(stage.directory).map(\.author) == ["b", "a"])
        #expect(try await recipes.current(stage.directory).version == 2)
        #expect(try await recipes.recipe(stage.directory, version: 1)?.page == nil)
        #expect(try await recipes.recipe(stage.directory, version: 9) == nil)
    }
}

@Suite struct FieldCensusTests {
    private func census(_ count: Int, _ fields: (Int) -> [FieldKind: [String]]) -> FieldCensus {
        var census = FieldCensus()
        for number in 0..<count { census.note(ListingFields(fields(number))) }
        return census
    }

    private func usual(_ number: Int) -> [FieldKind: [String]] {
        [.name: ["Maria Lopez \(number)"], .telephone: ["+1512555\(1000 + number)"], .address: ["\(number) Main Street, Austin, TX 78701"]]
    }

    @Test func theSameAgainIsNoDrift() {
        #expect(census(50, usual).drift(from: census(40, usual), smallestFill: 0.4) == nil)
    }

    @Test func aFieldThatIsGoneIsDrift() {
        let now = census(40) { number in usual(number).filter { $0.key != .address || number < 10 } }
        #expect(now.drift(from: census(40, usual), smallestFill: 0.4)?.hasPrefix("address was there in 100 %") == true)
    }

    @Test func aFieldOfAnotherFormIsDrift() {
        let now = census(40) { number in usual(number).merging([.telephone: ["call us, extension \(number)"]]) { $1 } }
        #expect(now.drift(from: census(40, usual), smallestFill: 0.4)?.contains("telephone looked like one") == true)
    }

    @Test func aFieldOfAnotherLengthIsDrift() {
        let now = census(40) { number in usual(number).merging([.name: [String(repeating: "Maria Lopez ", count: 20)]]) { $1 } }
        #expect(now.drift(from: census(40, usual), smallestFill: 0.4)?.hasPrefix("name was 13 bytes long") == true)
    }

    @Test func aRareFieldSaysNothing() {
        let past = census(40) { number in number < 8 ? usual(number).merging([.faxNumber: ["+15125550000"]]) { $1 } : usual(number) }
        #expect(census(40, usual).drift(from: past, smallestFill: 0.4) == nil)
    }
}

@Suite struct ExportedListingTests {
    @Test func aTableAndLinesAreReadAlike() throws {
        let fields = ListingFields([.name: ["A, B"], .telephone: ["+15125551000", "+15125551001"]])
        let listing = Listing(
            id: 4, directory: DirectoryID(1), key: "k", name: "A, B", fields: fields, address: nil, page: "http://a.example/",
            pageHash: "h",
            firstSeen: Timestamp(seconds: 0), lastSeen: Timestamp(seconds: 0), changedAt: Timestamp(seconds: 0), leftAt: nil)
        for format in [ListingExport.Format.csv, .jsonl] {
            var export = ListingExport(format)
            var bytes = try export.begin()
            try export.write(listing, directory: "a", to: &bytes)
            let read = try ExportedListing.read(bytes)
            #expect(read.map(\.id) == [4] && read[0].name == "A, B")
            #expect(read[0].values["telephone"]?.joined(separator: "; ") == "+15125551000; +15125551001")
        }
    }

    @Test(arguments: ["{\"id\": 1}\n", "a,b\n1,2\n", "{", "\u{0}\u{1}\u{2}", "id"])
    func whatIsNoExportIsRefusedWithItsLine(_ text: String) {
        #expect(throws: RollsError.self) { try ExportedListing.read(Array(text.utf8)) }
    }
}

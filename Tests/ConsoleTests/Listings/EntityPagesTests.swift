import Entities
import HTTPTypes
import Testing

@testable import Console

@Suite struct EntityPagesTests {
    @Test(arguments: [
        ("/entities", "stand behind the listings"), ("/entities?disputed=true", "telephone"), ("/entities?search=zzz", "No entity matches"),
        ("/entities?dispute=email", "No entity matches"), ("/entities?several=true&directory=d-1", "/entities/2"),
        ("/entities/2", "directories disagree about"), ("/entities/2", "+15125550999"),
        ("/entities/2?listing=3&other=5", "bits together"), ("/listings/3", "/entities/2"), ("/listings", "href=\"/entities\""),
    ])
    func `serves the pages of entities with nothing of strangers as markup`(path: String, text: String) async throws {
        let answer = try await EntityStage().stage.ask(path)
        #expect(answer.status == 200)
        #expect(answer.text.contains(text), "\(path)")
        #expect(!answer.text.contains("Ada <b>") && !answer.text.contains("<b>Sons"))
    }

    @Test func `before anything was assigned the page says what to do`() async throws {
        let answer = try await Stage.filled(1).ask("/entities")
        #expect(answer.status == 200 && answer.text.contains("rollcall entities rebuild"))
    }

    @Test func `a person splits, merges and takes back, and the entity tells who and why`() async throws {
        let town = try await EntityStage()
        let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        func post(_ path: String, _ body: String) async throws -> Answer {
            try await town.stage.ask(path, method: .post, headers: form, body: body)
        }
        let silent = try await post("/entities/2/split", "listing=5&why=+")
        #expect(silent.status == 422 && silent.text.contains("Say why") && silent.text.contains("checked"))
        #expect(try await post("/entities/2/split", "why=none+chosen").status == 422)
        let split = try await post("/entities/2/split", "listing=5&why=two+shops&who=Eva")
        #expect(split.status == 303 && split.headers[.location] == "/entities/2?done=parted")
        let other = try #require(try await town.store.entity(ofListing: 5))
        #expect(other != 2)
        let page = try await town.stage.ask("/entities/2?done=parted")
        #expect(page.text.contains("by Eva: two shops") && page.text.contains("They are apart now"))

        let typo = try await post("/entities/2/merge", "with=none&why=x")
        #expect(typo.status == 422 && typo.text.contains("is no number of an entity"))
        #expect(try await post("/entities/2/merge", "with=9999&why=x").status == 422)
        let merged = try await post("/entities/2/merge", "with=%23\(other)&why=one+shop&who=Eva")
        #expect(merged.status == 303 && merged.headers[.location] == "/entities/2?done=merged")
        #expect(try await town.stage.ask("/entities/\(other)").text.contains("It has become part of"))
        let rule = try #require(try await town.store.rules().first)
        #expect(try await post("/entities/2/release", "rule=\(rule.id)&who=Eva").status == 303)
        #expect(try await town.store.rules().isEmpty)
        #expect(try await post("/entities/2/release", "rule=\(rule.id)").status == 404)
        #expect(try await town.stage.ask("/entities/999").status == 404)
    }

    @Test func `programs decide by JSON, and a page of another site may not`() async throws {
        let town = try await EntityStage()
        let json: HTTPFields = [.contentType: "application/json"]
        func post(_ path: String, _ body: String, _ headers: HTTPFields) async throws -> Answer {
            try await town.stage.ask("/api/v1/entities/\(path)", method: .post, headers: headers, body: body)
        }
        let foreign: HTTPFields = [.contentType: "application/json", .origin: "https://evil.example"]
        #expect(try await post("2/split", #"{"listings":[5],"why":"w"}"#, foreign).status == 403)
        #expect(try await post("2/split", #"{"listings":[5]}"#, json).status == 400)
        #expect(try await post("2/split", #"{"listings":[3,5],"why":"w"}"#, json).status == 422)
        #expect(try await post("999/merge", #"{"with":[1],"why":"w"}"#, json).status == 404)
        let split = try await post("2/split", #"{"listings":[5],"why":"w","who":"Eva"}"#, json)
        let numbers = try #require(split.json["entities"] as? [Int])
        #expect(split.status == 200 && numbers.count == 1 && numbers != [2])
        let merged = try await post("2/merge", "{\"with\":[\(numbers[0])],\"why\":\"w\"}", json)
        #expect(merged.json["entities"] as? [Int] == [2])
        let rules = try await town.stage.ask("/api/v1/entities/rules?limit=1")
        #expect(rules.text.contains("\"who\":\"API\""))
    }
}

import HTTPTypes
import Model
import Testing

@testable import API
@testable import Console
@testable import Rolls

@Suite struct ReviewPagesTests {
    @Test func `the queue asks of all directories, with where each value stands and nothing of strangers as markup`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let page = try await stage.stage.ask("/review")
            #expect(page.status == 200 && page.text.contains("4 wait") && page.text.contains("60 % sure · 2 more wait with it"))
            #expect(page.text.contains("<mark>512-555-0111</mark>") && page.text.contains("Person 1"))
            #expect(page.text.contains("P&lt;00&gt;") && !page.text.contains("P<00>") && !page.text.contains("alert(1)"))
            let places = ["+15125550111", "+15125550112", "+15125550113", "the fax number of"].compactMap {
                page.text.firstRange(of: $0)?.lowerBound
            }
            #expect(places.count == 4 && places == places.sorted())
            let one = try await stage.stage.ask("/review?directory=d-0&kind=faxNumber")
            #expect(one.text.contains("1 wait") && !one.text.contains("+15125550112"))
            #expect(try await stage.stage.ask("/review?directory=d-1").text.contains("Nothing of this waits"))
            #expect(try await stage.stage.ask("/review?directory=nobody").status == 404)
            #expect(try await stage.stage.ask("/review?kind=nonsense").status == 400)
            #expect(try await stage.stage.ask("/listings").text.contains("href=\"/review\""))
        }
    }

    @Test func `an answer is the listing's value at once, and leads to the next question`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let waiting = try await stage.reviews.list().map(\.id)
            let accepted = try await stage.post("answer=accept&who=Eva&kind=telephone", to: "/review/\(waiting[0])")
            #expect(accepted.status == 303)
            #expect(accepted.headers[.location] == "/review?done=accepted&kind=telephone&who=Eva#questions")
            #expect(try await stage.stage.ask("/listings/1").text.contains("+15125550111"))
            #expect(try await stage.post("answer=none", to: "/review/\(waiting[1])").status == 303)
            #expect(try await stage.post("answer=correct&value=+0+800+1+", to: "/review/\(waiting[2])").status == 303)
            #expect(try await stage.stage.ask("/listings/3").text.contains("0 800 1"))
            let all = try await stage.reviews.list(answer: nil)
            #expect(all.map(\.answer) == [.accepted, .rejected, .corrected, .open])
            #expect(all.map(\.author) == ["Eva", "console", "console", nil])
            let next = try await stage.stage.ask("/review?done=corrected&who=Eva")
            #expect(next.text.contains("as you wrote it now") && next.text.contains("value=\"Eva\"") && next.text.contains("1 wait"))
        }
    }

    @Test func `what is no answer says why, beside what was typed, and changes nothing`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let waiting = try await stage.reviews.list().map(\.id)
            let empty = try await stage.post("answer=correct&value=+&who=Max", to: "/review/\(waiting[0])")
            #expect(empty.status == 400 && empty.text.contains("Write the value that is right") && empty.text.contains("value=\"Max\""))
            let long = try await stage.post("answer=correct&value=\(String(repeating: "x", count: 4001))", to: "/review/\(waiting[0])")
            #expect(long.status == 422 && long.text.contains("longer than 4000 bytes"))
            #expect(try await stage.post("answer=perhaps", to: "/review/\(waiting[0])").status == 400)
            #expect(try await stage.post("answer=accept", to: "/review/999").status == 404)
            #expect(try await stage.post("answer=accept", to: "/review/x").status == 404)
            #expect(
                try await stage.post("answer=accept", to: "/review/\(waiting[0])", headers: [.origin: "https://evil.example"]).status == 403
            )
            #expect(try await stage.reviews.count() == 4)
            // Two people at once.
            #expect(try await stage.post("answer=accept&who=Eva", to: "/review/\(waiting[0])").status == 303)
            let late = try await stage.post("answer=none&who=Max", to: "/review/\(waiting[0])")
            #expect(late.status == 409 && late.text.contains("Eva has answered this meanwhile: accepted."))
            #expect(try await stage.stage.ask("/review/\(waiting[0])").headers[.location] == "/review")
        }
    }

    @Test func `programs read the queue and answer it`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let waiting = try await stage.reviews.list().map(\.id)
            let first = try await stage.stage.ask("/api/v1/reviews?kind=telephone&limit=1").json
            #expect(first["total"] as? Int == 3)
            let item = try #require((first["items"] as? [[String: Any]])?.first)
            #expect((item["id"] as? Int).map(Int64.init) == waiting[0] && item["directory"] as? String == "d-0")
            #expect(item["value"] as? String == "+15125550111")
            #expect((item["context"] as? [String: Any])?["text"] as? String == "512-555-0111" && item["others"] as? Int == 2)
            let cursor = try #require(first["next"] as? String)
            let rest = try await stage.stage.ask("/api/v1/reviews?kind=telephone&limit=2&cursor=\(cursor)").json
            #expect((rest["items"] as? [[String: Any]])?.count == 2 && rest["next"] == nil)
            func answer(_ id: String, _ body: String) async throws -> Answer {
                try await stage.stage.ask(
                    "/api/v1/reviews/\(id)", method: .post, headers: [.contentType: "application/json"], body: body)
            }
            let said = try await answer("\(waiting[0])", #"{"answer":"correct","value":"+1 512 555 0100","who":"Eva"}"#)
            #expect(said.status == 200 && said.text.contains("\"corrected\""))
            #expect(try await answer("\(waiting[0])", #"{"answer":"none"}"#).status == 409)
            #expect(try await answer("\(waiting[1])", #"{"answer":"none"}"#).status == 200)
            #expect(try await stage.stage.ask("/listings/1").text.contains("+1 512 555 0100"))
            for body in ["{}", #"{"answer":"perhaps"}"#, #"{"answer":"correct"}"#, #"{"answer":"accept","value":"1"}"#, #"{"answer":1}"#] {
                #expect(try await answer("\(waiting[2])", body).status == 400, "\(body)")
            }
            #expect(try await answer("999", #"{"answer":"accept"}"#).status == 404)
            #expect(try await stage.stage.ask("/api/v1/reviews?kind=nonsense").status == 400)
            #expect(try await stage.reviews.list(answer: nil).map(\.author) == ["Eva", "API", nil, nil])
        }
    }

    @Test func `questions are answered on the recipe's page, which comes back to the same field`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let page = try await stage.stage.ask("/directories/d-0/recipe?field=1")
            #expect(page.text.contains("3 to review") && page.text.contains("id=\"questions\"") && page.text.contains("60 % sure"))
            // The value's element on the page that is shown.
            let article = try #require(page.text.split(separator: "\n").first { $0.contains("data-question") })
            #expect(article.contains("data-node=\"") && page.text.contains("name=\"slug\" value=\"d-0\""))
            let form = "slug=d-0&part=list&page=\(stage.hash)&field=1&who=Eva"
            let waiting = try await stage.reviews.list().map(\.id)
            let accepted = try await stage.post("answer=accept&" + form, to: "/review/\(waiting[0])")
            #expect(
                accepted.headers[.location]
                    == "/directories/d-0/recipe?done=accepted&part=list&page=\(stage.hash)&field=1&who=Eva#questions")
            let empty = try await stage.post("answer=correct&" + form, to: "/review/\(waiting[1])")
            #expect(
                empty.status == 400 && empty.text.contains("Correct: telephone") && empty.text.contains("Write the value that is right"))
            let late = try await stage.post("answer=none&" + form, to: "/review/\(waiting[0])")
            #expect(late.status == 409 && late.text.contains("Eva has answered this meanwhile"))
            #expect(try await stage.stage.ask("/directories/d-0/recipe?field=1").text.contains("2 to review"))
        }
    }

    @Test func `a question of an important directory, and of many alike, is asked first`() {
        func directory(_ id: Int64, _ importance: Importance) -> (DirectoryID, Directory) {
            let long = Timestamp(milliseconds: 0)
            return (
                DirectoryID(id),
                Directory(
                    id: DirectoryID(id), slug: "d-\(id)", name: "D", url: "http://a.example/", importance: importance, createdAt: long,
                    updatedAt: long)
            )
        }
        let directories = Dictionary(uniqueKeysWithValues: [directory(1, .normal), directory(2, .critical), directory(3, .low)])
        func pile(_ id: Int64, _ waiting: Int) -> ReviewStore.Pile { .init(directory: DirectoryID(id), kind: "email", waiting: waiting) }
        let ordered = ReviewDesk.ordered([pile(9, 900), pile(3, 50), pile(1, 30), pile(2, 16)], directories)
        #expect(ordered.map(\.directory.rawValue) == [2, 1, 3])
    }
}

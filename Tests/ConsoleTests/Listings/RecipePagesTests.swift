import HTML
import HTTPTypes
import Hummingbird
import Listings
import Model
import Rolls
import Testing

@testable import API
@testable import Console
@testable import Web

@Suite struct RecipePagesTests {
    @Test func `what is read stands beside the page, with nothing of strangers as markup`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let page = try await stage.stage.ask("/directories/d-0/recipe")
            #expect(page.status == 200 && page.text.contains("Version 1") && page.text.contains("6 of 6"))
            #expect(page.text.contains("sandbox=\"allow-same-origin\"") && page.text.contains("recipe.js?v="))
            #expect(page.text.contains("+15125550211") && page.text.contains("class a.n"))
            for evil in ["<b>first", "<page>", "{{", " style=\"", " onclick=", "alert(1)"] { #expect(!page.text.contains(evil), "\(evil)") }
            #expect(try await stage.stage.ask("/directories/d-0").text.contains("/directories/d-0/recipe"))
            let none = try await stage.stage.ask("/directories/d-1/recipe")
            #expect(none.status == 200 && none.text.contains("There is no recipe yet"))
        }
    }

    @Test func `a stored page is served so that it cannot act`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let path = "/directories/d-0/recipe/pages/\(stage.hash)"
            let page = try await stage.stage.ask(path)
            #expect(page.status == 200 && page.text.contains("Person 1"))
            #expect(!page.text.contains("<script") && !page.text.contains("onload") && !page.text.contains("href="))
            let policy = page.headers[.contentSecurityPolicy] ?? ""
            #expect(
                policy.contains("default-src 'none'") && policy.contains("sandbox allow-same-origin;")
                    && policy.contains("form-action 'none'"))
            #expect(!policy.contains("allow-scripts") && !policy.contains("script-src"))
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            // Of another directory, of nobody, or with a word too many.
            let other = path.replacing("d-0", with: "d-1")
            #expect(try await stage.stage.ask(other).status == 404)
            #expect(try await stage.stage.ask("/directories/d-0/recipe/pages/\(String(repeating: "0", count: 64))").status == 404)
            #expect(try await stage.stage.ask("/directories/d-0/recipe/pages/..%2F..%2Fetc").status == 404)
            #expect(try await stage.stage.ask(path + "?x=1").status == 400)
            // Our own pages keep theirs.
            let own = try await stage.stage.ask("/directories/d-0/recipe").headers[.contentSecurityPolicy] ?? ""
            #expect(own.contains("frame-ancestors 'none'") && own.contains("script-src 'self'"))
        }
    }

    @Test func `a field is corrected by pointing at it, as a version with who and why`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let node = try await stage.node("b.tel", "field=1")
            let proposed = try await stage.stage.ask("/directories/d-0/recipe?field=1&node=\(node)")
            #expect(proposed.text.contains("6 of 6 records on 2 stored pages change"))
            #expect(proposed.text.contains("<del>+15125550211</del>") && proposed.text.contains("<ins>+15125550111</ins>"))
            let form = "part=list&page=\(stage.hash)&field=1&node=\(node)&base=1&verb=save"
            let saved = try await stage.post(form + "&who=Eva&why=the+other+is+a+fax")
            #expect(saved.status == 303)
            #expect(saved.headers[.location] == "/directories/d-0/recipe?done=taught&part=list&page=\(stage.hash)")
            let latest = try #require(try await stage.recipes.history(DirectoryID(1)).first)
            #expect(latest.number == 2 && latest.author == "Eva")
            #expect(latest.reason == "telephone pointed at: 6 of 6 records on 2 pages change; the other is a fax")
            let field = try #require(try await stage.recipes.current(DirectoryID(1)).list?.fields.last)
            #expect(
                field.classSelector?.description == "b.tel" && field.position?.description == ":scope > b:nth-of-type(1)"
                    && field.isRequired)
            let page = try await stage.stage.ask(try #require(saved.headers[.location]))
            #expect(page.text.contains("+15125550111") && page.text.contains("lists: ~ telephone class: none → b.tel"))
            // Somebody who looked at the version before changes nothing.
            let late = try await stage.post(form + "&who=Max")
            #expect(
                late.status == 409 && late.text.contains("Version 2 of the recipe was made meanwhile")
                    && late.text.contains("value=\"Max\""))
            #expect(try await stage.recipes.history(DirectoryID(1)).count == 2)
        }
    }

    @Test func `records are pointed at, seen before they are saved, and the fields go along`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let start = try await stage.stage.ask("/directories/d-0/recipe?records=true")
            #expect(start.status == 200 && start.text.contains("data-pointing=\"records\"") && start.text.contains("4 alike"))
            // The name of the second and of the third person.
            let node = try await stage.node("a.n", "field=0&record=1")
            let other = try await stage.node("a.n", "field=0&record=2")
            let one = try await stage.stage.ask("/directories/d-0/recipe?records=true&node=\(node)")
            #expect(one.text.contains("6 records on 2 stored pages, 6 now: 0 come, 0 go."))
            let smaller = try await stage.stage.ask("/directories/d-0/recipe?records=true&node=\(node)&other=\(other)&level=1")
            #expect(smaller.text.contains("<b class=\"mono\">a.n</b>") && smaller.text.contains("What would be read"))
            let form = "part=list&page=\(stage.hash)&records=true&node=\(node)&other=\(other)&level=1&base=1&verb=save"
            #expect(try await stage.post(form + "&who=Eva&why=links").status == 303)
            let latest = try #require(try await stage.recipes.history(DirectoryID(1)).first)
            #expect(latest.reason == "records pointed at: 6 on 2 pages, 6 before; links" && latest.author == "Eva")
            let recipe = try #require(try await stage.recipes.current(DirectoryID(1)).list)
            #expect(recipe.records.description == "a.n" && !recipe.isRun)
            // The number stands beside the link: what is not found in a record is required of none.
            #expect(recipe.fields.map(\.isRequired) == [false, false])
            #expect(try await stage.post(form).status == 409)
            let stray = try await stage.stage.ask("/directories/d-0/recipe?records=true&node=\(node)&other=\(node)")
            #expect(stray.text.contains("One of these stands in the other"))
            #expect(try await stage.stage.ask("/directories/d-0/recipe?records=true&node=\(node)&level=99").status == 404)
            #expect(try await stage.post("part=list&records=true&base=2&verb=save").status == 400)
        }
    }

    @Test func `a field is added from a line with a label, and removed again`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let node = try await stage.node("text in li", "kind=openingHours")
            #expect(try await stage.stage.ask("/directories/d-0/recipe?kind=openingHours&node=\(node)").text.contains("label “Hours”"))
            #expect(try await stage.post("part=list&kind=openingHours&node=\(node)&base=1&verb=save").status == 303)
            let added = try await stage.recipes.current(DirectoryID(1))
            #expect(added.list?.fields.map(\.kind) == [.name, .telephone, .openingHours] && added.list?.fields.last?.label == "Hours")
            #expect(try await stage.recipes.history(DirectoryID(1)).first?.author == "console")
            #expect(try await stage.post("part=list&field=2&base=2&verb=remove&why=wrong").status == 303)
            #expect(try await stage.post("part=list&field=1&base=3&verb=remove").status == 303)
            #expect(try await stage.recipes.current(DirectoryID(1)).list?.fields.map(\.kind) == [.name])
            let last = try await stage.post("part=list&field=0&base=4&verb=remove")
            #expect(last.status == 400 && last.text.contains("at least one field"))
        }
    }

    @Test(arguments: [
        ("field=9", 404), ("node=x&field=1", 400), ("field=1&node=299999", 404), ("part=nothing", 400), ("part=page", 404),
        ("kind=nonsense", 400),
        ("page=0000", 404), ("record=-1", 400), ("record=20000&field=0", 200), ("field=1&node=3", 200), ("x=1", 400),
    ])
    func `an address that means nothing is told so`(query: String, status: Int) async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            let answer = try await stage.stage.ask("/directories/d-0/recipe?\(query)")
            #expect(answer.status == status, "\(answer.text)")
            if query.hasSuffix("node=3") { #expect(answer.text.contains("belongs to no record")) }
        }
    }

    @Test(arguments: [
        ("verb=save&base=1&part=list&field=1", 400), ("verb=burn&base=1&part=list&field=1", 400),
        ("verb=save&part=list&field=1&node=9", 400),
        ("verb=remove&base=1&part=list", 400), ("verb=save&base=1&part=list&field=1&node=2", 400), ("verb=save&evil=1", 400),
        ("verb=save&base=1&part=list&field=-1&node=9", 400),
    ])
    func `a form that means nothing changes nothing`(body: String, status: Int) async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            #expect(try await stage.post(body).status == status)
            #expect(try await stage.recipes.history(DirectoryID(1)).count == 1)
        }
    }

    @Test func `a page of another site changes nothing`() async throws {
        try await RecipeStage.with { (stage: RecipeStage) async throws in
            var headers: HTTPFields = [.origin: "https://evil.example"]
            headers[try #require(HTTPField.Name("Sec-Fetch-Site"))] = "cross-site"
            #expect(try await stage.post("part=list&field=1&base=1&verb=remove", headers: headers).status == 403)
            #expect(try await stage.recipes.history(DirectoryID(1)).count == 1)
        }
    }

    @Test func `where no page is kept any more, the fields are shown without one`() async throws {
        try await RecipeStage.with(isKept: false) { (stage: RecipeStage) async throws in
            let page = try await stage.stage.ask("/directories/d-0/recipe?field=0")
            #expect(page.status == 200 && page.text.contains("No page is kept") && page.text.contains("class a.n"))
            #expect(try await stage.stage.ask("/directories/d-0/recipe/pages/\(stage.hash)").status == 404)
            #expect(try await stage.post("part=list&field=1&node=5&base=1&verb=save").status == 400)
            #expect(try await stage.post("part=list&field=1&base=1&verb=remove").status == 303)
        }
    }
}

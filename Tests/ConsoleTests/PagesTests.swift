import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import Testing
import Watch

@testable import Console

@Suite struct PagesTests {
    @Test(arguments: [
        ("/", "Is everyone present?"), ("/directories", "on the register"), ("/directories?verdict=down&sort=name", "match"),
        ("/directories/d-5", "Evidence of the last failure"), ("/directories/d-5?window=7d", "aria-current=\"true\">7 days"),
        ("/directories/d-0?window=1h", "100 % available"), ("/directories/d-0", "class=\"chart\""), ("/incidents", "address 192.0.2.1"),
        ("/incidents?state=closed", "9 min"),
        ("/incidents/1", "Directories it concerns"), ("/incidents/2", "incident #1"), ("/status", "directories are not available"),
    ])
    func `serves every page with nothing of strangers as markup`(path: String, text: String) async throws {
        let answer = try await Stage.filled().ask(path)
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
        #expect(answer.text.contains(text), "\(answer.text)")
        #expect(!answer.text.contains("<script>alert"))
        #expect(!answer.text.contains("<now>"))
        #expect(!answer.text.contains("<evil>"))
        #expect(!answer.text.contains("{{"))
        #expect(answer.text.contains("</html>"))
        let policy = try #require(answer.headers[.contentSecurityPolicy])
        #expect(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"))
        // A policy without inline styles and scripts forbids both.
        #expect(!answer.text.contains(" style=\"") && !answer.text.contains(" onclick="))
    }

    @Test(arguments: ["/", "/directories", "/incidents", "/status"])
    func `an empty register is shown as one`(path: String) async throws {
        let answer = try await Stage().ask(path)
        #expect(answer.status == 200)
        #expect(answer.text.contains("</html>"))
    }

    @Test func `in blindness nobody is called up or down`() async throws {
        var stage = try await Stage()
        (stage.counts, stage.isBlind) = ([.unknown: 14], true)
        let text = try await stage.ask("/").text
        #expect(text.contains("We are blind: our own network fails") && text.contains("14 could not be seen"))
        #expect(!text.contains("Nothing is wrong"))
        #expect(try await stage.ask("/status").text.contains("our own network fails"))
    }

    @Test func `the directory page shows evidence, certificate, phases and badges`() async throws {
        let text = try await Stage.filled().ask("/directories/d-5").text
        for expected in [
            "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;Söhne&#39;", "status == 200", "Server: &lt;i&gt;nginx&lt;/i&gt;",
            "a mark", "CN=&lt;host&gt;", "10 d left", "First byte", "/badges/d-5/uptime.svg", "class=\"strip\"",
        ] { #expect(text.contains(expected), "\(expected)") }
    }

    @Test func `a search is escaped where it is shown again`() async throws {
        let text = try await Stage.filled(1).ask("/directories?search=%22%3E%3Cscript%3E").text
        #expect(text.contains("value=\"&quot;&gt;&lt;script&gt;\""))
    }

    @Test func `pages of the list lead to one another`() async throws {
        let stage = try await Stage.filled()
        let first = try await stage.ask("/directories?limit=10&search=directory").text
        let link = try #require(first.split(separator: "rel=\"next\" href=\"").dropFirst().first?.split(separator: "\"").first)
        let second = try await stage.ask(String(link).split(separator: "&amp;").joined(separator: "&")).text
        #expect(second.contains("11–20 of 22"))
        #expect(second.contains("rel=\"prev\""))
    }

    @Test func `a page that is not there is a page for a browser and a problem for others`() async throws {
        let stage = try await Stage.filled(1)
        let page = try await stage.ask("/directories/none", headers: [.accept: "text/html,*/*"])
        #expect(page.status == 404)
        #expect(page.text.contains("No such directory"))
        #expect(page.headers[.contentSecurityPolicy] != nil)
        let problem = try await stage.ask("/directories/none")
        #expect(problem.headers[.contentType] == "application/problem+json")
    }

    @Test func `the status page tells availability and nothing else`() async throws {
        let text = try await Stage.filled().ask("/status", isPublic: true).text
        #expect(text.contains("Status &lt;of&gt; us"))
        for secret in ["blocked", "parked", "It is down", "192.0.2.1", "host5.example", "/directories"] {
            #expect(!text.contains(secret), "\(secret)")
        }
        #expect(text.contains("2 directories together: not available"))
    }

    @Test func `the public listener serves the status page, badges and files alone`() async throws {
        let stage = try await Stage.filled()
        for path in ["/", "/status", "/badges/d-5.svg", "/static/console.css"] {
            #expect(try await stage.ask(path, isPublic: true).status == 200, "\(path)")
        }
        for path in ["/directories", "/api/v1/overview", "/api/v1/events", "/metrics", "/incidents", "/readyz"] {
            #expect(try await stage.ask(path, isPublic: true).status == 404, "\(path)")
        }
        #expect(try await stage.ask("/badges/d-2.svg", isPublic: true).text.contains("available"))
    }

    @Test func `badges are pictures with a name that is escaped`() async throws {
        let stage = try await Stage.filled()
        let badge = try await stage.ask("/badges/d-5.svg")
        #expect(badge.headers[.contentType] == "image/svg+xml; charset=utf-8")
        #expect(badge.headers[.cacheControl] == "public, max-age=30")
        #expect(badge.text.contains("&lt;script&gt;") && badge.text.contains(">down<"))
        #expect(try await stage.ask("/badges/d-6.svg").text.contains(">paused<"))
        #expect(try await stage.ask("/badges/d-0/uptime.svg").status == 200)
        #expect(try await stage.ask("/badges/none.svg").status == 404)
        #expect(try await stage.ask("/badges/d-5.png").status == 404)
    }

    @Test func `files are kept by their stamp and asked for again by their tag`() async throws {
        let stage = try await Stage.filled(1)
        let page = try await stage.ask("/").text
        let address = try #require(page.split(separator: "href=\"/static/console.css").dropFirst().first?.split(separator: "\"").first)
        let file = try await stage.ask("/static/console.css\(address)")
        #expect(file.headers[.cacheControl] == "public, max-age=31536000, immutable")
        let tag = try #require(file.headers[.eTag])
        #expect(try await stage.ask("/static/console.css", headers: [.ifNoneMatch: tag]).status == 304)
        #expect(try await stage.ask("/static/console.js").headers[.contentType] == "text/javascript; charset=utf-8")
        #expect(try await stage.ask("/static/../Package.swift").status == 404)
    }
}

import Foundation
import HTML
import Model
import Testing
import Web

@testable import Watch

/// Pages that others made, from the public data sets that `ROLLCALL_DATA` names; they are not part of the repository.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["ROLLCALL_DATA"] != nil, "ROLLCALL_DATA names no folder"))
struct RealPagesTests {
    /// Pages that were already gone when the sets were collected, looked at one by one.
    static let trulyBad: [String: Reason] = [
        // The Polish gardeners' site, with its own "Błąd 404 - nie znaleziono strony" in the frame of the site.
        "forms-formasaurus/html/261.html": .softNotFound,
        // nginx's 404, saved as a docket.
        "lists-courts/pacer/dockets/not_appellate_dockets/ca11_14-11111.html": .softNotFound,
        // No bytes.
        "lists-courts/lasc/case_queries/SRR000001;NCG;CV.html": .emptyPage,
    ]

    @Test func fewerThanOneInTwoHundredIsMisjudged() throws {
        let root = URL(fileURLWithPath: ProcessInfo.processInfo.environment["ROLLCALL_DATA"] ?? "")
        var pages = 0
        var wrong: [String] = []
        for set in ["contacts-webstruct", "forms-formasaurus", "lists-courts"] {
            guard let files = FileManager.default.enumerator(atPath: root.appendingPathComponent(set).path) else { continue }
            for case let file as String in files where file.hasSuffix(".html") || file.hasSuffix(".htm") {
                let name = "\(set)/\(file)"
                guard let data = FileManager.default.contents(atPath: root.appendingPathComponent(name).path) else { continue }
                let url = try #require(
                    WebURL("http://127.0.0.1:8080/" + (name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? "")))
                var result = ProbeResult(startedAt: ConditionJudgingTests.now)
                result.status = 200
                result.headers = [("content-type", "text/html")]
                result.hops = [ProbeHop(url: url.href, status: 200)]
                result.body = Array(data)
                let settings = CheckSettings(kind: .content, conditions: ["size >= 0"])
                let check = try CheckCatalogue.check(DirectoryID(1), url: url, settings, rules: CheckRules())
                let first = check.judge(result, CheckContext(now: ConditionJudgingTests.now))
                let seen = first.observation
                pages += 1
                if seen.reason != Self.trulyBad[name] ?? .ok {
                    wrong.append("\(name): \(seen.verdict) \(seen.reason) \(seen.evidence?.marks ?? [])")
                }
            }
        }
        #expect(pages > 1000, "the data sets are not where ROLLCALL_DATA says")
        for line in wrong { print("misjudged", line) }
        #expect(Double(wrong.count) < 0.005 * Double(pages), "\(wrong.count) of \(pages)")
    }
}

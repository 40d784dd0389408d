import Foundation
import Synchronization

extension OpenPage {
    /// How many values are tried of all controls, and how long that may take: half of what is left of the page's time at the most.
    private static let (mostTries, mostTime) = (120, Duration.seconds(15))

    /// Gives the page's controls values, one after the other and back again, and sees which others come and go with them. Before the first value is in, the
    /// page's way out is closed for good: nothing is fetched, and no form is sent.
    func survey() async throws(BrowserError) -> SurveyedPage {
        struct Seen: Decodable, Sendable {
            struct Condition: Decodable, Sendable {
                var control: Int
                var values: [String]
                var labels: [String]
            }
            struct Appearance: Decodable, Sendable {
                var control: Int
                var isShownFirst: Bool
                var isAdded: Bool
                var conditions: [Condition]
            }
            var appearances: [Appearance]
            var isCut: Bool
        }
        // What the page is without anything filled in, where it does not bear being filled.
        let before = try await read(isSettled: true)
        progress.withLock { $0.narrow(to: .closed) }
        let mark = "rollcall-" + String(UInt64.random(in: .min ... .max), radix: 16)
        let time = min(Self.mostTime, left / 2)
        let script = SurveyScript.text(mark: mark, tries: Self.mostTries, milliseconds: Int(time / .milliseconds(1)))
        guard let seen = try await inWorld(script, Seen.self), !seen.appearances.isEmpty || seen.isCut else {
            return SurveyedPage(page: before, mark: mark, appearances: [], isCut: false)
        }
        var after = try await read(isSettled: true)
        after.url = before.url
        return SurveyedPage(
            page: after, mark: mark,
            appearances: seen.appearances.map { one in
                SurveyedPage.Appearance(
                    control: one.control, isShownFirst: one.isShownFirst, isAdded: one.isAdded,
                    conditions: one.conditions.map {
                        SurveyedPage.Condition(control: $0.control, values: $0.values, labels: $0.labels)
                    })
            }, isCut: seen.isCut)
    }
}

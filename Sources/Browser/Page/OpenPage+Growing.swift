import Foundation
import Synchronization

/// Words of the controls by which a list goes on, in lower case.
package struct GrowthWords: Sendable, Encodable {
    /// One of these tells such a control: "Load more", "Mehr laden".
    package var more: Set<String>
    /// One of these tells that it shows more of something else: "Read more".
    package var other: Set<String>
    /// One of these tells a control that shows the next part in the place of this: "Next", "Weiter".
    package var turning: Set<String>
    /// These may stand beside such a word: "Next page".
    package var page: Set<String>

    package init(more: Set<String>, other: Set<String>, turning: Set<String> = [], page: Set<String> = []) {
        self.more = more
        self.other = other
        self.turning = turning
        self.page = page
    }
}

extension OpenPage {
    /// How a list grew.
    enum Growth: Sendable {
        /// Nothing more comes.
        case whole
        /// It would have gone on.
        case cut
        /// The page went on to another one.
        case left
    }

    /// Times that nothing more came before that is believed.
    private static let patience = 2
    /// Scrolls and presses.
    private static let mostSteps = 1_000

    /// Scrolls the page to its end, and presses what lengthens its list or turns to its next part, until nothing more comes. At last all that was
    /// shown stands in the page.
    func grow(by words: GrowthWords) async throws(BrowserError) -> Growth {
        let growth = try await lengthen(by: words)
        if growth != .left { _ = try await inWorld(PageScripts.regather, Bool.self) }
        return growth
    }

    private func lengthen(by words: GrowthWords) async throws(BrowserError) -> Growth {
        struct Step: Decodable, Sendable {
            var url: String
            var size: Int
        }
        let json: Data
        do { json = try JSONEncoder().encode(words) } catch { return .whole }
        let script = PageScripts.grow(String(decoding: json, as: UTF8.self))
        // What is left after that is for reading it.
        let latest = ContinuousClock.now + left * 3 / 4
        var place: String?
        var (size, still) = (0, 0)
        for _ in 0..<Self.mostSteps {
            guard ContinuousClock.now < latest, !progress.withLock({ $0.isTruncated }) else { return .cut }
            guard let step = try await inWorld(script, Step.self), place ?? step.url == step.url else { return .left }
            place = step.url
            still = step.size > size ? 0 : still + 1
            if still >= Self.patience { return .whole }
            size = max(size, step.size)
            _ = try await settle()
        }
        return .cut
    }
}

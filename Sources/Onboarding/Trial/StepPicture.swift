package import Browser
import HTML

/// What a picture of one step of a filled form is taken of: the page as the trial saw it, and the values that go into it.
package struct PictureDraft: Sendable, Hashable {
    /// From 1.
    package var step: Int
    package var url: String
    package var source: PageSource
    package var entries: [FieldEntry]

    /// Bytes of a page that a picture is taken of.
    package static let mostSource = 4 << 20

    /// Takes the picture. Nothing of the values leaves the browser.
    /// - Throws: ``BrowserError``.
    package func picture(by browser: Browser) async throws(BrowserError) -> StepPicture {
        guard let address = WebURL(url), source.body.count <= Self.mostSource else {
            return StepPicture(step: step, url: url, result: .missing("its page is too long for a picture"))
        }
        let picture = try await browser.picture(of: address, showing: source, filling: entries)
        return StepPicture(step: step, url: url, result: .taken(picture.png, filled: picture.filled.count, fields: entries.count))
    }
}

/// The picture of one step of a filled form, or why there is none.
package struct StepPicture: Sendable, Hashable {
    /// What came of taking it.
    package enum Outcome: Sendable, Hashable {
        /// A PNG; so many controls took their value, of those that were to get one.
        case taken([UInt8], filled: Int, fields: Int)
        /// Why there is none, in words without a capital and a full stop.
        case missing(String)
    }

    /// Bytes of a picture that is kept.
    package static let mostBytes = 2 << 20

    /// From 1.
    package let step: Int
    package let url: String
    package let result: Outcome

    private static let mark: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// What is no PNG, or longer than is kept, counts as none.
    package init(step: Int, url: String, result: Outcome) {
        (self.step, self.url) = (step, url)
        switch result {
        case .taken(let png, _, _) where !png.starts(with: Self.mark): self.result = .missing("what was made of it is no PNG")
        case .taken(let png, _, _) where png.count > Self.mostBytes:
            self.result = .missing("it has \(png.count) bytes, and at most \(Self.mostBytes) are kept")
        default: self.result = result
        }
    }
}

extension TrialReport {
    /// What pictures of its steps are taken of, to be kept till then: without the content of files.
    package var pictures: [PictureDraft] { drafts(isWhole: false) }

    private func drafts(isWhole: Bool) -> [PictureDraft] {
        steps.enumerated().map { index, step in
            PictureDraft(step: index + 1, url: step.url.href, source: step.source, entries: step.plan.fieldEntries(isWhole: isWhole))
        }
    }

    /// A picture of each step, or why there is none.
    package func pictures(by camera: FormCamera) async -> [StepPicture] {
        var found: [StepPicture] = []
        for draft in drafts(isWhole: true) {
            do throws(BrowserError) { found.append(try await camera.picture(of: draft)) } catch {
                found.append(StepPicture(step: draft.step, url: draft.url, result: .missing(error.words)))
            }
        }
        return found
    }
}

extension BrowserError {
    /// What is wrong and what to do about it, to stand within a sentence.
    var words: String {
        // Names and addresses that it begins with keep their letters.
        let isWord = message.prefix { $0 != " " }.dropFirst().allSatisfy(\.isLowercase)
        let isName = message.hasPrefix("Chromium")
        return (isWord && !isName ? message.prefix(1).lowercased() + message.dropFirst() : message) + ": "
            + remedy.prefix(1).lowercased() + remedy.dropFirst()
    }
}

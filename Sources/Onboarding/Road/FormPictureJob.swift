package import Browser
package import JobQueue
import Model

/// Whether a trial's filled forms are pictured, and by what.
package enum FormCamera: Sendable {
    case browser(Browser)
    /// Not, and why, in words without a capital and a full stop.
    case none(String)

    /// - Parameters:
    ///   - renders: Whether pages may be opened in Chromium at all.
    ///   - pictures: Whether pictures are wanted.
    package init(_ browser: Browser, renders: Bool, pictures: Bool) {
        self =
            renders && pictures
            ? .browser(browser) : .none("\(renders ? "onboarding.pictures" : "onboarding.render") is false in the settings")
    }

    /// Why no picture can be taken here; nil where it can.
    var absence: String? {
        switch self {
        case .browser(let browser): browser.absence?.words
        case .none(let why): why
        }
    }
}

extension FormCamera {
    /// A picture, or why none is taken here at all.
    /// - Throws: ``BrowserError`` where this one cannot be.
    func picture(of draft: PictureDraft) async throws(BrowserError) -> StepPicture {
        switch self {
        case .browser(let browser): try await draft.picture(by: browser)
        case .none(let why): StepPicture(step: draft.step, url: draft.url, result: .missing(why))
        }
    }
}

/// Takes the pictures of what a trial has filled in, after everything that directories wait for.
package struct FormPictureJob: JobKind {
    private let onboarder: @Sendable () throws -> Onboarder

    /// - Parameter onboarder: Asked for when there is work.
    package init(_ onboarder: @escaping @Sendable () throws -> Onboarder) { self.onboarder = onboarder }

    /// For whoever only enqueues.
    package static let shape = FormPictureJob { throw JobFailure.later(Timestamp(seconds: 0), "this process does not onboard") }

    package static let kind = "form-picture"

    package var name: String { Self.kind }
    package var queue: String { OnboardJob.queue }
    package var retry: RetryPolicy { RetryPolicy(attempts: 3, base: .seconds(5), cap: .seconds(60)) }
    package var timeout: Duration? { .seconds(600) }

    /// Of all nodes together: each has a Chromium at work.
    private static let atOnce = 4

    static func draft(_ entry: Int64, occasion: String) throws -> JobDraft {
        var draft = try JobDraft(shape, OnboardJob.Payload(onboarding: entry))
        draft.unique = UniqueKey("\(entry)@\(occasion)")
        draft.key = ConcurrencyKey("form-pictures", limit: atOnce)
        draft.priority = .low
        draft.tags = ["onboarding-\(entry)"]
        return draft
    }

    package func run(_ payload: OnboardJob.Payload, _ context: JobContext) async throws {
        let isLast = context.attempt >= context.maxAttempts
        if let trouble = try await onboarder().takePictures(of: payload.onboarding, isLastAttempt: isLast) {
            throw JobFailure.retry(trouble)
        }
    }
}

extension Onboarder {
    /// Takes the pictures that a directory's last trial awaits. Where one cannot be taken, that is kept in its place.
    /// - Returns: What stands in the way that may pass.
    /// - Throws: `CancellationError`; ``DatabaseError``.
    package func takePictures(of id: Int64, isLastAttempt: Bool = true) async throws -> String? {
        for (draft, madeAt) in try await store.awaitedPictures(of: id) {
            var picture: StepPicture
            do throws(BrowserError) { picture = try await camera.picture(of: draft) } catch {
                try Task.checkCancellation()
                let mayPass = error.code == .crashed || error.code == .cancelled || error.code == .conversation
                if mayPass, !isLastAttempt { return error.description }
                picture = StepPicture(step: draft.step, url: draft.url, result: .missing(error.words))
            }
            try await store.took(picture, of: id, madeAt: madeAt)
        }
        return nil
    }
}

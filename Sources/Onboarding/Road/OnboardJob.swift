package import JobQueue
import Model

/// The durable work of one directory: it is taken as far as it goes without a person. Worked again after a crash, it goes on behind the last step that
/// was stored.
package struct OnboardJob: JobKind {
    package struct Payload: Codable, Sendable {
        package var onboarding: Int64
    }

    /// Asked for when there is work: a process that only enqueues or inspects jobs has none.
    private let onboarder: @Sendable () throws -> Onboarder

    package init(_ onboarder: @escaping @Sendable () throws -> Onboarder) { self.onboarder = onboarder }

    /// For whoever only enqueues.
    package static let shape = OnboardJob { throw JobFailure.later(Timestamp(seconds: 0), "this process does not onboard") }

    package static let queue = "onboarding"

    package var name: String { "onboard" }
    package var queue: String { Self.queue }
    package var retry: RetryPolicy { RetryPolicy(attempts: 4, base: .seconds(3), cap: .seconds(60)) }
    package var timeout: Duration? { .seconds(900) }

    package func validate(_ payload: Payload) throws {
        guard payload.onboarding > 0 else { throw JobFailure.never("onboarding is no number of one") }
    }

    /// - Parameter occasion: Two jobs of one directory have different occasions, and never run at the same time: somebody may change where it stands
    ///   while the one that would have to notice is about to end.
    static func draft(_ entry: Int64, occasion: String) throws -> JobDraft {
        var draft = try JobDraft(shape, Payload(onboarding: entry))
        draft.key = ConcurrencyKey("onboarding-\(entry)")
        draft.unique = UniqueKey("\(entry)@\(occasion)")
        draft.tags = ["onboarding-\(entry)"]
        return draft
    }

    package func run(_ payload: Payload, _ context: JobContext) async throws {
        let outcome = try await onboarder().advance(payload.onboarding, isLastAttempt: context.attempt >= context.maxAttempts) { entry in
            context.progress(nil, "\(entry.state.words)  \(entry.url)")
        }
        switch outcome {
        case .rests(let entry): context.progress(1, entry.map { "\($0.state.words)  \($0.url)" } ?? "it is on no road any more")
        case .waits(let time): throw JobSnooze(until: time)
        case .troubled(let reason): throw JobFailure.retry(reason)
        }
    }
}

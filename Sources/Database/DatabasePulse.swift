import Synchronization

/// Whether a database answers, for those who cannot wait for it: a server that hangs takes every question and says nothing until the
/// statement's time is over.
package final class DatabasePulse: Sendable {
    /// A database that has not answered for so long hangs.
    package static let patience = Duration.seconds(2)
    /// How long one that is known to hang is given to answer after all.
    private static let glance = Duration.milliseconds(300)

    private struct Question {
        var answer: Task<Answer, Never>
        var since: ContinuousClock.Instant
    }

    private enum Answer: Sendable {
        case well
        case failed(String)
        case silent(Duration)
    }

    private struct State {
        /// At most one question is on its way, however many ask.
        var pending: Question?
        /// Since when nothing is known of it but trouble.
        var troubledSince: ContinuousClock.Instant?
    }

    private let database: any SQLDatabase
    private let sql: String
    private let state = Mutex(State())

    /// - Parameter sql: a statement that any working database answers at once.
    package init(of database: any SQLDatabase, asking sql: String = "SELECT 1") {
        self.database = database
        self.sql = sql
    }

    /// What keeps the database from answering, in words; nil when it does.
    /// - Parameter patience: how long at most to wait for the answer.
    package func trouble(patience: Duration = DatabasePulse.patience) async -> String? {
        switch await answer(patience: patience) {
        case .well: nil
        case .failed(let error): error
        case .silent(let span): Self.words(span)
        }
    }

    /// That the database hangs, in words, where that is known; nil where it answers or nothing of the kind was seen. It costs no question as
    /// long as all is well.
    /// - Parameter asking: whether to find out now, which may take ``patience``.
    package func silence(asking: Bool = false) async -> String? {
        let isKnown = state.withLock { state in state.troubledSince.map { .now - $0 >= Self.patience } ?? false }
        guard isKnown || asking else { return nil }
        guard case .silent(let span) = await answer(patience: isKnown ? Self.glance : Self.patience) else { return nil }
        return Self.words(span)
    }

    private static func words(_ span: Duration) -> String {
        "The database has not answered for \(max(1, span.components.seconds)) s. Check that its server is not overloaded or stopped; "
            + "Rollcall goes on by itself when it answers."
    }

    private func answer(patience: Duration) async -> Answer {
        let (question, since) = ask()
        return await withCheckedContinuation { continuation in
            let first = FirstAnswer { continuation.resume(returning: $0) }
            let alarm = Task {
                do { try await Task.sleep(for: patience) } catch { return }
                first.give(.silent(ContinuousClock.now - since))
            }
            Task {
                first.give(await question.answer.value)
                alarm.cancel()
            }
        }
    }

    private func ask() -> (Question, since: ContinuousClock.Instant) {
        state.withLock { state in
            if let pending = state.pending { return (pending, state.troubledSince ?? pending.since) }
            let answer = Task { [self] in
                let answer: Answer
                do {
                    _ = try await database.read { [sql] in try $0.first(sql) { $0.integer(0) } }
                    answer = .well
                } catch {
                    answer = .failed("\(error)")
                }
                self.state.withLock { state in
                    state.pending = nil
                    if case .well = answer { state.troubledSince = nil }
                }
                return answer
            }
            let question = Question(answer: answer, since: .now)
            state.pending = question
            // Until it is answered.
            let since = state.troubledSince ?? question.since
            state.troubledSince = since
            return (question, since)
        }
    }
}

/// Hands on what is given first.
final class FirstAnswer<Value: Sendable>: Sendable {
    private let waiting: Mutex<(@Sendable (Value) -> Void)?>

    init(_ resume: @escaping @Sendable (Value) -> Void) { waiting = Mutex(resume) }

    func give(_ answer: Value) {
        let first = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        first?(answer)
    }
}

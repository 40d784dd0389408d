import Synchronization

/// Whether a database answers, for those who cannot wait for it: a server that hangs takes every question and says nothing until the
/// statement's time is over.
package final class DatabasePulse: Sendable {
    private struct Question {
        var answer: Task<String?, Never>
        var since: ContinuousClock.Instant
    }

    private let database: any SQLDatabase
    private let sql: String
    /// At most one question is on its way, however many ask.
    private let pending = Mutex<Question?>(nil)

    /// - Parameter sql: a statement that any working database answers at once.
    package init(of database: any SQLDatabase, asking sql: String = "SELECT 1") {
        self.database = database
        self.sql = sql
    }

    /// What keeps the database from answering, in words; nil when it does.
    /// - Parameter patience: how long at most to wait for the answer.
    package func trouble(patience: Duration = .seconds(2)) async -> String? {
        let question = ask()
        return await withCheckedContinuation { continuation in
            let first = FirstAnswer(continuation)
            Task { first.give(await question.answer.value) }
            Task {
                try? await Task.sleep(for: patience)
                let seconds = (ContinuousClock.now - question.since).components.seconds
                first.give(
                    "The database has not answered for \(max(1, seconds)) s. Check that its server is not overloaded or stopped; "
                        + "Rollcall goes on by itself when it answers.")
            }
        }
    }

    private func ask() -> Question {
        pending.withLock { pending in
            if let pending { return pending }
            let answer = Task { [self] in
                let trouble: String?
                do {
                    _ = try await database.read { [sql] in try $0.first(sql) { $0.integer(0) } }
                    trouble = nil
                } catch {
                    trouble = "\(error)"
                }
                self.pending.withLock { $0 = nil }
                return trouble
            }
            let question = Question(answer: answer, since: .now)
            pending = question
            return question
        }
    }
}

/// Resumes who waits with the answer that comes first.
private final class FirstAnswer: Sendable {
    private let waiting: Mutex<CheckedContinuation<String?, Never>?>

    init(_ continuation: CheckedContinuation<String?, Never>) { waiting = Mutex(continuation) }

    func give(_ answer: String?) {
        let first = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        first?.resume(returning: answer)
    }
}

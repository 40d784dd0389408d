import Database
import JobQueue
import Model
import Resilience

extension OnboardingStore {
    /// Questions that are looked at when they are put in order.
    private static let mostQuestions = 20_000

    /// What people are asked, first whose answer lets most directories go on, then which helps most. Of like ones only the first is listed.
    package func questions(limit: Int = 200) async throws -> [OnboardingQuestion] {
        let all = try await database.read { connection in
            try connection.query(
                """
                SELECT q.id, q.onboarding, o.url, o.platform, q.control, q.kind, q.label, q.message, q.suggestions,
                    q.step, o.likeness
                FROM onboarding_questions q JOIN onboardings o ON o.id = q.onboarding ORDER BY q.id LIMIT $1
                """, [.int(Self.mostQuestions)]
            ) { row in (Self.question(row), likeness: row.optionalText(10) ?? "site:" + row.text(2)) }
        }
        let asked = Dictionary(all.map { ($0.0.onboarding, 1) }, uniquingKeysWith: +)
        var groups: [String: [OnboardingQuestion]] = [:]
        for (question, likeness) in all {
            groups["\(likeness)\n\(question.control)\n\(question.kind.rawValue)", default: []].append(question)
        }
        let ordered = groups.values.compactMap { group -> OnboardingQuestion? in
            guard var first = group.first else { return nil }
            first.others = group.count - 1
            first.frees = group.count { asked[$0.onboarding] == 1 }
            return first
        }.sorted { ($1.frees, $1.others, $0.id) < ($0.frees, $0.others, $1.id) }
        return Array(ordered.prefix(limit))
    }

    /// What is asked of one directory.
    package func questions(of entry: Int64) async throws -> [OnboardingQuestion] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT q.id, q.onboarding, o.url, o.platform, q.control, q.kind, q.label, q.message, q.suggestions, q.step
                FROM onboarding_questions q JOIN onboardings o ON o.id = q.onboarding WHERE o.id = $1 ORDER BY q.id LIMIT 500
                """, [.integer(entry)], Self.question)
        }
    }

    private static func question(_ row: any SQLRow) -> OnboardingQuestion {
        OnboardingQuestion(
            id: row.integer(0), onboarding: row.integer(1), url: row.text(2), platform: row.optionalText(3), control: row.text(4),
            kind: FillPlan.Problem.Kind(rawValue: row.text(5)) ?? .unknown, label: row.text(6), message: row.text(7),
            step: row.isNull(9) ? nil : row.int(9), suggestions: decode([Suggestion].self, row.text(8)) ?? [])
    }

    /// What an answer led to.
    package struct Answered: Sendable, Hashable {
        /// Directories whose question it settled.
        package var settled: Int
        /// Of them, those that go on, since nothing else is asked.
        package var freed: Int
    }

    /// Takes an answer, for the one directory or for all that are alike now and later; those of which nothing else is asked go on.
    /// - Throws: ``OnboardingError``.
    package func answer(_ question: Int64, _ answer: Answer, everywhere: Bool, who: String) async throws -> Answered {
        try answer.check()
        let now = clock.now()
        let answered: Answered? = try await database.write { connection in
            let found = try connection.first(
                """
                SELECT o.id, o.url, o.likeness, q.control, q.kind FROM onboarding_questions q JOIN onboardings o ON o.id = q.onboarding
                WHERE q.id = $1
                """, [.integer(question)]
            ) { (id: $0.integer(0), url: $0.text(1), likeness: $0.optionalText(2), control: $0.text(3), kind: $0.text(4)) }
            guard let found else { return nil }
            if found.control.isEmpty, answer != .leave {
                throw OnboardingError(
                    .value, "This concerns the form as a whole, and no value settles it.",
                    remedy: "Say `--leave` when a person sends this form by hand: it is then mapped and watched all the same.")
            }
            let likeness = everywhere ? found.likeness : nil
            try connection.execute(
                """
                INSERT INTO onboarding_answers (scope, control, kind, value, who, at) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (scope, control) DO UPDATE SET kind = excluded.kind, value = excluded.value, who = excluded.who, at = excluded.at
                """,
                [
                    .text(likeness ?? "site:\(found.url)"), .text(found.control), .text(answer.kind), .text(answer.text), .text(who),
                    .time(now),
                ])
            var concerned = [found.id]
            if let likeness {
                concerned = try connection.query(
                    """
                    SELECT o.id FROM onboardings o JOIN onboarding_questions q ON q.onboarding = o.id
                    WHERE o.likeness = $1 AND q.control = $2 AND q.kind = $3 ORDER BY o.id
                    """, [.text(likeness), .text(found.control), .text(found.kind)]
                ) { $0.integer(0) }
            }
            var freed: [Int64] = []
            let said = "`\(found.control)`: \(answer.kind) \(answer.text.cut(100))"
            for id in concerned where try self.settle(found.control, of: id, said, who: who, now, connection) { freed.append(id) }
            return Answered(settled: concerned.count, freed: freed.count)
        }
        guard let answered else {
            throw OnboardingError(
                .unknown, "There is no question \(question).", remedy: "`rollcall onboard questions` lists what is asked.")
        }
        jobs.hint()
        return answered
    }

    /// Takes a question off the list, and lets the directory go on where it was the last.
    private func settle(
        _ control: String, of id: Int64, _ said: String, who: String, _ now: Timestamp, _ connection: any SQLConnection
    ) throws -> Bool {
        try connection.execute(
            "DELETE FROM onboarding_questions WHERE onboarding = $1 AND control = $2", [.integer(id), .text(control)])
        try note("answer", who: who, said, id, now, connection)
        // Whoever is about to store what was read before the answer is refused.
        try change(id, "reason = reason", [], now, connection)
        let left = try connection.first("SELECT COUNT(*) FROM onboarding_questions WHERE onboarding = $1", [.integer(id)]) { $0.int(0) }
        guard left == 0, let entry = try Self.get(id, in: connection) else { return false }
        if entry.state == .needsAnswer {
            try change(id, "state = $3, reason = ''", [.int(OnboardingState.map.rawValue)], now, connection)
        } else if !entry.state.isMoving {
            return false
        }
        _ = try jobs.enqueue([OnboardJob.draft(id, occasion: "answer \(entry.revision)")], in: connection)
        return true
    }

    /// What applies to a directory's mapping: what people said of all alike, what rollouts have brought to it, and what people said of itself; the
    /// later counts more.
    func sayings(for entry: OnboardingEntry) async throws -> FormSayings {
        let (own, alike) = try await said(of: entry)
        var sayings = FormSayings(answers: alike)
        for change in try await changes(for: entry.id) {
            switch change {
            case .answer(let control, let answer): sayings.answers[ControlKey(text: control)] = answer
            case .threshold(let least): sayings.threshold = least
            case .remap, .recipe: break
            }
        }
        sayings.answers.merge(own) { $1 }
        return sayings
    }

    private func said(of entry: OnboardingEntry) async throws -> (own: [ControlKey: Answer], alike: [ControlKey: Answer]) {
        let rows = try await database.read { connection in
            try connection.query(
                "SELECT scope, control, kind, value FROM onboarding_answers WHERE scope = $1 OR scope = $2 ORDER BY control",
                [.text(entry.likeness ?? entry.ownScope), .text(entry.ownScope)]
            ) { (scope: $0.text(0), control: $0.text(1), answer: Answer(kind: $0.text(2), text: $0.text(3))) }
        }
        var (own, alike): ([ControlKey: Answer], [ControlKey: Answer]) = ([:], [:])
        for row in rows {
            if row.scope == entry.ownScope {
                own[ControlKey(text: row.control)] = row.answer
            } else {
                alike[ControlKey(text: row.control)] = row.answer
            }
        }
        return (own, alike)
    }
}

import Database
import Directories
import JobQueue
import Model
import Resilience

extension OnboardingStore {
    /// Stores a step, if nobody has changed the entry since it was read.
    /// - Parameters:
    ///   - mapping: A new version with why there is one.
    ///   - questions: What is asked from now on; nil to leave what is.
    ///   - pictures: Of what pictures are to be taken; nil to leave those that are. With why none can be.
    ///   - wakes: Whether its job is made as well: for changes that come from outside of one.
    /// - Returns: The entry as stored; nil where somebody else was quicker.
    func save(
        _ entry: OnboardingEntry, readAs before: OnboardingEntry, mapping: (OnboardingMapping, why: String)? = nil,
        questions: [FillPlan.Problem]? = nil, pictures: (drafts: [PictureDraft], absence: String?)? = nil, wakes: Bool = false
    ) async throws -> OnboardingEntry? {
        let now = clock.now()
        let rollout = try entry.rollout.map(Self.encode)
        let content = try mapping.map { try Self.encode($0.0) }
        let asked = try questions?.map { ($0, try Self.encode(Array($0.suggestions.prefix(50)))) }
        let stored = try await database.write { connection -> OnboardingEntry? in
            let changed = try connection.execute(
                """
                UPDATE onboardings SET state = $3, reason = $4, submission = $5, list_page = $6, platform = $7, likeness = $8, verdict = $9,
                    listing = $10, directory = $11, version = $12, in_use = $13, rollout = $14, sending = $15, directory_id = $17,
                    title = $18, stopped = $19,
                    revision = revision + 1, updated_at = $16
                WHERE id = $1 AND revision = $2
                """,
                [
                    .integer(entry.id), .integer(before.revision), .int(entry.state.rawValue), .text(entry.reason.cut(1_000)),
                    .optional(entry.submission), .optional(entry.index), .optional(entry.platform), .optional(entry.likeness),
                    .optional(entry.verdict?.rawValue), .optional(entry.listing), .optional(entry.directory), .int(entry.version),
                    .int(entry.inUse), .optional(rollout), .bool(entry.isSending), .time(now),
                    .optional(entry.directoryID?.rawValue), .optional(entry.title), .optional(entry.stopped),
                ])
            guard changed == 1 else { return nil }
            if let content, let mapping {
                try connection.execute(
                    "INSERT INTO onboarding_mappings (onboarding, version, content, made_at, why) VALUES ($1, $2, $3, $4, $5)",
                    [.integer(entry.id), .int(entry.version), .text(content), .time(now), .text(mapping.why.cut(1_000))])
                try self.note("version \(entry.version)", who: "rollcall", mapping.why, entry.id, now, connection)
            }
            if let asked { try self.ask(asked, entry.id, connection) }
            if let pictures { try self.plan(pictures.drafts, absence: pictures.absence, of: entry, now, connection) }
            if entry.inUse != before.inUse || entry.state != .active {
                // What is in use from now on was not looked at yet.
                try connection.execute(
                    "UPDATE onboardings SET looked_at = $2, drift = NULL, drift_severity = NULL WHERE id = $1",
                    [.integer(entry.id), .time(now)])
            }
            try self.record(entry, before, now, connection)
            if wakes, entry.state.isMoving {
                _ = try jobs.enqueue([OnboardJob.draft(entry.id, occasion: "\(before.revision + 1)")], in: connection)
            }
            if let rollout = entry.changeRollout, !entry.state.isMoving {
                _ = try jobs.enqueue([RolloutJob.draft(rollout, occasion: "settled \(entry.id)")], in: connection)
            }
            return try Self.get(entry.id, in: connection)
        }
        if wakes || entry.changeRollout != nil { jobs.hint() }
        return stored
    }

    private func ask(_ asked: [(FillPlan.Problem, String)], _ entry: Int64, _ connection: any SQLConnection) throws {
        try connection.execute("DELETE FROM onboarding_questions WHERE onboarding = $1", [.integer(entry)])
        for (problem, suggestions) in asked {
            try connection.execute(
                """
                INSERT INTO onboarding_questions (onboarding, control, kind, label, message, suggestions, step)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (onboarding, control) DO NOTHING
                """,
                [
                    .integer(entry), .text(problem.control?.text ?? ""), .text(problem.kind.rawValue), .text(problem.label),
                    .text(problem.message), .text(suggestions), .optional(problem.step),
                ])
        }
    }

    /// What a step did, told by the rollout's own records where it has any.
    private func record(_ entry: OnboardingEntry, _ before: OnboardingEntry, _ now: Timestamp, _ connection: any SQLConnection) throws {
        let known = Set(before.rollout?.records ?? [])
        for record in entry.rollout?.records ?? [] where !known.contains(record) {
            try note(record.action, who: record.who, record.why, entry.id, record.at, connection)
        }
        if entry.state != before.state { try note("→ \(entry.state.words)", who: "rollcall", entry.reason, entry.id, now, connection) }
    }

    /// Where a rollout that has ended leads: to the register and into use, or back to the version before.
    func settle(_ entry: inout OnboardingEntry) async throws {
        guard let rollout = entry.rollout else { return }
        switch rollout.state {
        case .running, .held: entry.state = .canary
        case .done:
            let directory = try await registered(entry, try await order(entry.order))
            (entry.directory, entry.directoryID) = (directory?.slug, directory?.id)
            (entry.state, entry.inUse) = (.active, rollout.version)
            entry.reason = entry.verdict.map { "its trial was: \($0.rawValue.replacing("_", with: " "))" } ?? ""
            if entry.verdict == .ready, try await mapping(of: entry.id, version: rollout.version)?.shape.hasUnseen == true {
                entry.reason += "; what its further steps ask is only shown once the first is sent, and is asked about then"
            }
        case .rolledBack:
            entry.inUse = rollout.lastGood ?? 0
            entry.state = entry.inUse > 0 ? .active : .failed
            entry.reason = rollout.records.last.map { "\($0.action): \($0.why)" } ?? "rolled back"
        }
    }

    /// Puts the directory on the register, where it is not there yet, so that it is watched from now on.
    private func registered(_ entry: OnboardingEntry, _ order: OnboardingOrder?) async throws -> Directory? {
        if let known = entry.directoryID, let directory = try await register.get(known) { return directory }
        if let known = try await register.get(url: entry.url) { return known }
        do {
            return try await register.add(
                DirectoryDraft(
                    url: entry.url, name: entry.title ?? "", region: order?.region ?? "", tags: ["onboarded"], owner: order?.owner ?? ""))
        } catch let error as DirectoriesError where error.code == .duplicate {
            // Somebody else was quicker.
            return try await register.get(url: entry.url)
        }
    }

    // MARK: Steering

    /// What a person does to a rollout: hold, resume, promote, or take back, the last also where it is in use already.
    /// - Throws: ``OnboardingError`` where there is nothing to steer.
    package func steer(_ text: String, _ event: Rollout.Event) async throws -> OnboardingEntry {
        for _ in 0..<5 {
            let before = try await find(text)
            guard var rollout = before.rollout, before.state == .canary || before.state == .active else {
                throw OnboardingError(
                    .state, "\(before.url) is at \(before.state.words), and has no rollout.",
                    remedy: "A rollout begins when the trial was passed; `rollcall onboard status \(before.id)` shows where it stands.")
            }
            let records = rollout.records.count
            rollout.take(event, at: clock.now())
            guard rollout.records.count != records || rollout.state != before.rollout?.state else {
                throw OnboardingError(
                    .state, "The rollout of \(before.url) is \(rollout.state.words), so that this changes nothing.",
                    remedy: "What is running can be held, what is held resumed, what is in use taken back.")
            }
            var entry = before
            entry.rollout = rollout
            try await settle(&entry)
            if entry.state == .canary { entry.reason = rollout.records.last.map { "\($0.action) by \($0.who): \($0.why)" } ?? "" }
            if let stored = try await save(entry, readAs: before, wakes: true) { return stored }
        }
        throw OnboardingError(.state, "\(text.cut(100)) is changed by others all the time.", remedy: "Try again.")
    }
}

import Database
import JobQueue
import Model
import Resilience

extension RolloutStore {
    /// Somebody else wrote in between: nothing of this is stored.
    private struct Raced: Error {}

    /// Directories that one step takes along, at most.
    static let stride = 200

    /// Does what follows from where a rollout stands: takes note of who came through, brings the change to whoever's turn has come, takes back what
    /// has to go back. Some at a time; each is decided and stored in one transaction.
    /// - Returns: The rollout as it is now, and whether there is more of that to be done at once; nil where there is no such rollout.
    func step(_ id: Int64) async throws -> (rollout: ChangeRollout, more: Bool)? {
        try await write(id) { rollout, now, connection in
            switch rollout.plan.state {
            case .running, .held:
                let settled = try self.settle(&rollout, now, connection)
                let reached = try self.reach(&rollout, now, connection)
                let before = rollout.plan
                try self.take([.tick], &rollout, now, connection)
                return settled || reached || rollout.plan != before
            case .rolledBack: return try rollout.change.concernsForms && self.takeBack(rollout, now, connection)
            case .done:
                try connection.execute("UPDATE onboardings SET change_rollout = NULL WHERE change_rollout = $1", [.integer(id)])
                return false
            }
        }
    }

    /// Stores what came of trials and looks that were done outside of a transaction.
    func store(_ results: [(member: RolloutMember, event: GroupRollout.Event)], of id: Int64) async throws {
        _ = try await write(id) { rollout, now, connection in
            for (member, event) in results {
                let changed = try connection.execute(
                    """
                    UPDATE change_rollout_members SET standing = $3, after = $4, why = $5, looked_at = $6, before = $7
                    WHERE rollout = $1 AND rank = $2
                    """,
                    [
                        .integer(id), .int(member.rank), .int(member.standing.rawValue), .int(member.after), .text(member.why.cut(1_000)),
                        .time(now), .int(member.before),
                    ])
                if changed == 1 { try self.take([event], &rollout, now, connection) }
            }
            return true
        }
    }

    /// What a person does to a rollout; taking back also what is done.
    /// - Throws: ``OnboardingError`` where it changes nothing.
    package func steer(_ text: String, _ event: GroupRollout.Event) async throws -> ChangeRollout {
        let found = try await find(text)
        let (steered, _) =
            try await write(found.id) { rollout, now, connection in
                let before = rollout.plan
                try self.take([event], &rollout, now, connection)
                guard rollout.plan != before else {
                    throw OnboardingError(
                        .state, "Rollout \(found.id) is \(before.state.words), so that this changes nothing.",
                        remedy: "What is running can be held, what is held resumed, what is done taken back.")
                }
                _ = try jobs.enqueue([RolloutJob.draft(found.id, occasion: "steered \(rollout.revision)")], in: connection)
                return false
            } ?? (found, false)
        jobs.hint()
        return steered
    }

    /// Makes the job of each rollout that is not at its end, where it has none.
    func enqueueAll() async throws {
        let made = try await database.write { connection in
            let ids = try connection.query(
                """
                SELECT id FROM change_rollouts WHERE state IN ('running', 'held') OR state = 'rolled_back' AND EXISTS
                    (SELECT 1 FROM change_rollout_members m WHERE m.rollout = change_rollouts.id AND m.standing IN (1, 2))
                ORDER BY id LIMIT 1000
                """
            ) { $0.integer(0) }
            _ = try jobs.enqueue(try ids.map { try RolloutJob.draft($0, occasion: "begin") }, in: connection)
            return ids.count
        }
        if made > 0 { jobs.hint() }
    }

    // MARK: Transactions

    private func write(
        _ id: Int64, _ body: @escaping @Sendable (inout ChangeRollout, Timestamp, any SQLConnection) throws -> Bool
    ) async throws -> (rollout: ChangeRollout, more: Bool)? {
        let now = clock.now()
        var result: (rollout: ChangeRollout, more: Bool)?
        for attempt in 1...5 {
            do {
                result = try await database.write { connection in
                    guard var rollout = try Self.get(id, in: connection) else { return nil }
                    // Whoever comes second waits here, and finds another revision.
                    let locked = try connection.execute(
                        "UPDATE change_rollouts SET revision = revision + 1 WHERE id = $1 AND revision = $2",
                        [.integer(id), .integer(rollout.revision)])
                    guard locked == 1 else { throw Raced() }
                    let more = try body(&rollout, now, connection)
                    try connection.execute(
                        "UPDATE change_rollouts SET plan = $2, state = $3, updated_at = $4 WHERE id = $1",
                        [
                            .integer(id), .text(try OnboardingStore.encode(rollout.plan)), .text(rollout.plan.state.rawValue), .time(now),
                        ])
                    return try Self.get(id, in: connection).map { ($0, more) }
                }
                break
            } catch is Raced where attempt < 5 { continue } catch is Raced {
                throw OnboardingError(.state, "Rollout \(id) is changed by others all the time.", remedy: "Try again.")
            }
        }
        if result?.more == true { jobs.hint() }
        return result
    }

    private func take(
        _ events: [GroupRollout.Event], _ rollout: inout ChangeRollout, _ now: Timestamp, _ connection: any SQLConnection
    ) throws {
        for event in events {
            // What is to be reached, taken back or finished is seen from the plan itself, also by whoever goes on after a crash.
            let actions = rollout.plan.take(event, at: now)
            try note(actions, rollout.id, now, connection)
            for case .note(let action, let who, let why) in actions {
                try connection.execute(
                    "UPDATE change_rollouts SET reason = $2 WHERE id = $1",
                    [.integer(rollout.id), .text("\(action) by \(who): \(why)".cut(1_000))])
            }
        }
    }

    // MARK: Directories

    /// Takes note of those that do not move any more. Who did not come through goes back at once: a directory in use is not left without a mapping.
    private func settle(_ rollout: inout ChangeRollout, _ now: Timestamp, _ connection: any SQLConnection) throws -> Bool {
        guard rollout.change.concernsForms else { return false }
        let resting = try Self.resting(of: rollout.id, limit: Self.stride, in: connection)
        for member in resting {
            let entry = try OnboardingStore.get(member.onboarding, in: connection)
            let isThrough = entry?.state == .active && entry?.changeRollout == rollout.id && (entry?.inUse ?? 0) > 0
            let why = isThrough ? "" : entry.map { "\($0.state.words): \($0.reason)" } ?? "it is on no road any more"
            try connection.execute(
                """
                UPDATE change_rollout_members SET standing = $3, after = $4, why = $5, looked_at = $6 WHERE rollout = $1 AND rank = $2
                """,
                [
                    .integer(rollout.id), .int(member.rank),
                    .int((isThrough ? RolloutMember.Standing.passed : .failed).rawValue), .int(entry?.inUse ?? 0), .text(why.cut(1_000)),
                    .time(now),
                ])
            if !isThrough {
                _ = try restore(member, of: rollout.id, "it did not come through rollout \(rollout.id): \(why)", now, connection)
            }
            try take([.trial(directory: member.slug, succeeded: isThrough, why: why)], &rollout, now, connection)
            if rollout.plan.state == .rolledBack { break }
        }
        return !resting.isEmpty
    }

    /// Brings the change to those whose turn has come.
    private func reach(_ rollout: inout ChangeRollout, _ now: Timestamp, _ connection: any SQLConnection) throws -> Bool {
        guard rollout.plan.state == .running || rollout.plan.state == .held else { return true }
        let waiting = try Self.members(of: rollout.id, .waiting, limit: Self.stride, in: connection).filter {
            $0.rank < rollout.plan.reached
        }
        for member in waiting {
            var standing = RolloutMember.Standing.started
            if rollout.change.concernsForms {
                let changed = try connection.execute(
                    """
                    UPDATE onboardings SET state = $5, reason = '', change_rollout = $2, rollout = NULL, revision = revision + 1, updated_at = $4
                    WHERE id = $1 AND state = 5 AND in_use = $3 AND change_rollout IS NULL
                    """,
                    [
                        .integer(member.onboarding), .integer(rollout.id), .int(member.before), .time(now),
                        .int(OnboardingState.map.rawValue),
                    ])
                if changed == 1 {
                    try onboardings.note(
                        "begin rollout \(rollout.id)", who: rollout.who, rollout.change.words, member.onboarding, now, connection)
                    _ = try jobs.enqueue(
                        [OnboardJob.draft(member.onboarding, occasion: "rollout \(rollout.id)")], in: connection)
                } else {
                    standing = .skipped
                }
            }
            let why = standing == .skipped ? "another version is in use, or it is not active any more" : ""
            try connection.execute(
                "UPDATE change_rollout_members SET standing = $3, why = $4 WHERE rollout = $1 AND rank = $2",
                [.integer(rollout.id), .int(member.rank), .int(standing.rawValue), .text(why)])
            if standing == .skipped { try take([.skipped(directory: member.slug, why: why)], &rollout, now, connection) }
        }
        return !waiting.isEmpty
    }

    /// Takes back some of those that have the change.
    /// - Returns: Whether there may be more.
    private func takeBack(_ rollout: ChangeRollout, _ now: Timestamp, _ connection: any SQLConnection) throws -> Bool {
        let bearers =
            try Self.members(of: rollout.id, .started, limit: Self.stride, in: connection)
            + Self.members(of: rollout.id, .passed, limit: Self.stride, in: connection)
        for member in bearers {
            let isBack = try restore(member, of: rollout.id, "rollout \(rollout.id) was taken back: \(rollout.reason)", now, connection)
            let standing = isBack ? RolloutMember.Standing.takenBack : .skipped
            try connection.execute(
                "UPDATE change_rollout_members SET standing = $3, why = $4 WHERE rollout = $1 AND rank = $2",
                [
                    .integer(rollout.id), .int(member.rank), .int(standing.rawValue),
                    .text(isBack ? "" : "another version came into use since, and stays"),
                ])
        }
        return !bearers.isEmpty
    }

    /// Brings back the version that was good before, unless another came into use since.
    private func restore(
        _ member: RolloutMember, of rollout: Int64, _ why: String, _ now: Timestamp, _ connection: any SQLConnection
    ) throws -> Bool {
        let changed = try connection.execute(
            """
            UPDATE onboardings SET state = 5, in_use = $3, reason = $5, change_rollout = NULL, stopped = NULL, rollout = NULL, sending = 0,
                looked_at = NULL, drift = NULL, drift_severity = NULL, revision = revision + 1, updated_at = $6
            WHERE id = $1 AND (change_rollout = $2 OR change_rollout IS NULL AND state = 5 AND in_use = $4)
            """,
            [
                .integer(member.onboarding), .integer(rollout), .int(member.before), .int(member.after), .text(why.cut(1_000)), .time(now),
            ])
        guard changed == 1 else { return false }
        try connection.execute("DELETE FROM onboarding_questions WHERE onboarding = $1", [.integer(member.onboarding)])
        try onboardings.note("roll back to version \(member.before)", who: GroupRollout.itself, why, member.onboarding, now, connection)
        return true
    }
}

extension OnboardingStore {
    /// What rollouts have brought to a directory and not taken back, the latest last.
    func changes(for entry: Int64) async throws -> [RolloutChange] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT r.change FROM change_rollout_members m JOIN change_rollouts r ON r.id = m.rollout
                WHERE m.onboarding = $1 AND m.standing IN (1, 2) AND r.state <> 'rolled_back' ORDER BY r.id LIMIT 1000
                """, [.integer(entry)]
            ) { $0.text(0) }
        }.compactMap { Self.decode(RolloutChange.self, $0) }
    }
}

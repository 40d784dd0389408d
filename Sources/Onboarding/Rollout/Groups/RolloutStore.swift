import Database
import Directories
package import JobQueue
import Model
package import Resilience

/// Rollouts over many directories. Each step is one write that repeats what it was decided by, and makes the job that goes on. Thread-safe.
package struct RolloutStore: Sendable {
    package let onboardings: OnboardingStore

    package init(_ onboardings: OnboardingStore) { self.onboardings = onboardings }

    package init(_ jobs: JobStore) { onboardings = OnboardingStore(jobs) }

    var database: any SQLDatabase { onboardings.database }
    var jobs: JobStore { onboardings.jobs }
    package var clock: any WallClock { onboardings.clock }

    private static let columns = "id, name, change, scope, plan, reason, who, revision, made_at, updated_at"
    private static let memberColumns = "rank, directory, slug, onboarding, standing, before, after, why, looked_at"

    private static func rollout(_ row: any SQLRow) throws -> ChangeRollout {
        guard let change = OnboardingStore.decode(RolloutChange.self, row.text(2)),
            let scope = OnboardingStore.decode(RolloutScope.self, row.text(3)),
            let plan = OnboardingStore.decode(GroupRollout.self, row.text(4))
        else {
            throw OnboardingError(
                .state, "Rollout \(row.integer(0)) was written by a program that this one does not understand.",
                remedy: "Use the version of Rollcall that began it, or a newer one.")
        }
        return ChangeRollout(
            id: row.integer(0), name: row.text(1), change: change, scope: scope, plan: plan, reason: row.text(5), who: row.text(6),
            revision: row.integer(7), madeAt: Timestamp(milliseconds: row.integer(8)), updatedAt: Timestamp(milliseconds: row.integer(9)))
    }

    private static func member(_ row: any SQLRow) -> RolloutMember {
        RolloutMember(
            rank: row.int(0), directory: DirectoryID(row.integer(1)), slug: row.text(2), onboarding: row.integer(3),
            standing: RolloutMember.Standing(rawValue: row.int(4)) ?? .skipped, before: row.int(5), after: row.int(6), why: row.text(7),
            lookedAt: row.isNull(8) ? nil : Timestamp(milliseconds: row.integer(8)))
    }

    // MARK: Reading

    package func get(_ id: Int64) async throws -> ChangeRollout? {
        try await database.read { try Self.get(id, in: $0) }
    }

    static func get(_ id: Int64, in connection: any SQLConnection) throws -> ChangeRollout? {
        try connection.first("SELECT \(columns) FROM change_rollouts WHERE id = $1", [.integer(id)], rollout)
    }

    /// The rollout of that number, or the latest of that name.
    /// - Throws: ``OnboardingError`` `unknown`.
    package func find(_ text: String) async throws -> ChangeRollout {
        let found = try await database.read { connection in
            try connection.first(
                "SELECT \(Self.columns) FROM change_rollouts WHERE id = $1 OR name = $2 ORDER BY id DESC LIMIT 1",
                [.integer(Int64(text) ?? -1), .text(text)], Self.rollout)
        }
        guard let found else {
            throw OnboardingError(.unknown, "There is no rollout \(text.cut(100)).", remedy: "`rollcall rollout list` lists them.")
        }
        return found
    }

    /// The latest first.
    /// - Parameter before: Only those with a lower number; nil for the latest.
    package func list(before: Int64? = nil, limit: Int = 100) async throws -> [ChangeRollout] {
        try await database.read { connection in
            try connection.query(
                "SELECT \(Self.columns) FROM change_rollouts WHERE id < $1 ORDER BY id DESC LIMIT $2",
                [.integer(before ?? .max), .int(limit)], Self.rollout)
        }
    }

    /// Directories of a rollout in the order in which their turn comes.
    package func members(
        of rollout: Int64, _ standing: RolloutMember.Standing? = nil, from rank: Int = 0, limit: Int = 1_000
    ) async throws -> [RolloutMember] {
        try await database.read { try Self.members(of: rollout, standing, from: rank, limit: limit, in: $0) }
    }

    static func members(
        of rollout: Int64, _ standing: RolloutMember.Standing?, from rank: Int = 0, limit: Int, in connection: any SQLConnection
    ) throws -> [RolloutMember] {
        let condition = standing == nil ? "" : "AND standing = $4"
        return try connection.query(
            "SELECT \(memberColumns) FROM change_rollout_members WHERE rollout = $1 AND rank >= $2 \(condition) ORDER BY rank LIMIT $3",
            [.integer(rollout), .int(rank), .int(limit)] + (standing.map { [.int($0.rawValue)] } ?? []), member)
    }

    /// How many directories of a rollout stand where, by phase.
    package func counts(of rollout: ChangeRollout) async throws -> [[RolloutMember.Standing: Int]] {
        let phases = rollout.plan.policy.phases.indices
        return try await database.read { connection in
            var first = 0
            return try phases.map { phase in
                let end = rollout.plan.boundary(of: phase)
                defer { first = max(first, end) }
                let rows = try connection.query(
                    """
                    SELECT standing, COUNT(*) FROM change_rollout_members WHERE rollout = $1 AND rank >= $2 AND rank < $3 GROUP BY standing
                    """, [.integer(rollout.id), .int(first), .int(end)]
                ) { ($0.int(0), $0.int(1)) }
                return Dictionary(
                    rows.compactMap { code, count in RolloutMember.Standing(rawValue: code).map { ($0, count) } }, uniquingKeysWith: +)
            }
        }
    }

    /// What was done to a rollout, the newest first.
    package func events(of rollout: Int64, limit: Int = 100) async throws -> [OnboardingEvent] {
        try await database.read { connection in
            try connection.query(
                "SELECT at, who, action, why FROM change_rollout_events WHERE rollout = $1 ORDER BY id DESC LIMIT $2",
                [.integer(rollout), .int(limit)]
            ) {
                OnboardingEvent(at: Timestamp(milliseconds: $0.integer(0)), who: $0.text(1), action: $0.text(2), why: $0.text(3))
            }
        }
    }

    // MARK: Beginning

    /// Directories of one rollout, at most.
    private static let mostMembers = 100_000

    /// Begins a rollout over the directories of a scope, in an order that is the same for the same directories. Those whose mapping another rollout
    /// is changing are left out.
    /// - Throws: ``OnboardingError`` `value` for what cannot be brought to anybody.
    package func begin(
        _ name: String, _ change: RolloutChange, to scope: RolloutScope, policy: GroupPolicy = GroupPolicy(), who: String, why: String
    ) async throws -> ChangeRollout {
        try change.check()
        try policy.check()
        let name = name.collapsed.cut(100)
        guard !name.isEmpty, Int64(name) == nil else {
            throw OnboardingError(.value, "A rollout has a name that is no number.", remedy: "Say in a word or two what it brings.")
        }
        let found = try await candidates(change, scope)
        guard !found.isEmpty else {
            throw OnboardingError(
                .value, "No directory that can take this is among \(scope.words).",
                remedy: change.concernsForms
                    ? "Mappings change for directories that are active: `rollcall onboard status --state active`."
                    : "`rollcall list` shows what is on the register.")
        }
        guard found.count <= Self.mostMembers else {
            throw OnboardingError(
                .value, "\(found.count) directories are more than one rollout takes.", remedy: "Choose them by region or account.")
        }
        let now = clock.now()
        var plan = GroupRollout(policy, total: found.count, at: now)
        let actions = plan.begin(who: who, why: why, at: now)
        let (content, place, value, state) = (
            try OnboardingStore.encode(change), try OnboardingStore.encode(scope), try OnboardingStore.encode(plan), plan.state.rawValue
        )
        let begun = try await database.write { connection -> ChangeRollout? in
            let id = try connection.first(
                """
                INSERT INTO change_rollouts (name, change, scope, plan, state, reason, who, revision, made_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8) RETURNING id
                """,
                [
                    .text(name), .text(content), .text(place), .text(value), .text(state), .text(why.cut(1_000)),
                    .text(who.cut(200)), .time(now),
                ]
            ) { $0.integer(0) }
            guard let id else { return nil }
            for (rank, member) in found.enumerated() {
                try connection.execute(
                    """
                    INSERT INTO change_rollout_members (rollout, rank, directory, slug, onboarding, standing, before, after, why)
                    VALUES ($1, $2, $3, $4, $5, 0, $6, 0, '')
                    """,
                    [
                        .integer(id), .int(rank), .integer(member.directory.rawValue), .text(member.slug), .integer(member.onboarding),
                        .int(member.version),
                    ])
            }
            try self.note(actions, id, now, connection)
            _ = try jobs.enqueue([RolloutJob.draft(id, occasion: "begin")], in: connection)
            return try Self.get(id, in: connection)
        }
        jobs.hint()
        guard let begun else { throw OnboardingError(.state, "The rollout was not stored.", remedy: "Try again.") }
        return begun
    }

    private struct Candidate {
        var directory: DirectoryID
        var slug: String
        var onboarding: Int64
        var version: Int
        var place: Int
    }

    /// Who can take the change, in the order in which their turn comes.
    private func candidates(_ change: RolloutChange, _ scope: RolloutScope) async throws -> [Candidate] {
        var found: [Candidate] = []
        try await onboardings.register.forEachChunk(scope.filter) { directories in
            guard let first = directories.first, let last = directories.last else { return }
            let roads = try await database.read { connection in
                try connection.query(
                    """
                    SELECT directory_id, id, in_use, platform, change_rollout FROM onboardings
                    WHERE state = 5 AND directory_id >= $1 AND directory_id <= $2 ORDER BY id
                    """, [.integer(first.id.rawValue), .integer(last.id.rawValue)]
                ) { ($0.integer(0), id: $0.integer(1), inUse: $0.int(2), platform: $0.optionalText(3), isTaken: !$0.isNull(4)) }
            }
            let byDirectory = Dictionary(roads.map { ($0.0, $0) }, uniquingKeysWith: { first, _ in first })
            for directory in directories {
                let road = byDirectory[directory.id.rawValue]
                if let platform = scope.platform, road?.platform != platform { continue }
                if change.concernsForms {
                    guard let road, road.inUse > 0, !road.isTaken else { continue }
                }
                found.append(
                    Candidate(
                        directory: directory.id, slug: directory.slug, onboarding: road?.id ?? 0,
                        version: change.concernsForms ? road?.inUse ?? 0 : 0, place: Rollout.place(of: "directory-\(directory.id.rawValue)")
                    ))
            }
        }
        return found.sorted { ($0.place, $0.directory.rawValue) < ($1.place, $1.directory.rawValue) }
    }

    /// Writes what is for the record.
    func note(_ actions: [GroupRollout.Action], _ rollout: Int64, _ now: Timestamp, _ connection: any SQLConnection) throws {
        for case .note(let action, let who, let why) in actions {
            try connection.execute(
                "INSERT INTO change_rollout_events (rollout, at, who, action, why) VALUES ($1, $2, $3, $4, $5)",
                [.integer(rollout), .time(now), .text(who.cut(200)), .text(action), .text(why.cut(1_000))])
        }
    }
}

extension RolloutStore {
    /// Directories that have the change and were not looked at since.
    func unlooked(_ rollout: Int64, before time: Timestamp, limit: Int) async throws -> [RolloutMember] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT \(Self.memberColumns) FROM change_rollout_members
                WHERE rollout = $1 AND standing = 2 AND (looked_at IS NULL OR looked_at < $2) ORDER BY rank LIMIT $3
                """, [.integer(rollout), .time(time), .int(limit)], Self.member)
        }
    }

    /// Directories with the change whose own road does not go on any more.
    static func resting(of rollout: Int64, limit: Int, in connection: any SQLConnection) throws -> [RolloutMember] {
        try connection.query(
            """
            SELECT \(memberColumns) FROM change_rollout_members WHERE rollout = $1 AND standing = 1
                AND NOT EXISTS (SELECT 1 FROM onboardings o WHERE o.id = onboarding AND o.state < 5)
            ORDER BY rank LIMIT $2
            """, [.integer(rollout), .int(limit)], member)
    }

    /// Directories that have the change, or are about to.
    func bearers(_ rollout: Int64, limit: Int) async throws -> [RolloutMember] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT \(Self.memberColumns) FROM change_rollout_members WHERE rollout = $1 AND standing IN (1, 2) ORDER BY rank LIMIT $2
                """, [.integer(rollout), .int(limit)], Self.member)
        }
    }

    /// Makes a job that takes a rollout along at once.
    package func wake(_ rollout: Int64) async throws {
        let now = clock.now()
        try await database.write { connection in
            _ = try jobs.enqueue([RolloutJob.draft(rollout, occasion: "asked for at \(now.milliseconds)")], in: connection)
        }
        jobs.hint()
    }

    /// Whether nothing is to be done for a rollout before a later time, or without a person.
    package func rests(_ rollout: ChangeRollout) async throws -> Bool {
        let now = clock.now()
        let started = try await members(of: rollout.id, .started, limit: 1)
        switch rollout.plan.state {
        case .done: return true
        case .rolledBack: return try await bearers(rollout.id, limit: 1).isEmpty
        case .running, .held:
            guard started.isEmpty, rollout.plan.outstanding == 0, let due = rollout.plan.due(after: now) else {
                // What a flag keeps back may stay so for days.
                let isStopped = try await isStopped(rollout)
                return isStopped || rollout.plan.state == .held && started.isEmpty
            }
            guard let looks = rollout.plan.looksBefore(now) else { return due > now }
            let unlooked = try await unlooked(rollout.id, before: looks, limit: 1)
            return due > now && unlooked.isEmpty
        }
    }

    /// Whether flags of regions keep back all that are on their way.
    private func isStopped(_ rollout: ChangeRollout) async throws -> Bool {
        let (moving, stopped) = try await database.read { connection in
            try connection.first(
                "SELECT COUNT(*), COUNT(stopped) FROM onboardings WHERE change_rollout = $1 AND state < 5", [.integer(rollout.id)]
            ) { ($0.int(0), $0.int(1)) } ?? (0, 0)
        }
        return moving > 0 && moving == stopped
    }
}

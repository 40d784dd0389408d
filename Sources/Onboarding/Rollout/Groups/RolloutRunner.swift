import Directories
package import HTML
package import Model
import Resilience
import Web

/// What brings recipes to directories and tries them there: the listings are no business of onboarding. Thread-safe.
package protocol RecipeHand: Sendable {
    /// Makes a version of the recipe the one in use, unless it is that already.
    /// - Returns: The versions before and after.
    func bring(_ text: String, to directory: DirectoryID, who: String, why: String) async throws -> (before: Int, after: Int)

    /// Reads a directory's list by the version `after`, and says whether that finds as much as the version `before` does.
    func look(_ list: Document, at url: WebURL, of directory: DirectoryID, before: Int, after: Int) async throws -> RecipeVerdict

    /// Makes the version `before` the one in use again, where `after` still is. Done twice it does nothing more.
    /// - Parameter after: 0, like `before`, where it is not known whether the change had come.
    /// - Returns: Whether the directory is read as before; false where another version came into use since, which stays.
    func takeBack(_ directory: DirectoryID, before: Int, after: Int, who: String, why: String) async throws -> Bool
}

/// What a look at a directory by a new recipe found.
package struct RecipeVerdict: Sendable, Hashable {
    package var isWell: Bool
    /// In words, without a full stop.
    package var words: String

    package init(isWell: Bool, _ words: String) { (self.isWell, self.words) = (isWell, words) }
}

/// Takes rollouts along: what ``RolloutStore/step(_:)`` decides, and the looks at directories between. Thread-safe.
package struct RolloutRunner: Sendable {
    private let store: RolloutStore
    private let onboarder: Onboarder
    private let recipes: (any RecipeHand)?

    /// - Parameter recipes: Nil where recipes are left to other processes.
    package init(_ store: RolloutStore, onboarder: Onboarder, recipes: (any RecipeHand)? = nil) {
        (self.store, self.onboarder, self.recipes) = (store, onboarder, recipes)
    }

    /// Directories that are looked at between two writes, and at the same time.
    private static let (batch, atOnce) = (64, 8)

    /// Takes a rollout as far as it goes now.
    /// - Returns: When it is looked at next at the latest; nil where it has ended.
    /// - Throws: `CancellationError`; ``DatabaseError``.
    package func advance(_ id: Int64) async throws -> Timestamp? {
        for _ in 0..<4_096 {
            try Task.checkCancellation()
            guard let (rollout, more) = try await store.step(id) else { return nil }
            if more { continue }
            let now = store.clock.now()
            if try await workRecipes(rollout) { continue }
            guard rollout.plan.state == .running || rollout.plan.state == .held else { return nil }
            let due = try await unlooked(rollout, before: rollout.plan.looksBefore(now))
            if due.isEmpty { return min(rollout.plan.due(after: now) ?? now + .seconds(60), now + .seconds(60)) }
            try await store.store(try await each(due) { try await look($0, rollout) }, of: id)
        }
        return store.clock.now()
    }

    private func unlooked(_ rollout: ChangeRollout, before time: Timestamp?) async throws -> [RolloutMember] {
        guard let time else { return [] }
        return try await store.unlooked(rollout.id, before: time, limit: Self.batch)
    }

    private func each(
        _ members: [RolloutMember],
        _ work: @escaping @Sendable (RolloutMember) async throws -> (member: RolloutMember, event: GroupRollout.Event)
    ) async throws -> [(member: RolloutMember, event: GroupRollout.Event)] {
        try await withThrowingTaskGroup(of: (member: RolloutMember, event: GroupRollout.Event).self) { group in
            var (left, results) = (members[...], [(member: RolloutMember, event: GroupRollout.Event)]())
            for _ in 0..<Self.atOnce { if let next = left.popFirst() { group.addTask { try await work(next) } } }
            while let result = try await group.next() {
                results.append(result)
                if let next = left.popFirst() { group.addTask { try await work(next) } }
            }
            try Task.checkCancellation()
            return results
        }
    }

    /// Looks at one directory that has the change.
    private func look(
        _ member: RolloutMember, _ rollout: ChangeRollout
    ) async throws -> (member: RolloutMember, event: GroupRollout.Event) {
        guard rollout.change.concernsForms else {
            guard let recipes else { return (member, .look(directory: member.slug, nil, words: "")) }
            let verdict = try await verdict(member, recipes)
            return (
                member,
                verdict.isWell
                    ? .look(directory: member.slug, nil, words: verdict.words) : .missed(directory: member.slug, why: verdict.words)
            )
        }
        guard let entry = try await store.onboardings.get(member.onboarding), entry.state == .active, entry.inUse == member.after,
            let mapping = try await store.onboardings.mapping(of: entry.id, version: entry.inUse)
        else { return (member, .look(directory: member.slug, nil, words: "another version came into use since")) }
        switch await onboarder.look(entry) {
        case .failure(let missed) where missed.isPassing: return (member, .missed(directory: member.slug, why: missed.words))
        case .failure(let missed): return (member, .look(directory: member.slug, .breaking, words: missed.words))
        case .success(let look):
            let drift = try await onboarder.drift(of: entry, from: mapping, to: look)
            return (member, .look(directory: member.slug, drift.severity, words: drift.words))
        }
    }

    // MARK: Recipes

    /// Brings a recipe to some of those whose turn has come, or takes it back from some.
    /// - Returns: Whether there was anybody.
    private func workRecipes(_ rollout: ChangeRollout) async throws -> Bool {
        guard case .recipe(let text) = rollout.change else { return false }
        guard let recipes else { return false }
        if rollout.plan.state == .rolledBack {
            let bearers = try await store.bearers(rollout.id, limit: Self.batch)
            let back = try await each(bearers) { member in
                var member = member
                let isBack = try await recipes.takeBack(
                    member.directory, before: member.before, after: member.after, who: "rollout \(rollout.id)", why: rollout.reason)
                member.standing = isBack ? .takenBack : .skipped
                member.why = isBack ? "" : "another recipe is in use since, and stays"
                return (member, .tick)
            }
            if !back.isEmpty { try await store.store(back, of: rollout.id) }
            return !back.isEmpty
        }
        let started = try await store.members(of: rollout.id, .started, limit: Self.batch)
        guard !started.isEmpty else { return false }
        let tried = try await each(started) { member in
            var member = member
            let who = "rollout \(rollout.id)"
            (member.before, member.after) = try await recipes.bring(text, to: member.directory, who: who, why: rollout.name)
            let verdict = try await verdict(member, recipes)
            if !verdict.isWell {
                _ = try await recipes.takeBack(
                    member.directory, before: member.before, after: member.after, who: who, why: verdict.words)
            }
            (member.standing, member.why) = (verdict.isWell ? .passed : .failed, verdict.isWell ? "" : verdict.words)
            return (member, .trial(directory: member.slug, succeeded: verdict.isWell, why: verdict.words))
        }
        try await store.store(tried, of: rollout.id)
        return true
    }

    /// How the directory's list is read now.
    private func verdict(_ member: RolloutMember, _ recipes: any RecipeHand) async throws -> RecipeVerdict {
        let index = member.onboarding > 0 ? try await store.onboardings.get(member.onboarding)?.index : nil
        let home = try await store.onboardings.register.get(member.directory)?.url
        guard let url = (index ?? home).flatMap({ WebURL($0) }) else {
            return RecipeVerdict(isWell: false, "it is not on the register any more")
        }
        switch await PageFetch.page(url, with: onboarder.fetcher, near: url) {
        case .failure(let missed): return RecipeVerdict(isWell: false, missed.words)
        case .success(let page):
            return try await recipes.look(
                Document.parse(page.body, transportEncoding: page.charset), at: page.url, of: member.directory, before: member.before,
                after: member.after)
        }
    }
}

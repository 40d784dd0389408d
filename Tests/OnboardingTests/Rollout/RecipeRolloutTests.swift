import Assembly
import Database
import DatabaseTesting
import Directories
import HTML
import Model
import Resilience
import Rolls
import SimulatedWeb
import Testing

@testable import Onboarding

/// Recipes on their way to directories of the simulated web that are made alike: brought, tried on their lists, looked at again, taken back.
@Suite(.serialized) struct RecipeRolloutTests {
    private let clock = ManualClock()

    /// A recipe of lists of cards.
    private static func recipe(_ records: String, phone: String = "a[href^='tel:']") -> String {
        """
        version: 1
        records: "\(records)"
        fields:
          - kind: name
            class: "h3"
          - kind: telephone
            class: "\(phone)"
          - kind: email
            class: "a[href^='mailto:']"
        """
    }

    private static let old = recipe("div.dir__card")
    /// As good as the old one.
    private static let new = recipe("main div.dir__card", phone: "a.dir__phone")

    /// Directories with the same classes on their cards, each read by the first version of its recipe.
    private struct Group {
        let stage: FarmStage
        let store: RolloutStore
        let shelf: RecipeShelf
        let recipes: RecipeStore
        let runner: RolloutRunner
        let sites: [FarmDirectory]
        let directories: [Directory]

        func versions(_ directory: Directory) async throws -> [String] {
            try await recipes.history(directory.id).map(\.author)
        }

        /// The recipe that a directory is read by, as its file without what is said of it.
        func inUse(_ directory: Directory) async throws -> DirectoryRecipe {
            var recipe = try await recipes.current(directory.id)
            recipe.version = 0
            return recipe
        }

        func site(_ member: RolloutMember) throws -> FarmDirectory {
            let place = try #require(directories.firstIndex { $0.id == member.directory })
            return sites[place]
        }
    }

    private func with(_ count: Int, _ body: (Group) async throws -> Void) async throws {
        try await FarmStage.with(200) { stage in
            let store = RolloutStore(try await RoadStage.store(clock, with: [RollsSchema.migrations]))
            let sites = Array(stage.web.directories.filter { $0.index % 4 == 2 && $0.layout == .cards }.prefix(count))
            try #require(sites.count == count)
            let recipes = RecipeStore(store.database, clock: clock)
            var directories: [Directory] = []
            for site in sites {
                let url = stage.web.url(of: site, path: site.listingPath)
                let directory = try await store.onboardings.register.add(DirectoryDraft(url: url, slug: site.slug, tags: ["cards"]))
                try await recipes.add(try DirectoryRecipe(Self.old), to: directory.id, author: "ana", reason: "first", base: 0)
                directories.append(directory)
            }
            let shelf = RecipeShelf(store.database, clock: clock)
            try await body(
                Group(
                    stage: stage, store: store, shelf: shelf, recipes: recipes,
                    runner: RolloutRunner(store, onboarder: stage.onboarder(store.onboardings), recipes: shelf), sites: sites,
                    directories: directories))
        }
    }

    private func begin(_ group: Group, _ recipe: String, failureBudget: Int = 1) async throws -> Int64 {
        try await group.store.begin(
            "cards", .recipe(recipe), to: RolloutScope(tag: "cards"),
            policy: GroupPolicy(phases: GroupPolicy.phases(soakSeconds: 600), failureBudget: failureBudget), who: "ana",
            why: "their new look"
        ).id
    }

    private func advance(_ group: Group, _ id: Int64) async throws -> ChangeRollout {
        _ = try await group.runner.advance(id)
        return try #require(try await group.store.get(id))
    }

    @Test(.onEachEngine) func `A recipe that reads as much comes to all, phase by phase`() async throws {
        try await with(5) { group in
            let id = try await begin(group, Self.new)
            var rollout = try await advance(group, id)
            #expect(rollout.plan.state == .running && rollout.plan.phase == 0, "\(rollout.reason)")
            let canary = try #require(try await group.store.members(of: id, .passed).first)
            #expect(canary.before == 1 && canary.after == 2)
            var brought = 0
            for directory in group.directories {
                if try await group.versions(directory) == ["rollout \(id)", "ana"] { brought += 1 }
            }
            #expect(brought == 1, "only the canary has it while it soaks")
            for _ in 0..<12 where rollout.plan.state == .running {
                clock.advance(by: .seconds(151))
                rollout = try await advance(group, id)
            }
            #expect(rollout.plan.state == .done, "\(rollout.reason)")
            for directory in group.directories {
                #expect(try await group.versions(directory) == ["rollout \(id)", "ana"])
                #expect(try await group.inUse(directory) == DirectoryRecipe(Self.new))
            }
            // What is done a person can take back; whoever changed one since keeps it.
            let kept = group.directories[2]
            try await group.recipes.add(try DirectoryRecipe(Self.recipe("div.mine")), to: kept.id, author: "bo", reason: "x", base: 2)
            _ = try await group.store.steer("\(id)", .rollback(who: "ana", why: "a mistake"))
            _ = try await advance(group, id)
            for directory in group.directories {
                let wanted = try DirectoryRecipe(directory.id == kept.id ? Self.recipe("div.mine") : Self.old)
                #expect(try await group.inUse(directory) == wanted)
            }
            let standings = try await group.store.members(of: id)
            #expect(standings.filter { $0.standing == .takenBack }.count == 4)
            #expect(standings.first { $0.directory == kept.id }?.why.contains("stays") == true)
        }
    }

    @Test(.onEachEngine) func `A list that the new recipe reads no more closes the gate at the canary, and the last good recipe is back`()
        async throws
    {
        try await with(5) { group in
            let id = try await begin(group, Self.new)
            _ = try await advance(group, id)
            let canary = try #require(try await group.store.members(of: id, .passed).first)
            group.stage.web.redesign(.renamedClasses, for: try group.site(canary).index)
            clock.advance(by: .seconds(151))
            let back = try await advance(group, id)
            #expect(back.plan.state == .rolledBack && back.plan.phase == 0, "\(back.reason)")
            #expect(back.reason.contains("it finds 0 listings"), "\(back.reason)")
            #expect(try await group.store.members(of: id).map(\.standing) == [.takenBack] + Array(repeating: .waiting, count: 4))
            for directory in group.directories {
                #expect(try await group.inUse(directory) == DirectoryRecipe(Self.old))
                let authors = try await group.versions(directory)
                #expect(authors == (directory.id == canary.directory ? ["rollout \(id), taken back", "rollout \(id)", "ana"] : ["ana"]))
            }
        }
    }

    @Test func `A recipe that reads less than the one before is taken back from whom it was tried on, and reaches nobody else`()
        async throws
    {
        try await with(4) { group in
            let id = try await begin(group, Self.recipe("div.dir__card:first-child"))
            let back = try await advance(group, id)
            #expect(back.plan.state == .rolledBack, "\(back.reason)")
            let tried = try #require(try await group.store.members(of: id, .failed).first)
            #expect(tried.why.contains("it finds 1 listings") && tried.why.contains("version 1"), "\(tried.why)")
            for directory in group.directories { #expect(try await group.inUse(directory) == DirectoryRecipe(Self.old)) }
        }
    }

    @Test func `A site that cannot be reached for a moment is no failure of the recipe before the budget is spent`() async throws {
        try await with(4) { group in
            let id = try await begin(group, Self.new, failureBudget: 2)
            _ = try await advance(group, id)
            let canary = try #require(try await group.store.members(of: id, .passed).first)
            group.stage.web.set(.reset, for: try group.site(canary).index)
            clock.advance(by: .seconds(151))
            #expect(try await advance(group, id).plan.state == .running)
            group.stage.web.set(nil, for: try group.site(canary).index)
        }
    }

    // MARK: Interruptions

    @Test func `What an interrupted process brought or took back is neither done twice nor taken for another's`() async throws {
        try await with(1) { group async throws -> Void in
            let directory = group.directories[0]
            func bring() async throws -> (before: Int, after: Int) {
                try await group.shelf.bring(Self.new, to: directory.id, who: "rollout 7", why: "x")
            }
            func takeBack(_ before: Int, _ after: Int) async throws -> Bool {
                try await group.shelf.takeBack(directory.id, before: before, after: after, who: "rollout 7", why: "x")
            }
            #expect(try await bring() == (1, 2))
            #expect(try await bring() == (1, 2))
            // Brought, and the process died before it could say so.
            #expect(try await takeBack(0, 0))
            #expect(try await takeBack(1, 2))
            #expect(try await group.versions(directory) == ["rollout 7, taken back", "rollout 7", "ana"])
            #expect(try await group.inUse(directory) == DirectoryRecipe(Self.old))
            // Nothing was brought by this one, so that all is as it was.
            #expect(try await group.shelf.takeBack(directory.id, before: 0, after: 0, who: "rollout 8", why: "x"))
            #expect(try await group.versions(directory).count == 3)
        }
    }

    @Test func `A directory that is read by this very recipe already gets no second version of it`() async throws {
        try await with(1) { group async throws -> Void in
            let directory = group.directories[0]
            #expect(try await group.shelf.bring(Self.old, to: directory.id, who: "rollout 7", why: "x") == (1, 1))
            #expect(try await group.versions(directory) == ["ana"])
            #expect(try await group.shelf.takeBack(directory.id, before: 1, after: 1, who: "rollout 7", why: "x"))
            #expect(try await group.versions(directory) == ["ana"])
        }
    }
}

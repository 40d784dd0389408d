package import Database
package import HTML
package import Model
package import Onboarding
package import Resilience
import Rolls

/// Recipes as rollouts bring them to directories: versions of their own, known by who made them, so that what was interrupted is not done twice.
package struct RecipeShelf: RecipeHand {
    private let recipes: RecipeStore

    package init(_ database: any SQLDatabase, clock: any WallClock) { recipes = RecipeStore(database, clock: clock) }

    package func bring(
        _ text: String, to directory: DirectoryID, who: String, why: String
    ) async throws -> (before: Int, after: Int) {
        let recipe = try DirectoryRecipe(text)
        let latest = try await recipes.history(directory, limit: 1).first
        if let latest, latest.author == who { return (latest.number - 1, latest.number) }
        if let latest, let known = try await recipes.recipe(directory, version: latest.number), known.list == recipe.list,
            known.page == recipe.page
        {
            return (latest.number, latest.number)
        }
        let before = latest?.number ?? 0
        return (before, try await recipes.add(recipe, to: directory, author: who, reason: why, base: before))
    }

    /// A recipe is as good as the one before where it finds at least that share of its listings.
    private static let leastShare = 95

    package func look(
        _ list: Document, at url: WebURL, of directory: DirectoryID, before: Int, after: Int
    ) async throws -> RecipeVerdict {
        guard let new = try await recipes.recipe(directory, version: after) else {
            return RecipeVerdict(isWell: false, "version \(after) of its recipe is gone")
        }
        let old = try await recipes.recipe(directory, version: before) ?? DirectoryRecipe.none
        let reading = PageReader(new, country: nil).list(list, at: url)
        let found = reading.isStray ? 0 : reading.items.count(where: \.fields.isListing)
        let former = PageReader(old, country: nil).list(list, at: url)
        let known = former.items.count(where: \.fields.isListing)
        return RecipeVerdict(
            isWell: found > 0 && found * 100 >= Self.leastShare * known,
            "it finds \(found) listings on \(url.path), and \(before == 0 ? "without a recipe" : "version \(before)") \(known)")
    }

    package func takeBack(_ directory: DirectoryID, before: Int, after: Int, who: String, why: String) async throws -> Bool {
        let history = try await recipes.history(directory)
        let back = "\(who), taken back"
        guard let latest = history.first, latest.author != back else { return true }
        guard latest.author == who else { return before == after && !history.contains { $0.author == who } }
        let old = try await recipes.recipe(directory, version: latest.number - 1) ?? DirectoryRecipe.none
        _ = try await recipes.add(
            old, to: directory, author: back, reason: "as in version \(latest.number - 1): \(why)", base: latest.number)
        return true
    }
}

import API
import Model
import Onboarding
import Rolls

/// Two versions of a directory's mapping side by side with what differs in words, and two of its recipe.
struct VersionsPage {
    struct Cell {
        let term: String?
        let sure: String
        let accepted: Bool
        let there: Bool

        init(_ line: OnboardingMapping.Line?) {
            term = line?.term
            sure = line.map { "\(Int(($0.confidence * 100).rounded())) %" } ?? ""
            accepted = line?.isAccepted ?? false
            there = line != nil
        }
    }

    struct Row {
        let control: String
        let label: String
        let left: Cell
        let right: Cell
        let changed: Bool
    }

    struct Choice {
        let number: Int
        let why: String
        let isLeft: Bool
        let isRight: Bool
    }

    struct Recipe {
        let number: Int
        let why: String
        let text: String
    }

    let id: Int64
    let name: String
    let older: Int
    let newer: Int
    let choices: [Choice]
    let differences: [String]
    let hasDifferences: Bool
    let rows: [Row]
    let recipes: [Recipe]
    let hasRecipes: Bool
    let recipeDifferences: [String]

    init(_ desk: RolloutDesk, _ id: String, left: Int, right: Int) async throws {
        let compared = try await desk.compare(id, left: left, right: right)
        let (entry, comparison) = (compared.entry, compared.comparison)
        (self.id, name, older, newer) = (entry.id, OnboardingWords.name(entry), compared.left, compared.right)
        choices = try await desk.store.onboardings.versions(of: entry.id).map {
            Choice(
                number: $0.version, why: "\($0.version): \($0.why.prefix(80))", isLeft: $0.version == compared.left,
                isRight: $0.version == compared.right)
        }
        differences = comparison.differences
        hasDifferences = !differences.isEmpty
        rows = comparison.rows.map {
            Row(control: $0.control, label: $0.label, left: Cell($0.left), right: Cell($0.right), changed: !$0.isSame)
        }
        let versions = try await desk.recipes(of: entry).sorted { $0.number < $1.number }
        recipes = versions.map { Recipe(number: $0.number, why: "\($0.reason) (\($0.author))", text: $0.text) }
        hasRecipes = !recipes.isEmpty
        recipeDifferences = versions.count == 2 ? DirectoryRecipe.differences(versions[0].text, versions[1].text) : []
    }
}

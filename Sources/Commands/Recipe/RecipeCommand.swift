import ArgumentParser
import Foundation
import Listings

/// `rollcall recipe`
struct RecipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipe",
        abstract: "Learn how a directory's pages are read, check it, and compare two ways.",
        subcommands: [
            RecipePropose.self, RecipeTest.self, RecipeDiff.self, RecipeShow.self, RecipeHistory.self, RecipeEdit.self,
        ])
}

/// Reading recipes for the verbs that take one.
enum RecipeFile {
    /// - Throws: ``CommandFailure`` with the place of what is wrong.
    static func read(_ name: String) throws(CommandFailure) -> Recipe {
        let bytes = try PageSource.file(name, base: nil).bytes
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure("'\(name)' is not UTF-8", remedy: "save the file again as UTF-8")
        }
        do { return try Recipe(yaml: text) } catch {
            throw CommandFailure("\(name): \(error.description)", remedy: error.remedy)
        }
    }
}

package import Listings

/// How a directory's pages are read: its lists, and the listings' own pages. Either may be missing; such pages are read without a recipe.
package struct DirectoryRecipe: Sendable, Hashable {
    /// Counted from 1 for each directory; 0 for none.
    package var version: Int
    package var list: Recipe?
    package var page: Recipe?

    package init(version: Int = 0, list: Recipe? = nil, page: Recipe? = nil) {
        self.version = version
        self.list = list
        self.page = page
    }

    package static let none = DirectoryRecipe()

    package var isEmpty: Bool { list == nil && page == nil }

    /// What differs from an earlier one, one line for each difference.
    package func differences(from old: DirectoryRecipe) -> [String] {
        func part(_ name: String, _ old: Recipe?, _ new: Recipe?) -> [String] {
            switch (old, new) {
            case (let old?, let new?): RecipeDifference(old, new).lines.map { "\(name): \($0)" }
            case (nil, .some): ["+ \(name)"]
            case (.some, nil): ["- \(name)"]
            case (nil, nil): []
            }
        }
        return part("lists", old.list, list) + part("own pages", old.page, page)
    }

    private static let divider = "---"
    private static let listHead = "# Lists"
    private static let pageHead = "# Listings' own pages"

    /// One file that a person can read and change: the recipe of lists, a line of three dashes, the recipe of own pages.
    package var text: String {
        let lists = list?.yaml ?? "# Lists are read without a recipe.\n"
        let pages = page?.yaml ?? "# Listings' own pages are read without a recipe.\n"
        return "\(Self.listHead)\n\(lists)\(Self.divider)\n\(Self.pageHead)\n\(pages)"
    }

    /// Reads such a file.
    /// - Throws: ``RecipeError`` with line and column in the whole file.
    package init(_ text: String, version: Int = 0) throws(RecipeError) {
        var parts: [(line: Int, lines: [Substring])] = [(0, [])]
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line == Self.divider || line == Self.divider + "\r" {
                parts.append((number + 1, []))
            } else {
                parts[parts.count - 1].lines.append(line)
            }
        }
        guard parts.count <= 2 else {
            throw RecipeError(
                .syntax, "there are more than two recipes", line: parts[2].line, column: 1,
                remedy: "write the recipe of lists, one line ---, and the recipe of the listings' own pages")
        }
        self.version = version
        list = try Self.part(parts[0])
        page = parts.count > 1 ? try Self.part(parts[1]) : nil
    }

    private static func part(_ part: (line: Int, lines: [Substring])) throws(RecipeError) -> Recipe? {
        let isEmpty = part.lines.allSatisfy { line in
            let text = line.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
            return text.isEmpty || text.hasPrefix("#")
        }
        if isEmpty { return nil }
        do { return try Recipe(yaml: part.lines.joined(separator: "\n")) } catch {
            throw RecipeError(
                error.code, error.message, line: error.line.map { $0 + part.line }, column: error.column, remedy: error.remedy)
        }
    }
}

extension DirectoryRecipe {
    /// What differs between two recipes as their files, one line for each difference; none where one cannot be read.
    package static func differences(_ old: String, _ new: String) -> [String] {
        guard let old = try? DirectoryRecipe(old), let new = try? DirectoryRecipe(new) else { return [] }
        return new.differences(from: old)
    }
}

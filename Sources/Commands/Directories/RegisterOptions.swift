import ArgumentParser
import Directories
import Model

extension Importance: ExpressibleByArgument {}
extension DirectoryOrder: ExpressibleByArgument {}
extension ImportFormat: ExpressibleByArgument {}

/// The fields of a directory as options, for `add` and `edit`. What is not given is not touched.
struct FieldOptions: ParsableArguments {
    @Option(help: "Its name; the host when left out.")
    var name: String?

    @Option(help: "Its short name for URLs and commands; made from the name when left out.")
    var slug: String?

    @Option(help: "What sort of directory it is, such as lawyers.")
    var category: String?

    @Option(help: "critical, high, normal or low.")
    var importance: Importance?

    @Option(help: "Where it is, such as US-TX.")
    var region: String?

    @Option(help: "Anything worth knowing.")
    var notes: String?

    @Option(help: "Who looks after it.")
    var owner: String?

    @Option(
        help: ArgumentHelp(
            "Its own checks as JSON: '[{\"kind\":\"http\",\"interval\":\"30s\",\"conditions\":[\"status == 200\"]}]'.", valueName: "json"))
    var checks: String?

    /// The changes that the options ask for.
    func patch() throws -> DirectoryPatch {
        var patch = DirectoryPatch()
        patch.name = name
        patch.slug = slug
        patch.category = category
        patch.importance = importance
        patch.region = region
        patch.notes = notes
        patch.owner = owner
        if let checks {
            do {
                let parsed = try CheckFields.parse(checks)
                if let problem = parsed.lazy.compactMap(CheckProblem.of).first { throw problem }
                patch.checks = .some(parsed)
            } catch let error as DirectoriesError {
                throw CommandFailure(error.message, remedy: error.remedy)
            }
        }
        return patch
    }
}

/// Which directories a list or an export takes.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Words that occur in name, URL, slug, category, region, owner or tags.", valueName: "words"))
    var search: String?

    @Option(help: "Of this category.")
    var category: String?

    @Option(help: "Of this region.")
    var region: String?

    @Option(help: "Of this owner.")
    var owner: String?

    @Option(help: "With this tag.")
    var tag: String?

    @Option(help: "Of this importance: critical, high, normal or low.")
    var importance: Importance?

    @Flag(inversion: .prefixedNo, help: "Only those that are paused, or that are not.")
    var paused: Bool?

    var filter: DirectoryFilter {
        var filter = DirectoryFilter()
        filter.search = search
        filter.category = category
        filter.region = region
        filter.owner = owner
        filter.tag = tag
        filter.importance = importance
        filter.paused = paused
        return filter
    }
}

import Foundation
import Listings

/// How well pages are read, by sets of pages that others made and marked. `ROLLCALL_DATA` names the folder that holds them.
///
///     ListingsEvaluation [contacts|pagination|addresses|structured|validation|courts|attorneys ...] [--train FOLDER] [--verbose] [--folds N]
///
/// Everything learned is measured on sites that it was not learned from. With `--train` the models are learned from all of the pages and
/// written to the folder (`Sources/CListingsModels`). `--folds` asks only the first of the parts of contacts.
@main
struct ListingsEvaluation {
    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let isVerbose = arguments.contains("--verbose")
        var models: URL?
        if let place = arguments.firstIndex(of: "--train"), place + 1 < arguments.count {
            models = URL(fileURLWithPath: arguments[place + 1])
            arguments.removeSubrange(place...(place + 1))
        }
        var folds = Int.max
        if let place = arguments.firstIndex(of: "--folds"), place + 1 < arguments.count {
            folds = Int(arguments[place + 1]) ?? folds
            arguments.removeSubrange(place...(place + 1))
        }
        arguments.removeAll { $0.hasPrefix("--") }
        guard let root = ProcessInfo.processInfo.environment["ROLLCALL_DATA"] else {
            print("ROLLCALL_DATA names no folder: nothing evaluated")
            return
        }
        let data = URL(fileURLWithPath: root)
        let suites =
            arguments.isEmpty || arguments == ["all"]
            ? ["pagination", "contacts", "addresses", "structured", "validation", "courts", "attorneys"] : arguments
        for suite in suites {
            let missing = (folders[suite] ?? []).first { !FileManager.default.fileExists(atPath: data.appending(path: $0).path) }
            if let missing {
                print("left out: \(suite) (no \(missing) in ROLLCALL_DATA)")
                // Models that are learned from less are others.
                if models != nil { exit(1) }
                continue
            }
            switch suite {
            case "pagination":
                let pages = try PaginationSuite(data.appending(path: "pagination-autopager"))
                if let models {
                    try Data(pages.train()).write(to: models.appending(path: "pagination.bin"))
                } else {
                    show(suite, pages.evaluate(isVerbose: isVerbose))
                }
            case "addresses":
                let addresses = AddressSuite(folder: data.appending(path: "address-usaddress"))
                if let models {
                    try Data(addresses.train()).write(to: models.appending(path: "addresses.bin"))
                } else {
                    show(suite, try addresses.evaluate(isVerbose: isVerbose))
                }
            case "validation":
                for (name, wrong, count) in try ValidationSuite(data: data).evaluate(isVerbose: isVerbose) {
                    print(suite, name, "called wrong", wrong, "of", count, "share", rounded(Double(wrong) / Double(max(1, count))))
                }
            case "structured":
                show(
                    suite,
                    try StructuredSuite(folder: data.appending(path: "structured-extruct/tests/samples")).evaluate(isVerbose: isVerbose))
            case "courts": CourtLists.evaluate(root)
            case "attorneys": AttorneyBlocks.evaluate(root)
            case "contacts":
                let pages = try ContactsSuite(data.appending(path: "contacts-webstruct"))
                if let models {
                    try Data(pages.train()).write(to: models.appending(path: "entities.bin"))
                } else {
                    for (kind, marked, twins, places, most) in pages.truth() {
                        print(suite, kind.rawValue, "marked", marked, "same words unmarked", twins, "on pages", places, "most on one", most)
                    }
                    let (all, inAddresses) = await pages.evaluate(folds: 4, first: folds, isVerbose: isVerbose)
                    show(suite, all)
                    for (name, tally) in inAddresses {
                        print(
                            suite, name, "in addresses, precision", rounded(tally.precision), "recall", rounded(tally.recall), "F1",
                            rounded(tally.f1), "found", tally.recalled, "of", tally.expected, "right", tally.right, "of", tally.found)
                    }
                    print(suite, "entities of a parsed page", rounded(pages.cost()), "ms CPU")
                }
            default:
                print("\(suite): no such suite; there are pagination, contacts, addresses, structured, validation, courts and attorneys")
            }
        }
    }

    /// The sets that a suite reads; court lists say themselves what they lack.
    private static let folders = [
        "pagination": ["pagination-autopager"], "contacts": ["contacts-webstruct"], "addresses": ["address-usaddress"],
        "structured": ["structured-extruct"], "validation": ["dedupe-restaurants", "contacts-webstruct"],
    ]

    private static func show(_ suite: String, _ figures: [(String, Tally)]) {
        for (name, tally) in figures {
            print(
                suite, name, "precision", rounded(tally.precision), "recall", rounded(tally.recall), "F1", rounded(tally.f1), "right",
                tally.right,
                "of", tally.expected, "found", tally.found)
        }
    }

    private static func rounded(_ share: Double) -> String { String((share * 10_000).rounded() / 10_000) }
}

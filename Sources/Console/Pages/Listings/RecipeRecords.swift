import API
import HTML
import Listings
import Rolls

/// Which elements are records, as a person points at them: what may be meant, and what would be found.
struct RecipeRecords {
    struct Choice {
        let selector: String
        let isRun: Bool
        let count: String
        let href: String
        let current: Bool
    }

    struct Group {
        let node: Int
        let text: String
        let count: String
        let href: String
    }

    struct Field {
        let label: String
        let before: String
        let after: String
        let worse: Bool
    }

    struct Row {
        let page: Int
        let name: String
        let comes: Bool
        let goes: Bool
    }

    struct Proposal {
        let selector: String
        let isRun: Bool
        let sentence: String
        let doubt: String?
        let choices: [Choice]
        let several: Bool
        let fields: [Field]
        let rows: [Row]
        let more: String?
    }

    let part: String
    let page: String
    let node: Int?
    let other: Int?
    let level: Int?
    let base: Int
    let plain: String?
    let close: String
    let canPoint: Bool
    let isList: Bool
    let hint: String
    let refusal: String?
    let proposal: Proposal?
    let groups: [Group]
    let hasGroups: Bool

    /// Nil where it is not the records that are pointed at.
    init?(_ sight: RecipeDesk.Sight, _ slug: String, _ question: RecipeQuestion) {
        guard question.wanted.target == .records else { return nil }
        (part, page, base, plain) = (
            sight.part.rawValue, sight.page?.place.hash ?? "", sight.whole.version, question.isPlain ? "true" : nil
        )
        (node, other, level) = (question.wanted.node, question.wanted.other, question.wanted.level)
        close = question.link(slug) { ($0.wanted.target, $0.wanted.node, $0.wanted.other, $0.wanted.level) = (nil, nil, nil, nil) }
        canPoint = sight.page != nil
        isList = sight.part == .list
        hint =
            !isList
            ? "Point at what the page is about, or at something in it."
            : node == nil
                ? "Point at one record; its like are looked for. Or choose from the list."
                : other == nil ? "Not these? Point at a second record." : "Pointing once more begins anew."
        refusal = sight.refusal
        proposal = sight.records.map { Self.proposal($0, sight, slug, question) }
        groups = sight.groups.map { group in
            let (first, second) = (Int(group.first.rawValue), Int(group.second.rawValue))
            return Group(
                node: first, text: group.text, count: Figures.count(group.count),
                href: question.link(slug) { ($0.wanted.node, $0.wanted.other, $0.wanted.level) = (first, second, nil) })
        }
        hasGroups = !groups.isEmpty
    }

    private static func proposal(
        _ records: RecipeDesk.RecordsProposal, _ sight: RecipeDesk.Sight, _ slug: String, _ question: RecipeQuestion
    ) -> Proposal {
        let trial = records.trial
        func count(_ number: Int) -> String { Figures.count(number) }
        let (before, after) = (trial.pages.reduce(0) { $0 + $1.before }, trial.pages.reduce(0) { $0 + $1.after })
        var sentence = "\(count(after)) records on \(count(trial.pages.count)) stored " + (trial.pages.count == 1 ? "page" : "pages")
        sentence += ", \(count(before)) now: \(count(trial.gained)) come, \(count(trial.lost)) go."
        let empty = trial.pages.count { $0.before > 0 && $0.after == 0 }
        let isSilent = trial.after.allSatisfy { $0.found == 0 }
        let doubt: String? =
            isSilent
            ? "None of the fields is found in them: point at the fields next, before the next roll."
            : empty > 0 ? "On \(count(empty)) of the pages there would be none." : nil
        return Proposal(
            selector: records.choice.selector.description, isRun: records.choice.isRun, sentence: sentence, doubt: doubt,
            choices: records.choices.enumerated().map { place, choice in
                Choice(
                    selector: choice.selector.description, isRun: choice.isRun, count: count(choice.count),
                    href: question.link(slug) { $0.wanted.level = place }, current: place == records.chosen)
            }, several: records.choices.count > 1,
            fields: sight.recipe.fields.indices.map { index in
                let (now, then) = (trial.before[index], trial.after[index])
                return Field(
                    label: ListingLine.label(sight.recipe.fields[index].kind.rawValue),
                    before: "\(count(now.found)) of \(count(now.records))", after: "\(count(then.found)) of \(count(then.records))",
                    worse: then.found * max(now.records, 1) < now.found * max(then.records, 1))
            },
            rows: trial.rows.map { Row(page: $0.page + 1, name: $0.name, comes: !$0.isBefore, goes: !$0.isAfter) },
            more: before + trial.gained > trial.rows.count ? count(before + trial.gained - trial.rows.count) : nil)
    }
}

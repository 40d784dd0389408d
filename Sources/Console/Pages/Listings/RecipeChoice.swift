import API
import HTML
import Listings
import Rolls

/// A field that a person corrects, names or removes: what may be pointed at, what waits for an answer, and what would be read.
struct RecipeChoice {
    struct Candidate {
        let node: Int
        let name: String
        let text: String
        let href: String
        let current: Bool
    }

    struct Row {
        let page: Int
        let name: String
        let before: String?
        let after: String?
        let changed: Bool
        let doubtful: Bool
    }

    struct Proposal {
        let ways: [String]
        let weak: Bool
        let value: String
        let sentence: String
        let doubt: String?
        let rows: [Row]
        let more: String?
        let verb: String
    }

    let label: String
    let isNew: Bool
    /// What forms send back.
    let part: String
    let page: String
    let field: String?
    let kind: String?
    let node: Int?
    let base: Int
    let plain: String?
    let close: String
    let canPoint: Bool
    let record: Int
    let previous: String?
    let next: String?
    let candidates: [Candidate]
    let hasCandidates: Bool
    let questions: [ReviewForm]
    let hasQuestions: Bool
    let moreQuestions: String?
    let queue: String
    let proposal: Proposal?
    let refusal: String?
    let canRemove: Bool

    /// Nil where no field is chosen.
    init?(
        _ sight: RecipeDesk.Sight, _ slug: String, _ question: RecipeQuestion, who: String, review: ReviewForm.Mistake?
    ) {
        guard let target = question.wanted.target else { return nil }
        switch target {
        case .field(let index):
            guard sight.recipe.fields.indices.contains(index) else { return nil }
            let chosen = sight.recipe.fields[index].kind
            (label, isNew, field, kind) = (ListingLine.label(chosen.rawValue), false, "\(index)", nil)
        case .new(let new): (label, isNew, field, kind) = (ListingLine.label(new.rawValue), true, nil, new.rawValue)
        case .records: return nil
        }
        (part, page, base, plain) = (
            sight.part.rawValue, sight.page?.place.hash ?? "", sight.whole.version, question.isPlain ? "true" : nil
        )
        node = question.wanted.node
        close = question.link(slug) { ($0.wanted.target, $0.wanted.node, $0.wanted.record) = (nil, nil, 0) }
        canPoint = sight.page != nil
        canRemove = !isNew && sight.recipe.fields.count > 1
        record = sight.record + 1
        func at(_ record: Int) -> String { question.link(slug) { ($0.wanted.record, $0.wanted.node) = (record, nil) } }
        previous = sight.record > 0 ? at(sight.record - 1) : nil
        next = sight.record + 1 < sight.drawing.records.count ? at(sight.record + 1) : nil
        candidates = sight.pointable.map { one in
            let number = Int(one.node.rawValue)
            return Candidate(
                node: number, name: one.name, text: one.text, href: question.link(slug) { $0.wanted.node = number },
                current: number == question.wanted.node)
        }
        hasCandidates = !candidates.isEmpty
        let kindName = kind ?? field.flatMap { Int($0) }.map { sight.recipe.fields[$0].kind.rawValue } ?? ""
        var place = question
        (place.wanted.part, place.wanted.page, place.wanted.node) = (sight.part, sight.page?.place.hash, nil)
        let back = place.parameters().filter { $0.0 != "record" } + [("slug", slug)]
        questions = sight.questions.map { question in
            // Where it stands is shown on the page that is open.
            let node = sight.page.flatMap { page in
                page.place.hash == question.item.pageHash
                    ? (try? Selector(question.item.path)).flatMap { page.document.selectFirst($0) } : nil
            }
            return ReviewForm(question, node: node.map { Int($0.rawValue) }, back: back, who: who, mistake: review)
        }
        hasQuestions = !questions.isEmpty
        let more = (sight.waiting[kindName] ?? 0) - questions.count
        moreQuestions = more > 0 ? Figures.count(more) : nil
        queue = PageValues.link("/review", [("directory", slug), ("kind", kindName)])
        let isNew = isNew
        proposal = sight.proposal.map { Self.proposal($0, sight, isNew: isNew) }
        refusal = sight.refusal
    }

    private static func proposal(_ proposal: RecipeDesk.Proposal, _ sight: RecipeDesk.Sight, isNew: Bool) -> Proposal {
        let trial = proposal.trial
        func count(_ number: Int) -> String { Figures.count(number) }
        var sentence = "\(count(trial.changed)) of \(count(trial.records)) records on \(count(sight.pages.count)) stored "
        sentence += (sight.pages.count == 1 ? "page" : "pages") + " change"
        if !isNew { sentence += ": \(count(trial.gained)) gain a value, \(count(trial.lost)) lose theirs" }
        sentence += ". A value stands in \(count(trial.after)) of them then"
        sentence += isNew ? "." : ", and in \(count(trial.before)) now."
        let field = proposal.field
        return Proposal(
            ways: RecipeFieldLine.ways(field), weak: field.label == nil && field.classSelector == nil, value: proposal.place.value,
            sentence: sentence,
            doubt: trial.doubtful > 0
                ? "\(count(trial.doubtful)) of the values have not the form of their kind, and would wait for review." : nil,
            rows: trial.rows.map {
                Row(
                    page: $0.page + 1, name: $0.name, before: $0.before?.value, after: $0.after?.value, changed: $0.isChanged,
                    doubtful: $0.after?.isDoubtful ?? false)
            }, more: trial.records > trial.rows.count ? count(trial.records - trial.rows.count) : nil,
            verb: isNew ? "Add this field" : "Save this correction")
    }
}

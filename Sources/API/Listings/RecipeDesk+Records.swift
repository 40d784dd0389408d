import HTML
package import Listings
import Rolls

extension RecipeDesk {
    /// Other elements as records, and what would be found then.
    package struct RecordsProposal: Sendable {
        /// What may be meant, from the smallest to the largest, and which of it is shown.
        package var choices: [PointedRecords.Choice]
        package var chosen: Int
        package var trial: RecordsTrial

        package var choice: PointedRecords.Choice { choices[chosen] }
    }

    /// Adds what came of pointing at one record or two, and draws what would be read then.
    func pointRecords(_ wanted: Wanted, _ sight: inout Sight) throws {
        guard let page = sight.page else { return }
        sight.groups = sight.part == .list ? RecordGroup.of(page.document) : []
        guard let number = wanted.node else { return }
        func element(_ number: Int) throws -> NodeID {
            guard let node = page.document.node(numbered: number) else { throw Problem.notFound("element", "\(number)") }
            return node
        }
        do {
            let pointed = try PointedRecords(
                at: try element(number), and: try wanted.other.map(element), in: page.document, isList: sight.part == .list)
            let chosen = wanted.level ?? pointed.usual
            guard pointed.choices.indices.contains(chosen) else { throw Problem.notFound("choice", "\(chosen)") }
            let trial = RecordsTrial(
                sight.recipe, records: pointed.choices[chosen].selector, isRun: pointed.choices[chosen].isRun,
                on: sight.pages.map { ($0.document, $0.url) }, shown: sight.shown, Self.context(sight.directory))
            sight.drawing = RecipeDrawing(
                trial.recipe, page.document, Self.options(page, sight.directory), limit: Self.mostDrawn)
            sight.records = RecordsProposal(choices: pointed.choices, chosen: chosen, trial: trial)
        } catch let error as RecipeError {
            sight.refusal = Self.sentence(error)
        }
    }
}

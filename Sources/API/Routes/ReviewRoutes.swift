package import Hummingbird
import Rolls

/// Values that wait for somebody's word, under `/api/v1/reviews`: those that were read with too little confidence.
package struct ReviewRoutes: Sendable {
    private let desk: ReviewDesk

    package init(_ desk: ReviewDesk) { self.desk = desk }

    package func add(to api: RouterGroup<some RequestContext>) {
        api.get("reviews") { request, _ in
            let query = try await ReviewQuery(try RequestQuery(request, allowed: ReviewQuery.parameters), desk)
            let sheet = try await desk.sheet(query)
            let items = sheet.asked.map { ReviewItem($0, directory: sheet.directories[$0.question.item.directory]) }
            return try JSON.response(PageItem(items: items, total: sheet.waiting, next: sheet.next), to: request)
        }
        api.post("reviews/:id") { request, context in
            let body = try await JSONBody(request, context, allowed: ["answer", "value", "who"])
            let words = ReviewDesk.Word.allCases.map(\.rawValue)
            guard let word = try body.text("answer").flatMap({ ReviewDesk.Word(rawValue: $0) }) else {
                throw Problem.invalid("answer", "“answer” must be one of: \(words.joined(separator: ", ")).")
            }
            let value = try body.text("value")
            guard word == .correct || value == nil else {
                throw Problem.invalid("value", "A “value” goes with the answer “\(ReviewDesk.Word.correct.rawValue)” alone.")
            }
            let id = try context.parameters.require("id")
            let answered = try await desk.answer(id, word, value: value, who: try body.text("who") ?? "API")
            return try JSON.response(AnsweredReviewItem(id: answered.id, answer: word.answer.name), to: request)
        }
    }
}

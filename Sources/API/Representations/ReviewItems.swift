import Model
import Rolls

/// A value that waits for somebody's word, as the API writes it.
package struct ReviewItem: Encodable, Sendable {
    /// What the page says around the value.
    package struct Context: Encodable, Sendable {
        package let before: String
        package let text: String
        package let after: String
    }

    package let id: Int64
    /// A slug.
    package let directory: String?
    /// The listing's number; nil where it is not stored yet.
    package let listing: Int64?
    package let name: String
    package let kind: String
    package let value: String
    /// From 0 to 1.
    package let confidence: Double
    /// What the listing says of that kind by now.
    package let now: [String]
    /// The address of the page it stands on.
    package let page: String
    /// The element, as a CSS selector.
    package let path: String
    /// The version of the recipe that read it.
    package let recipe: Int
    package let madeAt: Moment
    /// Nil where the page is not kept any more.
    package let context: Context?
    /// Others that wait with it, of the same directory and kind.
    package let others: Int

    init(_ asked: ReviewDesk.Asked, directory: Directory?) {
        let item = asked.question.item
        id = item.id
        self.directory = directory?.slug
        listing = asked.question.listing
        name = item.name
        kind = item.kind
        value = item.value
        confidence = item.confidence
        now = asked.question.now
        page = item.page
        path = item.path
        recipe = item.recipe
        madeAt = Moment(item.madeAt)
        context = asked.context.map { Context(before: $0.before, text: $0.text, after: $0.after) }
        others = asked.others
    }
}

/// What was said of a value.
package struct AnsweredReviewItem: Encodable, Sendable {
    package let id: Int64
    /// `accepted`, `rejected` or `corrected`.
    package let answer: String
}

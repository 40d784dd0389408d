import Listings
package import Model
package import Rolls

/// What surfaces show and answer of values that were not sure enough to be taken.
package struct ReviewDesk: Sendable {
    package let listings: ListingDesk
    private let stored: StoredPages
    private var reviews: ReviewStore { listings.rolls.reviews }

    /// - Parameter stored: The pages that listings were read from.
    package init(_ listings: ListingDesk, stored: StoredPages) {
        self.listings = listings
        self.stored = stored
    }

    /// What somebody says of a value.
    package enum Word: String, CaseIterable, Sendable {
        case accept
        /// It is not this, and nothing else.
        case none
        case correct

        var answer: ReviewStore.Answer {
            switch self {
            case .accept: .accepted
            case .none: .rejected
            case .correct: .corrected
            }
        }
    }

    /// A value to look at.
    package struct Asked: Sendable {
        package var question: ReviewStore.Question
        /// Where it stands; nil where its page is not kept any more.
        package var context: ReviewContext?
        /// Others that wait with it, of the same directory and kind.
        package var others: Int
    }

    /// Values to look at, the most valuable first.
    package struct Sheet: Sendable {
        package var asked: [Asked]
        /// The cursor of the next page.
        package var next: String?
        package var piles: [ReviewStore.Pile]
        package var directories: [DirectoryID: Directory]

        /// How many wait in all that are asked for.
        package var waiting: Int { piles.reduce(0) { $0 + $1.waiting } }
    }

    /// A page of the queue.
    package func sheet(_ query: ReviewQuery) async throws -> Sheet {
        let found = try await reviews.piles(directory: query.directory?.id).filter { query.kind == nil || $0.kind == query.kind }
        let directories = try await listings.directories(found.map(\.directory))
        let piles = Self.ordered(found, directories)
        let page = query.page
        let (questions, next) = page.cut(try await reviews.questions(piles, after: page.last, limit: page.limit + 1)) { $0.item.id }
        let waiting = Dictionary(piles.map { (PileKey($0.directory, $0.kind), $0.waiting) }, uniquingKeysWith: +)
        let contexts = await stored.contexts(of: questions.map(\.item))
        return Sheet(
            asked: questions.map { question in
                Asked(
                    question: question, context: contexts[question.item.id],
                    others: max(0, (waiting[PileKey(question.item.directory, question.item.kind)] ?? 1) - 1))
            }, next: next, piles: piles, directories: directories)
    }

    private struct PileKey: Hashable {
        var directory: DirectoryID
        var kind: String

        init(_ directory: DirectoryID, _ kind: String) { (self.directory, self.kind) = (directory, kind) }
    }

    /// Piles by what an answer is worth: how many values it helps to decide, times how much their directory matters. Those of directories that
    /// were removed are nobody's.
    static func ordered(_ piles: [ReviewStore.Pile], _ directories: [DirectoryID: Directory]) -> [ReviewStore.Pile] {
        func worth(_ pile: ReviewStore.Pile) -> Int { pile.waiting * ((directories[pile.directory]?.importance.rank ?? 0) + 1) }
        return piles.filter { directories[$0.directory] != nil }.sorted { a, b in
            let (left, right) = (worth(a), worth(b))
            return left == right ? (a.directory.rawValue, a.kind) < (b.directory.rawValue, b.kind) : left > right
        }
    }

    /// Answers, as `rollcall review answer` does, a value that nobody has answered yet.
    /// - Parameter value: What is right, for ``Word/correct``.
    /// - Returns: The value that was answered.
    /// - Throws: ``Problem`` where there is no such value or nothing is said; ``RollsError`` `answered`, `value`.
    package func answer(_ text: String, _ word: Word, value: String?, who: String?) async throws -> ReviewStore.Item {
        guard let number = Int64(text), number > 0 else { throw Problem.notFound("value to review", String(text.prefix(40))) }
        let value = (value ?? "").split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
        if word == .correct, value.isEmpty { throw Problem.invalid("value", "Write the value that is right.") }
        return try await reviews.answer(
            number, word.answer, corrected: word == .correct ? value : nil, author: OneLine.text(who) ?? "console", revises: false)
    }
}

/// Which values somebody wants to look at.
package struct ReviewQuery: Sendable {
    package static let parameters = ["directory", "kind", "limit", "cursor"]

    package let directory: Directory?
    /// The name of a kind of field.
    package let kind: String?
    let page: NumberedPage

    /// - Parameter query: Read with ``parameters`` among those allowed.
    package init(_ query: RequestQuery, _ desk: ReviewDesk) async throws {
        let slug = try query.text("directory")
        directory = if let slug { try await desk.listings.directory(slug) } else { nil }
        kind = try query.choice("kind", FieldKind.self)?.rawValue
        page = try NumberedPage(query, of: ["reviews", slug ?? "", kind ?? ""], usually: 20)
    }
}

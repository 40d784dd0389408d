package import Model

/// Follows the board from beside: what is wrong at first, then each change of verdict, oldest first. Reads a page of the latest changes each
/// time, whatever the register's size.
package struct BoardFollower: Sendable {
    /// A directory whose verdict became another.
    package struct Change: Sendable, Hashable {
        package var slug: String
        package var verdict: Verdict
        /// When it became so.
        package var at: Timestamp?
        package var sentence: String
    }

    /// What the directories that are not well were last said to be.
    private var failing: [DirectoryID: Verdict] = [:]
    /// The latest change that was told, and the directories that changed at that moment.
    private var latest: (at: Timestamp, told: Set<DirectoryID>)?
    private var isFirst = true
    /// Lines read at a time.
    private let pageSize: Int

    package init(pageSize: Int = 500) { self.pageSize = pageSize }

    /// What is new since the call before; with the first call, what is wrong.
    package mutating func changes(on board: BoardStore) async throws -> [Change] {
        if isFirst {
            isFirst = false
            return try await start(board)
        }
        var fresh: [BoardStore.Line] = []
        var query = BoardStore.Query()
        query.order = .changed
        query.limit = pageSize
        pages: while true {
            let lines = try await board.list(query).lines
            for line in lines {
                guard let since = line.since else { break pages }
                if let latest, since < latest.at { break pages }
                if let latest, since == latest.at, latest.told.contains(line.directory) { continue }
                fresh.append(line)
            }
            guard lines.count == pageSize else { break }
            query.offset += pageSize
        }
        return fresh.reversed().compactMap { tell($0) }
    }

    private mutating func start(_ board: BoardStore) async throws -> [Change] {
        var newest = BoardStore.Query()
        newest.order = .changed
        newest.limit = pageSize
        for line in try await board.list(newest).lines { remember(line) }
        var query = BoardStore.Query()
        query.verdicts = Set(Verdict.allCases.filter(\.isFailure))
        query.limit = pageSize
        var found: [Change] = []
        while true {
            let lines = try await board.list(query).lines
            found += lines.compactMap { tell($0) }
            guard lines.count == pageSize else { return found }
            query.offset += pageSize
        }
    }

    private mutating func remember(_ line: BoardStore.Line) {
        guard let since = line.since else { return }
        guard let known = latest, known.at >= since else {
            latest = (since, [line.directory])
            return
        }
        if known.at == since { latest?.told.insert(line.directory) }
    }

    /// What to say of a line; nil of one that is well and was before.
    private mutating func tell(_ line: BoardStore.Line) -> Change? {
        remember(line)
        guard let verdict = line.verdict else { return nil }
        guard !verdict.isFailure else {
            guard failing.updateValue(verdict, forKey: line.directory) != verdict else { return nil }
            return Change(slug: line.slug, verdict: verdict, at: line.since, sentence: line.sentence ?? "")
        }
        guard failing.removeValue(forKey: line.directory) != nil else { return nil }
        return Change(slug: line.slug, verdict: verdict, at: line.since, sentence: verdict == .up ? "is up again" : line.sentence ?? "")
    }
}

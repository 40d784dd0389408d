import Browser
import Database
import JobQueue
package import Model
import Resilience

/// What is known of the picture of one step of a directory's filled form without the picture itself.
package struct FormPictureFacts: Sendable, Hashable {
    /// How far it is with it.
    package enum Standing: Sendable, Hashable {
        /// So many controls took their value, of those that were to get one.
        case taken(filled: Int, fields: Int)
        /// It is taken when a worker comes to it.
        case waiting
        /// There is none, and why.
        case missing(String)
    }

    /// From 1.
    package let step: Int
    package let url: String
    package let standing: Standing
    /// When the trial was that it is of.
    package let madeAt: Timestamp

    /// In words, with a full stop.
    package var words: String {
        switch standing {
        case .taken(let filled, let fields): "\(filled) of \(fields) \(fields == 1 ? "field" : "fields") filled; nothing was sent for it."
        case .waiting: "Its picture is about to be taken."
        case .missing(let why): "There is no picture: \(why)."
        }
    }
}

extension OnboardingStore {
    private static let takenFields = "INSERT INTO onboarding_pictures (onboarding, step, url, content, filled, fields, missing, made_at)"

    /// Keeps pictures of a directory's filled form, instead of those before.
    package func keep(_ pictures: [StepPicture], for entry: OnboardingEntry, who: String) async throws {
        let now = clock.now()
        try await database.write { connection in
            try connection.execute("DELETE FROM onboarding_pictures WHERE onboarding = $1", [.integer(entry.id)])
            for picture in pictures {
                var (png, filled, fields, missing): ([UInt8]?, Int, Int, String?) = (nil, 0, 0, nil)
                switch picture.result {
                case .taken(let bytes, let some, let all): (png, filled, fields) = (bytes, some, all)
                case .missing(let why): missing = why
                }
                try connection.execute(
                    "\(Self.takenFields) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    [
                        .integer(entry.id), .int(picture.step), .text(picture.url), png.map { .bytes($0) } ?? .null, .int(filled),
                        .int(fields), .optional(missing), .time(now),
                    ])
                try note("picture", who: who, Self.words(picture, of: pictures.count), entry.id, now, connection)
            }
        }
    }

    private static func words(_ picture: StepPicture, of steps: Int) -> String {
        let place = steps > 1 ? "step \(picture.step): " : ""
        switch picture.result {
        case .taken(_, let filled, let fields): return "\(place)\(filled) of \(fields) \(fields == 1 ? "field" : "fields") filled"
        case .missing(let why): return "\(place)none: \(why)"
        }
    }

    /// Notes of which pages pictures are to be taken, with the job that takes them; they come in the place of the pictures before.
    /// - Parameter absence: Why none can be taken, where that is known.
    func plan(
        _ drafts: [PictureDraft], absence: String?, of entry: OnboardingEntry, _ now: Timestamp, _ connection: any SQLConnection
    ) throws {
        guard !drafts.isEmpty else { return }
        try connection.execute("DELETE FROM onboarding_pictures WHERE onboarding = $1", [.integer(entry.id)])
        for draft in drafts {
            let isLong = draft.source.body.count > PictureDraft.mostSource
            let missing = absence ?? (isLong ? "its page is too long for a picture" : nil)
            try connection.execute(
                """
                INSERT INTO onboarding_pictures (onboarding, step, url, page, charset, entries, filled, fields, missing, made_at)
                VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9)
                """,
                [
                    .integer(entry.id), .int(draft.step), .text(draft.url), missing == nil ? .bytes(draft.source.body) : .null,
                    .optional(draft.source.charset), .optional(missing == nil ? try Self.encode(draft.entries) : nil),
                    .int(draft.entries.count), .optional(missing), .time(now),
                ])
        }
        if absence == nil { _ = try jobs.enqueue([FormPictureJob.draft(entry.id, occasion: "\(entry.revision)")], in: connection) }
    }

    /// The pictures of a directory that are to be taken, with when their trial was.
    func awaitedPictures(of entry: Int64) async throws -> [(draft: PictureDraft, madeAt: Timestamp)] {
        try await database.read { connection in
            try connection.query(
                "SELECT step, url, page, charset, entries, made_at FROM onboarding_pictures WHERE onboarding = $1 AND page IS NOT NULL ORDER BY step",
                [.integer(entry)]
            ) { row in
                (
                    PictureDraft(
                        step: row.int(0), url: row.text(1), source: PageSource(row.bytes(2), charset: row.optionalText(3)),
                        entries: Self.decode([FieldEntry].self, row.text(4)) ?? []), Timestamp(milliseconds: row.integer(5))
                )
            }
        }
    }

    /// Stores a picture that was awaited, unless a later trial awaits another.
    func took(_ picture: StepPicture, of entry: Int64, madeAt: Timestamp) async throws {
        try await database.write { connection in
            let place: [SQLValue] = [.integer(entry), .int(picture.step), .time(madeAt)]
            let (set, values): (String, [SQLValue]) =
                switch picture.result {
                case .taken(let png, let filled, let fields):
                    ("content = $4, filled = $5, fields = $6", [.bytes(png), .int(filled), .int(fields)])
                case .missing(let why): ("missing = $4", [.text(why.cut(500))])
                }
            try connection.execute(
                """
                UPDATE onboarding_pictures SET page = NULL, entries = NULL, \(set)
                WHERE onboarding = $1 AND step = $2 AND made_at = $3 AND page IS NOT NULL
                """, place + values)
        }
    }

    /// How many pictures are still to be taken of the directories of a range of numbers.
    package func awaitedPictures(in numbers: ClosedRange<Int64>) async throws -> Int {
        try await database.read { connection in
            try connection.first(
                "SELECT COUNT(*) FROM onboarding_pictures WHERE onboarding BETWEEN $1 AND $2 AND page IS NOT NULL",
                [.integer(numbers.lowerBound), .integer(numbers.upperBound)]
            ) { $0.int(0) } ?? 0
        }
    }

    /// What is known of a directory's pictures, in the order of its form's steps.
    package func pictures(of entry: Int64) async throws -> [FormPictureFacts] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT step, url, filled, fields, missing, made_at, CASE WHEN page IS NULL THEN 0 ELSE 1 END
                FROM onboarding_pictures WHERE onboarding = $1 ORDER BY step
                """, [.integer(entry)]
            ) { row in
                let standing: FormPictureFacts.Standing =
                    row.bool(6)
                    ? .waiting : row.optionalText(4).map { .missing($0) } ?? .taken(filled: row.int(2), fields: row.int(3))
                return FormPictureFacts(
                    step: row.int(0), url: row.text(1), standing: standing, madeAt: Timestamp(milliseconds: row.integer(5)))
            }
        }
    }

    /// The picture (PNG) of one step and when its trial was; nil where there is none.
    package func picture(of entry: Int64, step: Int) async throws -> (png: [UInt8], madeAt: Timestamp)? {
        try await database.read { connection in
            try connection.first(
                "SELECT content, made_at FROM onboarding_pictures WHERE onboarding = $1 AND step = $2 AND content IS NOT NULL",
                [.integer(entry), .int(step)]
            ) { ($0.bytes(0), Timestamp(milliseconds: $0.integer(1))) }
        }
    }
}

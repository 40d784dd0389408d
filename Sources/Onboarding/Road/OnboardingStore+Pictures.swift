import Database
package import Model
import Resilience

/// What is known of the picture of a directory's filled form without the picture itself.
package struct FormPictureFacts: Sendable, Hashable {
    /// Controls that took their value, of those that were to get one.
    package let filled: Int
    package let fields: Int
    package let madeAt: Timestamp
}

extension OnboardingStore {
    /// Bytes of a picture that is kept.
    package static let mostPicture = 2 << 20

    /// Keeps the picture of a directory's filled form, instead of the one before.
    /// - Parameters:
    ///   - png: As the browser made it.
    ///   - filled: Controls that took their value, of `fields` that were to get one.
    /// - Throws: ``OnboardingError`` where it is no PNG, or longer than is kept.
    package func keep(picture png: [UInt8], filled: Int, of fields: Int, for entry: OnboardingEntry, who: String) async throws {
        guard png.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
            throw OnboardingError(.value, "The picture is no PNG.", remedy: "Let `rollcall onboard trial --keep` take it.")
        }
        guard png.count <= Self.mostPicture else {
            throw OnboardingError(
                .value, "The picture has \(png.count) bytes, and at most \(Self.mostPicture) are kept.",
                remedy: "`rollcall onboard trial --picture FILE` writes it to a file.")
        }
        let now = clock.now()
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO onboarding_pictures (onboarding, content, filled, fields, made_at) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (onboarding) DO UPDATE SET content = excluded.content, filled = excluded.filled, fields = excluded.fields,
                    made_at = excluded.made_at
                """, [.integer(entry.id), .bytes(png), .int(filled), .int(fields), .time(now)])
            try note("picture", who: who, "\(filled) of \(fields) \(fields == 1 ? "field" : "fields") filled", entry.id, now, connection)
        }
    }

    /// What is known of a directory's picture; nil where there is none.
    package func pictureFacts(of entry: Int64) async throws -> FormPictureFacts? {
        try await database.read { connection in
            try connection.first(
                "SELECT filled, fields, made_at FROM onboarding_pictures WHERE onboarding = $1", [.integer(entry)]
            ) { FormPictureFacts(filled: $0.int(0), fields: $0.int(1), madeAt: Timestamp(milliseconds: $0.integer(2))) }
        }
    }

    /// A directory's picture (PNG) and when it was made; nil where there is none.
    package func picture(of entry: Int64) async throws -> (png: [UInt8], madeAt: Timestamp)? {
        try await database.read { connection in
            try connection.first("SELECT content, made_at FROM onboarding_pictures WHERE onboarding = $1", [.integer(entry)]) {
                ($0.bytes(0), Timestamp(milliseconds: $0.integer(1)))
            }
        }
    }
}

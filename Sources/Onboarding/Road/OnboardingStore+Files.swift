import Database
import Resilience

extension OnboardingStore {
    /// Keeps the content of an order's files, each once; of those whose content is not at hand it is kept already.
    func keep(filesOf order: OnboardingOrder) async throws {
        // In one order, for two who keep the same at once.
        let files = (order.files ?? [:]).values.flatMap(\.self).sorted { $0.digest < $1.digest }
        guard !files.isEmpty else { return }
        let now = clock.now()
        try await database.write { connection in
            for file in files {
                // One that is given again is as new.
                let isKnown =
                    try connection.execute(
                        "UPDATE onboarding_files SET kept_at = $2 WHERE digest = $1", [.text(file.digest), .time(now)]) > 0
                guard !isKnown, file.isWhole else { continue }
                try connection.execute(
                    """
                    INSERT INTO onboarding_files (digest, content, kept_at) VALUES ($1, $2, $3)
                    ON CONFLICT (digest) DO UPDATE SET kept_at = excluded.kept_at
                    """, [.text(file.digest), .bytes(file.bytes), .time(now)])
            }
        }
    }

    /// An order's profile, its files with their content.
    func business(_ order: OnboardingOrder) async throws -> Profile {
        var profile = order.business
        let digests = Set(profile.files.values.flatMap(\.self).map(\.digest))
        guard !digests.isEmpty else { return profile }
        let contents = try await database.read { connection in
            try digests.sorted().compactMap { digest in
                try connection.first("SELECT content FROM onboarding_files WHERE digest = $1", [.text(digest)]) { (digest, $0.bytes(0)) }
            }
        }
        profile.fill(Dictionary(contents) { first, _ in first })
        return profile
    }
}

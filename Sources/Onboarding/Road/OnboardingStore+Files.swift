import Database

extension OnboardingStore {
    /// Keeps the content of an order's files, each once; of those whose content is not at hand it is kept already.
    func keep(filesOf order: OnboardingOrder) async throws {
        let files = (order.files ?? [:]).values.flatMap(\.self).filter(\.isWhole)
        guard !files.isEmpty else { return }
        try await database.write { connection in
            for file in files {
                try connection.execute(
                    "INSERT INTO onboarding_files (digest, content) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
                    [.text(file.digest), .bytes(file.bytes)])
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

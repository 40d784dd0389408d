import Database
package import Model

/// A profile that directories were set on their way with.
package struct KnownProfile: Sendable, Hashable {
    /// The order that it was given with last.
    package let order: Int64
    package let profile: Profile
    package let madeAt: Timestamp
}

extension OnboardingStore {
    /// Orders that are looked at for their profiles.
    private static let mostOrders = 60

    /// The profiles of the latest orders, the newest first, each once.
    package func profiles() async throws -> [KnownProfile] {
        let rows = try await database.read { connection in
            try connection.query(
                "SELECT id, content, made_at FROM onboarding_orders ORDER BY id DESC LIMIT $1", [.int(Self.mostOrders)]
            ) { ($0.integer(0), $0.text(1), Timestamp(milliseconds: $0.integer(2))) }
        }
        var seen: Set<Profile> = []
        return rows.compactMap { id, content, madeAt in
            guard let profile = Self.decode(OnboardingOrder.self, content)?.business, seen.insert(profile).inserted else { return nil }
            return KnownProfile(order: id, profile: profile, madeAt: madeAt)
        }
    }
}

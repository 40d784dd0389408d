import Database
import JobQueue
import Model
import Resilience

/// Removes pictures of old trials, and what was kept of businesses for which nobody is on the road any more: their orders, and the files of these.
package struct OnboardingPruneChore: Chore {
    package let name = "old pictures and profiles"
    package let interval: Duration = .seconds(3_600)
    /// What is kept grows older without anybody's doing.
    package let rests = false
    private let store: OnboardingStore
    private let retention: OnboardingRetention

    package init(_ store: OnboardingStore, retention: OnboardingRetention) { (self.store, self.retention) = (store, retention) }

    package mutating func perform() async throws -> Duration? {
        _ = try await store.prune(retention)
        return nil
    }
}

/// How long onboarding keeps what nothing hangs on.
package struct OnboardingRetention: Sendable, Hashable {
    /// Pictures of filled forms, after their trial.
    package var pictures: Duration
    /// Profiles with their files, after they were given last, where no directory is on its road with them.
    package var profiles: Duration

    package init(pictures: Duration = .seconds(90 * 86_400), profiles: Duration = .seconds(90 * 86_400)) {
        (self.pictures, self.profiles) = (pictures, profiles)
    }
}

extension OnboardingStore {
    /// What was removed.
    package struct Pruned: Sendable, Hashable {
        package var pictures = 0
        package var orders = 0
        package var files = 0
    }

    /// Rows that one transaction removes, and orders that are read together.
    private static let batch = 200

    /// Removes what is older than it is kept. A file stays as long as an order names it.
    package func prune(_ retention: OnboardingRetention) async throws -> Pruned {
        let now = clock.now()
        var pruned = Pruned()
        let (oldPicture, oldProfile) = (now - retention.pictures, now - retention.profiles)
        pruned.pictures = try await remove(
            "SELECT onboarding FROM onboarding_pictures WHERE made_at < $1 LIMIT \(Self.batch)", [.time(oldPicture)]
        ) { id in ("DELETE FROM onboarding_pictures WHERE onboarding = $1 AND made_at < $2", [id, .time(oldPicture)]) }
        let unused = "NOT EXISTS (SELECT 1 FROM onboardings o WHERE o.order_id = onboarding_orders.id)"
        pruned.orders = try await remove(
            "SELECT id FROM onboarding_orders WHERE made_at < $1 AND \(unused) LIMIT \(Self.batch)", [.time(oldProfile)]
        ) { id in ("DELETE FROM onboarding_orders WHERE id = $1 AND made_at < $2 AND \(unused)", [id, .time(oldProfile)]) }
        let named = try await digestsOfOrders()
        let candidates = try await database.read { connection in
            try connection.query("SELECT digest FROM onboarding_files WHERE kept_at < $1", [.time(oldProfile)]) { $0.text(0) }
        }
        for digest in candidates where !named.contains(digest) {
            pruned.files += try await database.write { connection in
                // Somebody may have given it again since.
                try connection.execute(
                    "DELETE FROM onboarding_files WHERE digest = $1 AND kept_at < $2", [.text(digest), .time(oldProfile)])
            }
        }
        return pruned
    }

    /// Removes what a query finds, some rows in each transaction.
    private func remove(
        _ query: String, _ values: [SQLValue], _ removal: @escaping @Sendable (SQLValue) -> (sql: String, values: [SQLValue])
    ) async throws -> Int {
        var removed = 0
        while true {
            let (found, gone) = try await database.write { connection in
                let ids = try connection.query(query, values) { SQLValue.integer($0.integer(0)) }
                var gone = 0
                for id in ids {
                    let (sql, values) = removal(id)
                    gone += try connection.execute(sql, values)
                }
                return (ids.count, gone)
            }
            removed += gone
            if found < Self.batch || gone == 0 { return removed }
        }
    }

    /// What is named by any order.
    private func digestsOfOrders() async throws -> Set<String> {
        var (digests, last) = (Set<String>(), Int64(0))
        while true {
            let after = last
            let page = try await database.read { connection in
                try connection.query(
                    "SELECT id, content FROM onboarding_orders WHERE id > $1 ORDER BY id LIMIT \(Self.batch)", [.integer(after)]
                ) { ($0.integer(0), $0.text(1)) }
            }
            for (id, content) in page {
                last = id
                guard let files = Self.decode(OnboardingOrder.self, content)?.files else { continue }
                digests.formUnion(files.values.flatMap(\.self).map(\.digest))
            }
            if page.count < Self.batch { return digests }
        }
    }
}

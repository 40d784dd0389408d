import Directories
import Model
import SimulatedWeb

/// Puts the simulated web's directories on a register.
enum DemoRegister {
    static func fill(_ register: DirectoryStore, from web: SimulatedWeb) async throws {
        var rows: [RegistrableDirectory] = []
        for site in web.directories {
            rows.append(
                try RegistrableDirectory(
                    DirectoryDraft(
                        url: web.url(of: site), slug: site.slug, name: site.name, category: site.category, importance: site.importance,
                        region: site.region, tags: site.tags)))
            if rows.count == 1_000 {
                _ = try await register.add(batch: rows)
                rows = []
            }
        }
        if !rows.isEmpty { _ = try await register.add(batch: rows) }
    }
}

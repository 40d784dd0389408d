import Database
import Directories
import Model
import Resilience

extension OnboardingStore {
    /// The flags of regions as they are set now.
    package func flags() async throws -> RegionFlags {
        RegionFlags(
            try await database.read { connection in
                try connection.query(
                    "SELECT region, flag, allows, who, why, at FROM region_flags ORDER BY region, flag", [], Self.setting
                ).compactMap(\.self)
            })
    }

    /// What was done to flags, the newest first.
    package func flagHistory(limit: Int = 100) async throws -> [RegionFlags.Setting] {
        try await database.read { connection in
            try connection.query(
                "SELECT region, flag, allows, who, why, at FROM region_flag_events ORDER BY id DESC LIMIT $1", [.int(limit)], Self.setting
            ).compactMap(\.self)
        }
    }

    /// What this program does not know is stopped by nobody here: only a newer one knows what it means.
    private static func setting(_ row: any SQLRow) -> RegionFlags.Setting? {
        RegionFlag(rawValue: row.text(1)).map {
            RegionFlags.Setting(
                region: row.text(0), flag: $0, allows: row.bool(2), who: row.text(3), why: row.text(4),
                at: Timestamp(milliseconds: row.integer(5)))
        }
    }

    /// Stops something in a region, or allows it again. What waits for it looks within a minute.
    /// - Parameter region: As the register has it, in any case; ``RegionFlags/everywhere`` for all without a setting of their own.
    /// - Throws: ``OnboardingError`` `value` for no region.
    package func set(
        _ flag: RegionFlag, in region: String, allows: Bool, who: String, why: String
    ) async throws -> RegionFlags.Setting {
        let region = region.collapsed.lowercased()
        guard !region.isEmpty, region.utf8.count <= 100 else {
            throw OnboardingError(
                .value, "A region has a name of at most 100 letters.", remedy: "Give it as the register has it, or * for all regions.")
        }
        guard !why.collapsed.isEmpty else {
            throw OnboardingError(.value, "There is no reason.", remedy: "Say why, for those who come after.")
        }
        let setting = RegionFlags.Setting(
            region: region, flag: flag, allows: allows, who: who.collapsed.cut(200), why: why.collapsed.cut(1_000), at: clock.now())
        let values: [SQLValue] = [
            .text(region), .text(flag.rawValue), .bool(allows), .text(setting.who), .text(setting.why), .time(setting.at),
        ]
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO region_flags (region, flag, allows, who, why, at) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (region, flag) DO UPDATE SET allows = excluded.allows, who = excluded.who, why = excluded.why, at = excluded.at
                """, values)
            try connection.execute(
                "INSERT INTO region_flag_events (region, flag, allows, who, why, at) VALUES ($1, $2, $3, $4, $5, $6)", values)
        }
        return setting
    }

    /// Which flag keeps a directory from its next step, in words; nil for none. Its region is the register's, else the one that it was set out with.
    func stop(_ entry: OnboardingEntry, _ order: OnboardingOrder) async throws -> String? {
        var flags: [RegionFlag] = []
        if entry.state == .trial { flags = order.submits && entry.changeRollout == nil ? [.trials, .submissions] : [.trials] }
        if entry.state == .canary { flags = [.mappings] }
        guard !flags.isEmpty else { return nil }
        let set = try await self.flags()
        guard !set.settings.isEmpty else { return nil }
        var region = order.region ?? ""
        if let known = entry.directoryID, let directory = try await register.get(known) {
            region = directory.region
        } else if let directory = try await register.get(url: entry.url) {
            region = directory.region
        }
        return set.stop(flags, in: region)?.words
    }
}

package import Model

/// What may be stopped in a region. A flag only takes away: nothing is allowed by it that is not allowed anyhow, and where none is set all is as without
/// flags (forms are never sent without `--submit`).
package enum RegionFlag: String, Sendable, Hashable, CaseIterable {
    /// Forms are tried: fetched, filled in memory, read back.
    case trials
    /// Forms are sent, where that was asked for and is permitted.
    case submissions
    /// New mappings come into use.
    case mappings

    /// For people.
    package var words: String {
        switch self {
        case .trials: "trials"
        case .submissions: "submissions"
        case .mappings: "new mappings"
        }
    }
}

/// The flags as they are set. A value.
package struct RegionFlags: Sendable, Hashable {
    /// Stands for every region that has no setting of its own.
    package static let everywhere = "*"

    package struct Setting: Sendable, Hashable {
        /// Lower case.
        package var region: String
        package var flag: RegionFlag
        package var allows: Bool
        package var who: String
        package var why: String
        package var at: Timestamp

        /// In words, without a full stop.
        package var words: String {
            "\(flag.words) are \(allows ? "allowed" : "stopped")\(region == RegionFlags.everywhere ? "" : " in \(region)") by \(who): \(why)"
        }
    }

    /// By region and flag.
    package let settings: [Setting]

    package init(_ settings: [Setting]) { self.settings = settings }

    /// What stops that in a region: its own setting counts more than that for all; nil where nothing does.
    package func stop(_ flag: RegionFlag, in region: String) -> Setting? {
        let own = region.lowercased()
        let setting =
            settings.first { $0.flag == flag && $0.region == own && !own.isEmpty }
            ?? settings.first { $0.flag == flag && $0.region == Self.everywhere }
        return setting?.allows == false ? setting : nil
    }

    /// The first of several that are stopped.
    func stop(_ flags: [RegionFlag], in region: String) -> Setting? { flags.lazy.compactMap { stop($0, in: region) }.first }
}

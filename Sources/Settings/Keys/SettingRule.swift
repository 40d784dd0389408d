/// What must hold between settings each of which is well written by itself.
package struct SettingRule: Sendable {
    /// What is wrong with the settings as they are; nil where the rule holds.
    let conflict: @Sendable (Settings) -> SettingConflict?

    package init(_ conflict: @escaping @Sendable (Settings) -> SettingConflict?) { self.conflict = conflict }

    /// That one setting is at most another.
    /// - Parameter isStrict: Whether it must be less.
    package static func ordered<Value: Comparable>(
        _ lower: SettingKey<Value>, before upper: SettingKey<Value>, isStrict: Bool = false
    ) -> SettingRule {
        SettingRule { settings in
            let (low, high) = (settings[lower], settings[upper])
            guard low > high || isStrict && low == high else { return nil }
            let bound = isStrict ? "less than" : "at most"
            return SettingConflict(
                lower.path, upper.path,
                message: "\(lower.path) is \(lower.kind.show(low)) where \(upper.path) is \(upper.kind.show(high))",
                allowed: "\(lower.path) is \(bound) \(upper.path)", remedy: "lower \(lower.path) or raise \(upper.path)")
        }
    }

    /// The same, of a limit that somebody wrote down: one at its default gives way in silence.
    package static func ordered<Value: Comparable>(written lower: SettingKey<Value>, before upper: SettingKey<Value>) -> SettingRule {
        let rule = ordered(lower, before: upper)
        return SettingRule { $0.source(of: lower) == .standard ? nil : rule.conflict($0) }
    }
}

/// Settings that contradict each other.
package struct SettingConflict: Sendable, Hashable {
    /// The settings concerned; the first that was written anywhere is pointed at.
    let paths: [String]
    let message: String
    let allowed: String?
    let remedy: String?

    package init(_ paths: String..., message: String, allowed: String? = nil, remedy: String? = nil) {
        self.paths = paths
        self.message = message
        self.allowed = allowed
        self.remedy = remedy
    }
}

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where files live on this platform, by the XDG base directory specification.
package struct PlatformPaths: Sendable, Hashable {
    private let environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }

    /// The folder of the database: `$XDG_DATA_HOME/rollcall`, else `~/.local/share/rollcall`. Not created here.
    package var dataFolder: String { folder("XDG_DATA_HOME", below: ".local/share") }

    /// The folder of the user's configuration: `$XDG_CONFIG_HOME/rollcall`, else `~/.config/rollcall`.
    package var configurationFolder: String { folder("XDG_CONFIG_HOME", below: ".config") }

    /// Where a configuration is looked for when none is named, best first.
    package var configurationCandidates: [String] {
        if let named = environment["ROLLCALL_CONFIG"], !named.isEmpty { return [named] }
        return ["rollcall.yaml", configurationFolder + "/rollcall.yaml"]
    }

    /// The configuration file to read: the one named (which must exist, or loading fails), else that of `ROLLCALL_CONFIG`, else the first
    /// candidate that exists; nil for none.
    package func configurationFile(named: String? = nil) -> String? {
        if let named { return named }
        if let variable = environment["ROLLCALL_CONFIG"], !variable.isEmpty { return variable }
        return configurationCandidates.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// The specification has a relative path ignored.
    private func folder(_ variable: String, below standard: String) -> String {
        if let set = environment[variable], set.hasPrefix("/") { return set.droppingTrailingSlash + "/rollcall" }
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "/var/lib/rollcall"
        return "\(home.droppingTrailingSlash)/\(standard)/rollcall"
    }
}

extension String {
    fileprivate var droppingTrailingSlash: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }
}

/// The program's configuration after all its sources were read: a typed value for every key of the catalogue, and where each came from.
///
/// Keys are values that a target declares beside the code that uses them:
/// ```swift
/// static let intervalCritical = SettingKey("watch.intervals.critical", .duration(in: .seconds(1) ... .seconds(86_400)),
///     default: .seconds(30), "Time between two probes of a directory of critical importance.")
/// settings[WatchConfiguration.intervalCritical]   // Duration
/// ```
/// A ``SettingsCatalogue`` gathers the keys of all targets; ``load(file:environment:overrides:catalogue:)`` reads one YAML file, then
/// `ROLLCALL_…` variables over it, then flags over both, and either gives a value for every key or throws **all** that is wrong at once.
package struct Settings: Sendable {
    /// A key's value and its origin.
    package struct Entry: Sendable {
        package let value: any Sendable
        package let source: SettingSource
        /// The value as it is written in YAML; never shown for a secret.
        package let text: String
    }

    package let catalogue: SettingsCatalogue
    private let entries: [String: Entry]

    init(catalogue: SettingsCatalogue, entries: [String: Entry]) {
        self.catalogue = catalogue
        self.entries = entries
    }

    /// Every key at its default: for tests, and for commands that need no configuration.
    package init(defaultsOf catalogue: SettingsCatalogue) {
        self.init(catalogue: catalogue, entries: [:])
    }

    /// The value of a key; its default when no source sets it (or when the key is not of this catalogue).
    package subscript<Value>(key: SettingKey<Value>) -> Value {
        (entries[key.path]?.value as? Value) ?? key.defaultValue
    }

    /// Where a key's value came from.
    package func source<Value>(of key: SettingKey<Value>) -> SettingSource { entries[key.path]?.source ?? .standard }

    /// What is set for a path, the default included; nil for a path that the catalogue does not have.
    package func entry(at path: String) -> Entry? {
        entries[path]
            ?? catalogue.key(at: path).map { Entry(value: $0.defaultValue, source: .standard, text: $0.defaultText) }
    }
}

/// Where the value of a setting came from.
package enum SettingSource: Sendable, Hashable, CustomStringConvertible {
    /// Nothing set it.
    case standard
    /// The configuration file; the line counts from 1.
    case file(String, line: Int)
    /// A variable of the environment.
    case environment(String)
    /// An option of the command line, as written (`--listen`).
    case flag(String)

    package var description: String {
        switch self {
        case .standard: "default"
        case .file(let path, let line): "\(path):\(line)"
        case .environment(let name): name
        case .flag(let name): name
        }
    }
}

/// One setting: its place in the file, what it may hold, its default and one sentence about it.
package struct SettingKey<Value: Sendable>: Sendable {
    /// Dotted path of snake_case names: `watch.intervals.critical`.
    package let path: String
    package let kind: SettingKind<Value>
    package let defaultValue: Value
    /// One sentence for the reference and for the starter file.
    package let documentation: String
    /// Whether the value is hidden wherever settings are shown.
    package let isSecret: Bool

    package init(
        _ path: String, _ kind: SettingKind<Value>, default defaultValue: Value, _ documentation: String, secret: Bool = false
    ) {
        self.path = path
        self.kind = kind
        self.defaultValue = defaultValue
        self.documentation = documentation
        self.isSecret = secret
    }

    /// This key without its type, for lists of keys.
    package var erased: AnySettingKey { AnySettingKey(self) }
}

extension SettingKey {
    /// A setting that may be left unset.
    package init<Wrapped>(optional path: String, _ kind: SettingKind<Wrapped>, _ documentation: String, secret: Bool = false)
    where Value == Wrapped? {
        self.init(path, .optional(kind), default: nil, documentation, secret: secret)
    }
}

/// A setting whose value type is not known to whoever holds it.
package struct AnySettingKey: Sendable {
    package let path: String
    /// What may be written, in words: `a duration from 1s to 1d, such as 30s, 5m or 2h`.
    package let allowed: String
    package let documentation: String
    package let isSecret: Bool
    package let defaultValue: any Sendable
    /// The default as it is written in YAML.
    package let defaultText: String
    let shape: SettingShape
    /// The keys of each group where it is a list of groups.
    let fields: [AnySettingField]
    let hasSecretFields: Bool
    let read: @Sendable (SettingNode, inout [SettingRejection]) -> (any Sendable)?

    package init<Value>(_ key: SettingKey<Value>) {
        path = key.path
        allowed = key.kind.allowed
        documentation = key.documentation
        isSecret = key.isSecret || key.kind.hasSecretFields
        hasSecretFields = key.kind.hasSecretFields
        defaultValue = key.defaultValue
        defaultText = key.kind.show(key.defaultValue)
        shape = key.kind.shape
        fields = key.kind.fields
        let read = key.kind.read
        self.read = { node, rejections in read(node, &rejections) }
    }

    /// The variable that sets this key: `ROLLCALL_WATCH_INTERVALS_CRITICAL`.
    package var variable: String {
        "ROLLCALL_" + path.uppercased().map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }
}

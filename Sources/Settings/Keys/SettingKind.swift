/// How a setting is written: reads a node of the file to a value, shows a value as YAML, and says in words what is allowed.
package struct SettingKind<Value: Sendable>: Sendable {
    /// Follows "allowed is": `a whole number from 1 to 64`.
    package let allowed: String
    let shape: SettingShape
    /// The keys of each group where it is a list of groups.
    let fields: [AnySettingField]
    /// Whether only parts of a value are secret, and a mistake in the others may be shown.
    var hasSecretFields: Bool { fields.contains(where: \.isSecret) }
    package let read: @Sendable (SettingNode, inout [SettingRejection]) -> Value?
    let show: @Sendable (Value) -> String

    init(
        allowed: String, shape: SettingShape = .scalar, fields: [AnySettingField] = [], show: @escaping @Sendable (Value) -> String,
        read: @escaping @Sendable (SettingNode, inout [SettingRejection]) -> Value?
    ) {
        self.allowed = allowed
        self.shape = shape
        self.fields = fields
        self.show = show
        self.read = read
    }

    /// A kind of one's own, written as a scalar: `parse` gives the value or throws a ``SettingTextError`` that says what is wrong.
    package static func text(
        allowed: String, show: @escaping @Sendable (Value) -> String, parse: @escaping @Sendable (String) throws(SettingTextError) -> Value
    ) -> Self {
        Self(allowed: allowed, show: show) { node, rejections in
            guard let text = node.scalar(allowed, &rejections) else { return nil }
            do throws(SettingTextError) { return try parse(text) } catch {
                rejections.append(SettingRejection(node, allowed: allowed, error))
                return nil
            }
        }
    }
}

/// What a text that cannot be a value has wrong with it.
package struct SettingTextError: Error, Sendable, Hashable {
    /// Whether the text is of another type altogether, or of the right type and out of bounds.
    package var isWrongType: Bool
    /// What is wrong where that is more than "not allowed": `30 has no unit`.
    package var detail: String?
    /// What to write instead.
    package var remedy: String?

    package init(wrongType: Bool = true, detail: String? = nil, remedy: String? = nil) {
        isWrongType = wrongType
        self.detail = detail
        self.remedy = remedy
    }
}

/// The outer form of a value.
enum SettingShape: Sendable, Hashable {
    case scalar, list, records
}

/// One thing wrong with one node.
package struct SettingRejection: Sendable, Hashable {
    package var code: SettingProblem.Code
    package var found: String
    package var allowed: String
    package var detail: String?
    package var remedy: String?
    /// Where below the key: `[2].cron`, or nothing.
    package var subpath: String
    package var line: Int
    package var column: Int
    /// Scalars to underline.
    package var width: Int
    /// Whether what was found must not be shown.
    var isSecret = false

    init(_ node: SettingNode, allowed: String, _ error: SettingTextError, subpath: String = "") {
        code = error.isWrongType ? .wrongType : .impossibleValue
        found = node.found
        self.allowed = allowed
        detail = error.detail
        remedy = error.remedy
        self.subpath = subpath
        line = node.line
        column = node.column
        width = node.width
    }

    func kept(secret: Bool) -> Self {
        var kept = self
        kept.isSecret = isSecret || secret
        return kept
    }

    func below(_ prefix: String) -> Self {
        var moved = self
        moved.subpath = prefix + subpath
        return moved
    }
}

extension SettingNode {
    /// The scalar's text, or a rejection.
    func scalar(_ allowed: String, _ rejections: inout [SettingRejection]) -> String? {
        switch content {
        case .scalar(let text, _): return text
        case .null:
            rejections.append(
                SettingRejection(
                    self, allowed: allowed, SettingTextError(detail: "it has no value", remedy: "give it a value or remove the key")))
        case .list, .map: rejections.append(SettingRejection(self, allowed: allowed, SettingTextError()))
        }
        return nil
    }

    /// Scalars that the node covers on its line.
    package var width: Int {
        if case .scalar(let text, let quoted) = content { return max(1, text.unicodeScalars.count + (quoted ? 2 : 0)) }
        return 1
    }
}

extension SettingKind {
    /// A list in which every item is of one kind. A variable of the environment gives it as `a, b` or as a YAML list.
    /// - Parameters:
    ///   - least: The fewest items that it may have.
    ///   - isSet: Whether no item may stand there twice.
    package static func list<Item: Sendable>(
        of item: SettingKind<Item>, _ what: String = "a list", atLeast least: Int = 0, isSet: Bool = false
    ) -> Self where Value == [Item] {
        let allowed = "\(what)\(least > 0 ? " with at least \(least)" : ""), each \(item.allowed)"
        return Self(
            allowed: allowed, shape: .list,
            show: { "[" + $0.map { item.show($0) }.joined(separator: ", ") + "]" }
        ) { node, rejections in
            guard case .list(let nodes) = node.content else {
                rejections.append(
                    SettingRejection(node, allowed: allowed, SettingTextError(remedy: "write [ … ] or one `- ` line for each")))
                return nil
            }
            let before = rejections.count
            guard nodes.count >= least else {
                rejections.append(
                    SettingRejection(
                        node, allowed: allowed,
                        SettingTextError(
                            wrongType: false, detail: "it has \(nodes.count) items", remedy: "name one, or remove the key for the default"))
                )
                return nil
            }
            var values: [Item] = []
            var seen: Set<String> = []
            for (index, child) in nodes.enumerated() {
                var inner: [SettingRejection] = []
                if let value = item.read(child, &inner) {
                    values.append(value)
                    if isSet, !seen.insert(item.show(value)).inserted {
                        let twice = SettingTextError(wrongType: false, detail: "it is there twice", remedy: "keep one of them")
                        inner.append(SettingRejection(child, allowed: item.allowed, twice))
                    }
                }
                rejections += inner.map { $0.below("[\(index)]") }
            }
            return rejections.count == before ? values : nil
        }
    }

    /// A value or `null`.
    package static func optional<Wrapped: Sendable>(_ kind: SettingKind<Wrapped>) -> Self where Value == Wrapped? {
        Self(allowed: kind.allowed, shape: kind.shape, show: { $0.map { kind.show($0) } ?? "null" }) { node, rejections in
            if node.content == .null { return .some(nil) }
            return kind.read(node, &rejections).map { .some($0) }
        }
    }

    /// A list of groups with keys of their own, such as maintenance windows.
    /// - Parameters:
    ///   - what: One of them, in words: `a maintenance window`.
    ///   - fields: All keys that such a group may have.
    ///   - make: Turns the fields into a value, or says which field is impossible and why. A field that was set but cannot be read
    ///     never reaches it.
    package static func records<Item: Sendable>(
        _ what: String, fields: [AnySettingField], make: @escaping @Sendable (SettingRecord) throws(SettingRecordError) -> Item
    ) -> Self where Value == [Item] {
        let allowed = "a list, each \(what) with the keys " + fields.map(\.name).joined(separator: ", ")
        return Self(allowed: allowed, shape: .records, fields: fields, show: { $0.isEmpty ? "[]" : "(\($0.count) set by the program)" }) {
            node, rejections in
            guard case .list(let nodes) = node.content else {
                rejections.append(SettingRejection(node, allowed: allowed, SettingTextError(remedy: "write one `- ` group for each")))
                return nil
            }
            var items: [Item] = []
            let before = rejections.count
            for (index, child) in nodes.enumerated() {
                var inner: [SettingRejection] = []
                if let record = SettingRecord(child, what: what, fields: fields, &inner) {
                    do throws(SettingRecordError) { items.append(try make(record)) } catch { inner.append(record.rejection(error)) }
                }
                rejections += inner.map { $0.below("[\(index)]") }
            }
            return rejections.count == before ? items : nil
        }
    }
}

/// One key of a group in a list of groups.
package struct SettingField<Value: Sendable>: Sendable {
    package let name: String
    package let kind: SettingKind<Value>
    package let isRequired: Bool
    /// Whether the value is hidden wherever settings and their mistakes are shown.
    package let isSecret: Bool
    package let documentation: String

    package init(_ name: String, _ kind: SettingKind<Value>, required: Bool = false, secret: Bool = false, _ documentation: String) {
        self.name = name
        self.kind = kind
        self.isRequired = required
        self.isSecret = secret
        self.documentation = documentation
    }

    package var erased: AnySettingField { AnySettingField(self) }
}

/// A field whose value type is not known to whoever holds it.
package struct AnySettingField: Sendable {
    package let name: String
    package let isRequired: Bool
    package let isSecret: Bool
    package let allowed: String
    package let documentation: String
    let read: @Sendable (SettingNode, inout [SettingRejection]) -> (any Sendable)?

    package init<Value>(_ field: SettingField<Value>) {
        name = field.name
        isRequired = field.isRequired
        isSecret = field.isSecret
        allowed = field.kind.allowed
        documentation = field.documentation
        let read = field.kind.read
        self.read = { node, rejections in read(node, &rejections) }
    }
}

/// What is impossible about a record whose fields are each well written.
package struct SettingRecordError: Error, Sendable {
    /// The field to point at; nil for the whole record.
    package var field: String?
    package var message: String
    package var remedy: String?

    package init(field: String? = nil, _ message: String, remedy: String? = nil) {
        self.field = field
        self.message = message
        self.remedy = remedy
    }
}

/// The fields that were set of one group in a list.
package struct SettingRecord: Sendable {
    private let node: SettingNode
    private let what: String
    private let nodes: [String: SettingNode]
    /// What each field may hold, in words.
    private let allowed: [String: String]
    private let secrets: Set<String>
    private let values: [String: any Sendable]

    /// The value of a field; nil when it is not set.
    package subscript<Value>(field: SettingField<Value>) -> Value? { values[field.name] as? Value }

    init?(_ node: SettingNode, what: String, fields: [AnySettingField], _ rejections: inout [SettingRejection]) {
        guard case .map(let members) = node.content else {
            rejections.append(SettingRejection(node, allowed: what, SettingTextError()))
            return nil
        }
        var nodes: [String: SettingNode] = [:]
        var values: [String: any Sendable] = [:]
        let before = rejections.count
        // A misspelt key is one mistake, not a key too many and another too few.
        var meant: Set<String> = []
        for member in members {
            let key = SettingNode(.scalar(member.name, quoted: false), line: member.line, column: member.column)
            guard let field = fields.first(where: { $0.name == member.name }) else {
                let near = Spelling.nearest(to: member.name, among: fields.map(\.name))
                var unknown = SettingRejection(
                    key, allowed: fields.map(\.name).joined(separator: ", "),
                    SettingTextError(remedy: near.map { "did you mean \($0)?" } ?? "remove it"), subpath: "." + member.name)
                unknown.code = .unknownKey
                if let near { meant.insert(near) }
                rejections.append(unknown)
                continue
            }
            var inner: [SettingRejection] = []
            nodes[field.name] = member.value
            if let value = field.read(member.value, &inner) { values[field.name] = value }
            rejections += inner.map { $0.kept(secret: field.isSecret).below("." + field.name) }
        }
        for field in fields
        where field.isRequired && !meant.contains(field.name) && !members.contains(where: { $0.name == field.name }) {
            var missing = SettingRejection(
                node, allowed: field.allowed,
                SettingTextError(detail: "\(what) needs the key \(field.name)", remedy: "add \(field.name): …"), subpath: "." + field.name)
            missing.code = .missingKey
            rejections.append(missing)
        }
        guard rejections.count == before else { return nil }
        self.node = node
        self.what = what
        self.nodes = nodes
        allowed = Dictionary(fields.map { ($0.name, $0.allowed) }) { first, _ in first }
        self.secrets = Set(fields.filter(\.isSecret).map(\.name))
        self.values = values
    }

    func rejection(_ error: SettingRecordError) -> SettingRejection {
        let place = error.field.flatMap { nodes[$0] } ?? node
        return SettingRejection(
            place, allowed: error.field.flatMap { allowed[$0] } ?? what,
            SettingTextError(wrongType: false, detail: error.message, remedy: error.remedy),
            subpath: error.field.map { "." + $0 } ?? ""
        ).kept(secret: error.field.map { secrets.contains($0) } ?? false)
    }
}

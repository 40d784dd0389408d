package import Settings

/// Reads the groups of a pipeline's document and gathers everything that is wrong with it, each mistake with its line and column.
package struct DocumentReader {
    let text: ConfigurationText
    package private(set) var problems: [SettingProblem]

    init(_ text: ConfigurationText) {
        self.text = text
        problems = text.problems
    }

    /// A group of keys; a mistake where the node is none.
    package mutating func group(_ node: SettingNode, at path: String, keys: [String]) -> DocumentGroup? {
        guard case .map(let members) = node.content else {
            add(.wrongType, node, path, "\(path) is \(node.found)", allowed: "a group with the keys " + keys.joined(separator: ", "))
            return nil
        }
        // A misspelt key is one mistake, not a key too many and another too few.
        var meant: Set<String> = []
        for member in members where !keys.contains(member.name) {
            let nearest = Spelling.nearest(to: member.name, among: keys)
            if let nearest { meant.insert(nearest) }
            problems.append(
                SettingProblem(
                    .unknownKey, at: .file(text.file, line: member.line, column: member.column), key: Self.join(path, member.name),
                    "there is no key \(Self.join(path, member.name))",
                    allowed: nearest == nil ? "the keys " + keys.joined(separator: ", ") : nil, nearest: nearest,
                    remedy: nearest.map { "write \($0)" } ?? "remove the key", excerpt: text.line(member.line),
                    width: member.name.unicodeScalars.count))
        }
        return DocumentGroup(node: node, path: path, members: members, meant: meant)
    }

    /// The value of a node, or nil with its mistakes noted.
    package mutating func value<Value>(_ node: SettingNode, _ kind: SettingKind<Value>, at path: String) -> Value? {
        var rejections: [SettingRejection] = []
        let value = kind.read(node, &rejections)
        for rejection in rejections {
            let path = path + rejection.subpath
            problems.append(
                SettingProblem(
                    rejection.code, at: .file(text.file, line: rejection.line, column: rejection.column), key: path,
                    "\(path) is \(rejection.found)" + (rejection.detail.map { ": \($0)" } ?? ""), allowed: rejection.allowed,
                    remedy: rejection.remedy, excerpt: text.line(rejection.line), width: rejection.width))
        }
        return rejections.isEmpty ? value : nil
    }

    /// Notes a mistake at a node. `offset` points into a scalar: scalars from its beginning.
    package mutating func add(
        _ code: SettingProblem.Code, _ node: SettingNode, _ path: String, _ message: String, allowed: String? = nil, nearest: String? = nil,
        remedy: String? = nil, offset: Int? = nil, width: Int? = nil
    ) {
        var column = node.column
        var shown = width ?? node.width
        if let offset {
            // Within quotation marks or a block the place is only known where the text stands as written.
            let line = text.line(node.line).map { Array($0.unicodeScalars) } ?? []
            if case .scalar(let scalar, let quoted) = node.content {
                let start = node.column - 1 + (quoted ? 1 : 0)
                let wanted = Array(scalar.unicodeScalars)
                if start >= 0, start + wanted.count <= line.count, line[start..<start + wanted.count].elementsEqual(wanted) {
                    column = start + 1 + offset
                } else {
                    shown = node.width
                }
            }
        }
        problems.append(
            SettingProblem(
                code, at: .file(text.file, line: node.line, column: column), key: path, message, allowed: allowed, nearest: nearest,
                remedy: remedy, excerpt: text.line(node.line), width: shown))
    }

    /// Notes that a key is missing from a group.
    package mutating func missing(_ name: String, in group: DocumentGroup, remedy: String) {
        guard !group.meant.contains(name) else { return }
        add(
            .missingKey, group.node, Self.join(group.path, name),
            "\(group.path.isEmpty ? "the pipeline" : group.path) needs the key \(name)", remedy: remedy, width: 1)
    }

    static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

/// A group of a document, by its keys.
package struct DocumentGroup {
    package let node: SettingNode
    /// As messages name it: `stages[2].map`.
    package let path: String
    let members: [SettingNode.Member]
    /// Keys that were most likely meant by misspelt ones.
    let meant: Set<String>

    /// The node of a key; nil where it is not there or has no value.
    package func node(_ name: String) -> SettingNode? {
        members.first { $0.name == name && $0.value.content != .null }?.value
    }

    package func has(_ name: String) -> Bool { members.contains { $0.name == name } }

    /// The value of a key; nil where it is not there, or with its mistakes noted.
    package func value<Value>(_ name: String, _ kind: SettingKind<Value>, _ reader: inout DocumentReader) -> Value? {
        guard let member = members.first(where: { $0.name == name }) else { return nil }
        return reader.value(member.value, kind, at: path(name))
    }

    /// How messages name a key of it.
    package func path(_ name: String) -> String { DocumentReader.join(path, name) }
}

import Settings

extension DocumentReader {
    mutating func source(_ group: DocumentGroup, _ policy: ErrorPolicy) -> (stage: any SourceStage, policy: ErrorPolicy)? {
        guard let node = group.node("source") else {
            missing("source", in: group, remedy: "add source: {read: in/records.csv}")
            return nil
        }
        let kinds = StageCatalogue.sources
        guard let (kind, value, inner) = kind(of: node, at: "source", kinds.map { $0.kind }, others: ["on_error"]),
            let type = kinds.first(where: { $0.kind == kind })
        else { return nil }
        let own = inner.value("on_error", .choice(of: ErrorPolicy.self), &self)
        return type.read(value, at: inner.path(kind), &self).map { ($0, own ?? policy) }
    }

    mutating func stages(_ group: DocumentGroup, _ policy: ErrorPolicy, _ concurrency: Int?) -> [PlacedStage] {
        let kinds = StageCatalogue.stages
        var counts: [String: Int] = [:]
        var stages: [PlacedStage] = []
        for (path, node) in items(group, "stages", least: 0) {
            guard let (kind, value, inner) = kind(of: node, at: path, kinds.map { $0.kind }, others: ["on_error", "concurrency", "name"]),
                let type = kinds.first(where: { $0.kind == kind })
            else { continue }
            let own = inner.value("on_error", .choice(of: ErrorPolicy.self), &self)
            let width = inner.value("concurrency", .integer(in: 1...10_000), &self)
            let name = inner.value("name", .string("a name"), &self)
            if width != nil, !(type is any ConcurrentStage.Type), let node = inner.node("concurrency") {
                add(
                    .impossibleValue, node, inner.path("concurrency"), "\(kind) waits for nothing, so it has no concurrency",
                    remedy: "remove the key")
            }
            counts[kind, default: 0] += 1
            let number = counts[kind] ?? 1
            guard let stage = type.read(value, at: inner.path(kind), &self) else { continue }
            stages.append(
                PlacedStage(
                    name: name ?? (number > 1 ? "\(kind) \(number)" : kind), stage: stage, policy: own ?? policy,
                    concurrency: width ?? concurrency))
        }
        return stages
    }

    mutating func outputs(_ group: DocumentGroup, _ policy: ErrorPolicy) -> [PlacedOutput] {
        guard group.node("outputs") != nil else {
            missing("outputs", in: group, remedy: "add outputs: [write: out/records.jsonl]")
            return []
        }
        let kinds = StageCatalogue.outputs
        var counts: [String: Int] = [:]
        var outputs: [PlacedOutput] = []
        for (path, node) in items(group, "outputs", least: 1) {
            guard let (kind, value, inner) = kind(of: node, at: path, kinds.map { $0.kind }, others: ["on_error", "name"]),
                let type = kinds.first(where: { $0.kind == kind })
            else { continue }
            let own = inner.value("on_error", .choice(of: ErrorPolicy.self), &self)
            if own == .divert, let node = inner.node("on_error") {
                add(
                    .impossibleValue, node, inner.path("on_error"), "an output cannot divert what it cannot take",
                    allowed: "stop or skip", remedy: "validate before, and divert there")
            }
            let name = inner.value("name", .string("a name"), &self)
            counts[kind, default: 0] += 1
            let number = counts[kind] ?? 1
            guard let output = type.read(value, at: inner.path(kind), &self) else { continue }
            outputs.append(
                PlacedOutput(
                    name: name ?? (number > 1 ? "\(kind) \(number)" : kind), output: output,
                    policy: own ?? (policy == .divert ? .stop : policy)))
        }
        return outputs
    }

    mutating func triggers(_ group: DocumentGroup) -> [any Trigger] {
        let kinds = TriggerCatalogue.triggers
        var triggers: [any Trigger] = []
        for (path, node) in items(group, "triggers", least: 0) {
            // What belongs to a trigger stands beside its kind: `{cron: "0 3 * * *", time_zone: UTC}`.
            guard case .map(let members) = node.content,
                let type = kinds.first(where: { kind in members.contains { $0.name == kind.kind } })
            else {
                unknownKind(node, at: path, kinds.map { $0.kind })
                continue
            }
            guard let inner = self.group(node, at: path, keys: type.keys) else { continue }
            if let trigger = type.read(inner, &self) { triggers.append(trigger) }
        }
        return triggers
    }

    // MARK: Groups with one kind

    private mutating func items(_ group: DocumentGroup, _ name: String, least: Int) -> [(path: String, node: SettingNode)] {
        guard let node = group.node(name) else { return [] }
        guard case .list(let items) = node.content else {
            add(.wrongType, node, name, "\(name) is \(node.found)", allowed: "a list", remedy: "write one `- ` line for each", width: 1)
            return []
        }
        if items.count < least { add(.impossibleValue, node, name, "\(name) is empty", remedy: "name at least one", width: 1) }
        return items.enumerated().map { ("\(name)[\($0.offset)]", $0.element) }
    }

    /// The one kind that a group names, what stands there, and the group.
    private mutating func kind(
        of node: SettingNode, at path: String, _ kinds: [String], others: [String]
    ) -> (kind: String, value: SettingNode, group: DocumentGroup)? {
        guard case .map(let members) = node.content else {
            unknownKind(node, at: path, kinds)
            return nil
        }
        let named = members.filter { kinds.contains($0.name) }
        guard named.count <= 1 else {
            add(
                .impossibleValue, node, path, "\(path) is both \(named.map(\.name).joined(separator: " and "))",
                remedy: "write one `- ` line for each", width: 1)
            return nil
        }
        guard let group = group(node, at: path, keys: kinds + others) else { return nil }
        guard let member = named.first else {
            // Where a key was misspelt that is already said.
            if members.allSatisfy({ others.contains($0.name) }) { unknownKind(node, at: path, kinds) }
            return nil
        }
        return (member.name, member.value, group)
    }

    private mutating func unknownKind(_ node: SettingNode, at path: String, _ kinds: [String]) {
        var nearest: String?
        if case .scalar(let text, _) = node.content { nearest = Spelling.nearest(to: text, among: kinds) }
        if case .map(let members) = node.content {
            nearest = members.lazy.compactMap { Spelling.nearest(to: $0.name, among: kinds) }.first
        }
        add(
            .wrongType, node, path, "\(path) names none of the kinds there are", allowed: kinds.joined(separator: ", "), nearest: nearest,
            remedy: "write \(nearest ?? kinds.first ?? "one"): …", width: 1)
    }
}

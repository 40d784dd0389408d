/// Every setting there is, in the order in which the reference lists them.
package struct SettingsCatalogue: Sendable {
    package let keys: [AnySettingKey]
    /// What each group of keys (`watch`, `watch.intervals`) is about, for the reference and the starter file.
    package let groups: [String: String]
    /// Variables that begin with `ROLLCALL_` and are no settings.
    package let otherVariables: Set<String>
    /// What must hold between settings.
    let rules: [SettingRule]
    private let byPath: [String: Int]
    private let byVariable: [String: Int]
    /// Names below each group, the group's path as key ("" for the root).
    private let children: [String: [String]]

    /// - Precondition: no path occurs twice, none is a group of another, and no two keys share a variable. These are mistakes of the
    ///   program, not of its user; the test of the whole catalogue finds them.
    package init(
        _ keys: [AnySettingKey], groups: [String: String] = [:], rules: [SettingRule] = [],
        otherVariables: Set<String> = ["ROLLCALL_CONFIG", "ROLLCALL_DATA"]
    ) {
        self.keys = keys
        self.groups = groups
        self.rules = rules
        self.otherVariables = otherVariables
        var byPath: [String: Int] = [:]
        var byVariable: [String: Int] = [:]
        var children: [String: [String]] = ["": []]
        for (index, key) in keys.enumerated() {
            precondition(byPath.updateValue(index, forKey: key.path) == nil, "the setting \(key.path) is declared twice")
            precondition(byVariable.updateValue(index, forKey: key.variable) == nil, "two settings share \(key.variable)")
            var group = ""
            for name in key.path.split(separator: ".") {
                if children[group, default: []].contains(String(name)) == false { children[group, default: []].append(String(name)) }
                group = group.isEmpty ? String(name) : group + "." + name
            }
        }
        for key in keys { precondition(children[key.path] == nil, "\(key.path) is both a setting and a group") }
        self.byPath = byPath
        self.byVariable = byVariable
        self.children = children
    }

    package func key(at path: String) -> AnySettingKey? { byPath[path].map { keys[$0] } }
    func key(for variable: String) -> AnySettingKey? { byVariable[variable].map { keys[$0] } }
    func isGroup(_ path: String) -> Bool { children[path] != nil }
    func names(below group: String) -> [String] { children[group] ?? [] }

    /// The path that was most likely meant by one that does not exist: first among the names of the same group, then anywhere.
    func nearest(to name: String, in group: String) -> String? {
        let prefix = group.isEmpty ? "" : group + "."
        if let sibling = Spelling.nearest(to: name, among: names(below: group)) { return prefix + sibling }
        // Right name, wrong place: `watch.listen` for `api.listen`.
        let suffix = "." + name
        if let elsewhere = keys.first(where: { $0.path == name || $0.path.hasSuffix(suffix) }) { return elsewhere.path }
        return Spelling.nearest(to: prefix + name, among: keys.map(\.path))
    }

    func nearestVariable(to name: String) -> String? {
        // The prefix that all share would make any two look alike.
        let prefix = "ROLLCALL_".count
        let rest = (keys.map(\.variable) + otherVariables.sorted()).map { String($0.dropFirst(prefix)) }
        return Spelling.nearest(to: String(name.dropFirst(prefix)), among: rest).map { "ROLLCALL_" + $0 }
    }
}

extension SettingsCatalogue {
    /// The groups of the root in order, each with its keys.
    private var sections: [(name: String, keys: [AnySettingKey])] {
        names(below: "").map { name in (name, keys.filter { $0.path == name || $0.path.hasPrefix(name + ".") }) }
    }

    /// The reference of every key: the contents of `docs/configuration.md`.
    package func markdown() -> String {
        var out = """
            # Configuration

            <!-- Generated from the settings that the code declares; a test compares. Do not edit. -->

            Rollcall reads one file: the one given with `--config`, else `./rollcall.yaml`, else `$XDG_CONFIG_HOME/rollcall/rollcall.yaml`
            (`~/.config/rollcall/rollcall.yaml`). Without a file every setting has its default. Environment variables win over the file,
            options of the command line win over both. `rollcall config check` finds every mistake with its line and column;
            `rollcall config show` prints every value with its source.

            Durations carry their unit: `500ms`, `30s`, `5m`, `2h`, `1d`, also `1h30m`. So do sizes: `512B`, `10KB` (10,000 bytes), `2MiB`
            (2,097,152 bytes), and rates of a network, a second: `10Mbit`. In a variable, a list is written `a, b` or as a YAML list.

            """
        for section in sections {
            out += "\n## `\(section.name)`\n"
            if let about = groups[section.name] { out += "\n\(about)\n" }
            for key in section.keys {
                out += "\n### `\(key.path)`\n\n\(key.documentation)\n\n"
                out += "- Allowed: \(key.allowed)" + (key.isSecret ? " (secret: never shown)" : "") + "\n"
                out += "- Default: `\(key.isSecret && !key.hasSecretFields && key.defaultText != "null" ? "(hidden)" : key.defaultText)`\n"
                out += "- Variable: `\(key.variable)`\n"
                if !key.fields.isEmpty {
                    out += "\n| key of each | what it is | allowed |\n| --- | --- | --- |\n"
                    for field in key.fields {
                        out += "| `\(field.name)`\(field.isRequired ? " (required)" : "") | \(field.documentation) | \(field.allowed) |\n"
                    }
                }
            }
        }
        return out
    }

    /// A `rollcall.yaml` in which every key stands, commented out, at its default.
    package func starterFile() -> String {
        var out = """
            # Rollcall's configuration. Every key is here at its default, commented out; docs/configuration.md says more.
            # Check it with `rollcall config check`, see the values in force with `rollcall config show`.

            """
        var open: [Substring] = []
        for section in sections {
            out += "\n"
            if let about = groups[section.name] { out += "# \(about)\n" }
            for key in section.keys {
                let parts = key.path.split(separator: ".")
                let parents = Array(parts.dropLast())
                let shared = zip(parents, open).prefix { $0 == $1 }.count
                for depth in shared..<max(shared, parents.count) {
                    let path = parents[...depth].joined(separator: ".")
                    if depth > 0, let about = groups[path] { out += "# \(indent(depth))# \(about)\n" }
                    out += "\(depth == 0 ? "" : "# ")\(indent(depth))\(parents[depth]):\n"
                }
                open = parents
                let depth = parents.count
                let lead = depth == 0 ? "# " : "# " + indent(depth)
                out += "\(lead)# \(key.documentation)\n"
                out += "\(lead)\(parts.last ?? ""): \(key.isSecret && !key.hasSecretFields ? "" : key.defaultText)\n"
            }
        }
        return out
    }

    private func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }
}

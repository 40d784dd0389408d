import Directories
import Model

/// How the verbs show directories to a person. Texts come from strangers: control characters never reach the terminal.
enum DirectoryView {
    /// One directory, a line for each field.
    static func show(_ directory: Directory, on terminal: Terminal) {
        var rows = [
            ("name", directory.name), ("url", directory.url), ("slug", directory.slug), ("number", directory.id.description),
            ("importance", directory.importance.rawValue), ("state", directory.paused ? "paused" : "watched"),
        ]
        let optional = [
            ("category", directory.category), ("region", directory.region), ("tags", directory.tags.joined(separator: ", ")),
            ("owner", directory.owner),
        ]
        rows += optional.filter { !$0.1.isEmpty }
        if let checks = directory.checks {
            let lines = DirectoryDocument.lines(checks)
            rows += lines.isEmpty ? [("checks", "none")] : lines.map { ("check", $0) }
        } else {
            rows.append(("checks", "those of the configuration"))
        }
        rows += directory.notes.split(separator: "\n").map { ("notes", String($0)) }
        rows += [("added", directory.createdAt.description), ("changed", directory.updatedAt.description)]
        for (name, value) in rows {
            let label = name + String(repeating: " ", count: max(1, 12 - name.count))
            let style: Terminal.Style? =
                name == "importance" ? style(of: directory.importance) : name == "state" && directory.paused ? .warning : nil
            let text = Table.clean(value)
            terminal.say(terminal.styled(label, .dim) + (style.map { terminal.styled(text, $0) } ?? text))
        }
    }

    /// A list as a table.
    static func list(_ directories: [Directory], on terminal: Terminal) {
        var table = Table(["SLUG", "NAME", "URL", "IMPORTANCE", "CATEGORY", "REGION", "STATE"], flexible: 2)
        for directory in directories {
            table.add([
                Table.Cell(directory.slug, .bold), Table.Cell(directory.name), Table.Cell(directory.url),
                Table.Cell(directory.importance.rawValue, style(of: directory.importance)), Table.Cell(directory.category),
                Table.Cell(directory.region), Table.Cell(directory.paused ? "paused" : "watched", directory.paused ? .warning : nil),
            ])
        }
        for line in table.lines(on: terminal) { terminal.say(line) }
    }

    private static func style(of importance: Importance) -> Terminal.Style? {
        switch importance {
        case .critical: .bad
        case .high: .warning
        case .normal: nil
        case .low: .dim
        }
    }
}

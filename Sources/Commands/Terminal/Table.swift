/// Rows in aligned columns: headed and padded, cut to the terminal's width where there is one, tab-separated text where there is none
/// would lose the look; so it is padded there too, and `--json` is for machines.
package struct Table {
    /// Text with the style it is shown in.
    package struct Cell {
        package var text: String
        package var style: Terminal.Style?

        package init(_ text: String, _ style: Terminal.Style? = nil) {
            self.text = text
            self.style = style
        }
    }

    private let heads: [String]
    private var rows: [[Cell]] = []
    /// The column that gives way when the table is wider than the terminal.
    private let flexible: Int?

    package init(_ heads: [String], flexible: Int? = nil) {
        self.heads = heads
        self.flexible = flexible
    }

    package mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// The lines of the table for that terminal.
    package func lines(on terminal: Terminal) -> [String] {
        var widths = heads.map { displayWidth($0) }
        for row in rows {
            for (column, cell) in row.enumerated() where column < widths.count {
                widths[column] = max(widths[column], displayWidth(Self.clean(cell.text)))
            }
        }
        if let limit = terminal.width, let flexible, flexible < widths.count {
            let total = widths.reduce(0, +) + 2 * (widths.count - 1)
            if total > limit { widths[flexible] = max(8, widths[flexible] - (total - limit)) }
        }
        let head = zip(heads, widths).map { pad($0, to: $1) }.joined(separator: "  ")
        return [terminal.styled(trimmed(head), .dim)]
            + rows.map { row in
                let cells = zip(row, widths).enumerated().map { index, pair in
                    let (cell, width) = pair
                    let text = cut(Self.clean(cell.text), to: width)
                    let padding = index == row.count - 1 ? "" : String(repeating: " ", count: max(0, width - displayWidth(text)))
                    return (cell.style.map { terminal.styled(text, $0) } ?? text) + padding
                }
                return cells.joined(separator: "  ")
            }
    }

    /// Control characters from strangers do not reach the terminal.
    package static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            result.append(scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? " " : scalar)
        }
        return String(result)
    }

    private func displayWidth(_ text: String) -> Int { text.count }

    private func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - displayWidth(text)))
    }

    private func cut(_ text: String, to width: Int) -> String {
        displayWidth(text) <= width ? text : text.prefix(max(1, width - 1)) + "…"
    }

    private func trimmed(_ text: String) -> String {
        var text = text
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}

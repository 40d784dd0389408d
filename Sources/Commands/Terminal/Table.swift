/// Rows in aligned columns, headed and padded, cut to the terminal's width where there is one. In a file or a pipe nothing is cut.
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

    /// Columns are not cut below this.
    private static let least = 8
    /// The flexible column gives way alone as far as this.
    private static let comfortable = 24

    private let heads: [String]
    private var rows: [[Cell]] = []
    /// The column that gives way first when the table is wider than the terminal.
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
            var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
            // The flexible column first, then whichever is the widest, none below what can still be told apart.
            while excess > 0 {
                let widest = widths.indices.max { widths[$0] < widths[$1] } ?? flexible
                let column = widths[flexible] > Self.comfortable ? flexible : widest
                guard widths[column] > Self.least else { break }
                let gives = column == flexible && widths[column] > Self.comfortable ? min(excess, widths[column] - Self.comfortable) : 1
                widths[column] -= gives
                excess -= gives
            }
        }
        let head = zip(heads, widths).map { pad(cut($0, to: $1), to: $1) }.joined(separator: "  ")
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

    /// Columns that a text takes: two for each East Asian wide character and each emoji (Unicode Standard Annex 11, in the large).
    private func displayWidth(_ text: String) -> Int {
        text.utf8.count == text.unicodeScalars.count ? text.utf8.count : text.reduce(0) { $0 + Self.width($1) }
    }

    private static func width(_ character: Character) -> Int {
        switch character.unicodeScalars.first?.value ?? 0 {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }

    private func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - displayWidth(text)))
    }

    private func cut(_ text: String, to width: Int) -> String {
        guard displayWidth(text) > width else { return text }
        var (kept, room) = ("", max(1, width - 1))
        for character in text {
            room -= Self.width(character)
            if room < 0 { break }
            kept.append(character)
        }
        return kept + "…"
    }

    private func trimmed(_ text: String) -> String {
        var text = text
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}

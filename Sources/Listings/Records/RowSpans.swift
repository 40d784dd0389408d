import HTML

/// Which cells reach into later rows: `rowspan`, as a table is read row by row.
struct RowSpans {
    /// Of each table's part that is open, the cells that reach below its last row.
    private var open: [Int32: [PageOutline.SpanningCell]] = [:]
    /// Wider cells and longer spans are cut; a page can claim anything.
    private static let (widest, longest) = (100, 5_000)

    /// Notes a row's own cells, and tells which of earlier rows reach into it.
    /// - Parameter parent: The item of what holds the rows.
    mutating func row(_ document: Document, _ node: NodeID, of parent: Int32) -> [PageOutline.SpanningCell] {
        let reaching = open[parent] ?? []
        var left = reaching.compactMap { cell in
            cell.rows > 0 ? PageOutline.SpanningCell(node: cell.node, column: cell.column, width: cell.width, rows: cell.rows - 1) : nil
        }
        var column = 0
        var child = document.firstElement(in: node)
        while let cell = child {
            child = document.nextElement(after: cell)
            let name = document.name(of: cell)
            guard name == .td || name == .th else { continue }
            column = Self.column(column, besides: reaching)
            let width = Self.number(.colspan, of: cell, document, most: Self.widest)
            let rows = Self.number(.rowspan, of: cell, document, most: Self.longest)
            if rows > 1, left.count < Self.widest {
                left.append(PageOutline.SpanningCell(node: cell, column: column, width: width, rows: rows - 2))
            }
            column += width
        }
        if !left.isEmpty || !reaching.isEmpty { open[parent] = left }
        return reaching
    }

    /// The first column from one on that no cell of an earlier row takes.
    static func column(_ column: Int, besides reaching: [PageOutline.SpanningCell]) -> Int {
        var column = column
        while let taken = reaching.first(where: { $0.column <= column && column < $0.column + $0.width }) {
            column = taken.column + taken.width
        }
        return column
    }

    static func number(_ name: Atom, of cell: NodeID, _ document: Document, most: Int) -> Int {
        max(1, min(most, document.attribute(name, of: cell).flatMap { Int($0.strippingSpace) } ?? 1))
    }
}

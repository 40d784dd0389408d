/// A table as a grid of slots, each of them covered by at most one cell (HTML standard, "Forming a table").
///
/// Two differences from the letter of the standard: a row span ends with its row group, as every browser renders it, and a slot that
/// two cells claim belongs to the first. The grid is bounded by `maximumSlots`; past that, spans count as 1 and `isTruncated` says so.
package struct TableGrid: Hashable, Sendable {
    package struct Cell: Hashable, Sendable {
        package let node: NodeID
        /// Whether it is a `th`.
        package let isHeader: Bool
        /// `scope` of a header: `row`, `col`, `rowgroup`, `colgroup`; nil when absent or another word.
        package let scope: String?
        package let row: Int
        package let column: Int
        package let rowSpan: Int
        package let columnSpan: Int
        /// The visible text, its white space kept as lines and tabs.
        package let text: String
    }

    package static let maximumSlots = 1 << 20

    package let node: NodeID
    /// The text of the first `caption`, nil without one.
    package let caption: String?
    package private(set) var cells: [Cell] = []
    package private(set) var columnCount = 0
    package var rowCount: Int { slots.count }
    /// The rows that stand in a `thead`, from the top.
    package private(set) var headRowCount = 0
    package private(set) var isTruncated = false
    /// For each row the index of the cell that covers each column, -1 for none; rows end where their last cell does.
    private var slots: [[Int32]] = []
    private var slotCount = 0

    /// The cell that covers a slot, nil when none does.
    package subscript(row row: Int, column column: Int) -> Cell? {
        guard slots.indices.contains(row), slots[row].indices.contains(column), slots[row][column] >= 0 else { return nil }
        return cells[Int(slots[row][column])]
    }

    /// The texts of a row by column; a spanning cell's text stands in every slot it covers, empty slots are empty.
    package func texts(row: Int) -> [String] { (0..<columnCount).map { self[row: row, column: $0]?.text ?? "" } }

    /// The header cells that speak for a cell: those above it in its columns, outermost first, then those to its left in its rows.
    package func headers(of cell: Cell) -> [Cell] {
        var found: [Cell] = []
        func add(_ candidate: Cell?) {
            guard let candidate, candidate.isHeader, candidate.node != cell.node, !found.contains(candidate) else { return }
            found.append(candidate)
        }
        for row in 0..<cell.row {
            for column in cell.column..<(cell.column + cell.columnSpan) {
                if let header = self[row: row, column: column], header.scope != "row", header.scope != "rowgroup" { add(header) }
            }
        }
        for column in 0..<cell.column {
            for row in cell.row..<(cell.row + cell.rowSpan) {
                if let header = self[row: row, column: column], header.scope != "col", header.scope != "colgroup" { add(header) }
            }
        }
        return found
    }

    // MARK: Forming

    init(_ table: NodeID, in document: Document) {
        node = table
        var caption: String?
        var feet: [NodeID] = []
        var loose: [NodeID] = []
        var isFirstGroup = true
        func rows(of group: NodeID) -> [NodeID] {
            var rows: [NodeID] = []
            var child = document.firstElement(in: group)
            while let row = child {
                if document.isHTML(row, .tr) { rows.append(row) }
                child = document.nextElement(after: row)
            }
            return rows
        }
        var groups: [[NodeID]] = []
        func closeLoose() {
            if !loose.isEmpty { groups.append(loose) }
            loose = []
        }
        var child = document.firstElement(in: table)
        while let element = child {
            if document.namespace(of: element) == .html {
                switch document.name(of: element) {
                case .caption: caption = caption ?? document.visibleText(of: element).collapsingSpace
                case .tr: loose.append(element)
                case .thead, .tbody:
                    closeLoose()
                    let group = rows(of: element)
                    if isFirstGroup, document.isHTML(element, .thead), groups.isEmpty { headRowCount = group.count }
                    isFirstGroup = false
                    groups.append(group)
                case .tfoot:
                    closeLoose()
                    feet.append(element)
                default: break
                }
            }
            child = document.nextElement(after: element)
        }
        closeLoose()
        self.caption = caption
        for group in groups + feet.map(rows) { add(group, document) }
        columnCount = slots.lazy.map(\.count).max() ?? 0
    }

    private mutating func add(_ rows: [NodeID], _ document: Document) {
        let top = slots.count
        slots.append(contentsOf: repeatElement([], count: rows.count))
        for (offset, row) in rows.enumerated() {
            var column = 0
            var child = document.firstElement(in: row)
            while let element = child {
                if document.isHTML(element, .td) || document.isHTML(element, .th) {
                    column = add(element, row: top + offset, from: column, below: rows.count - offset, document)
                }
                child = document.nextElement(after: element)
            }
        }
    }

    /// Places a cell in the first free slot from `column` on; returns the column behind it.
    private mutating func add(_ element: NodeID, row: Int, from column: Int, below: Int, _ document: Document) -> Int {
        var column = column
        while column < slots[row].count, slots[row][column] >= 0 { column += 1 }
        func span(_ name: Atom) -> Int? { document.attribute(name, of: element).flatMap { HTMLNumber.nonNegativeInteger($0) } }
        let columns = span(.colspan) ?? 1
        var columnSpan = columns == 0 ? 1 : min(columns, 1000)
        let rows = span(.rowspan) ?? 1
        var rowSpan = rows == 0 ? below : min(rows, below)
        if slotCount + columnSpan * rowSpan > Self.maximumSlots {
            isTruncated = true
            (columnSpan, rowSpan) = (1, 1)
        }
        let isHeader = document.isHTML(element, .th)
        let scope = isHeader ? document.attribute(.scope, of: element)?.lowercasedASCII : nil
        let index = Int32(cells.count)
        cells.append(
            Cell(
                node: element, isHeader: isHeader, scope: scope.flatMap { Self.scopes.contains($0) ? $0 : nil }, row: row, column: column,
                rowSpan: rowSpan, columnSpan: columnSpan, text: document.visibleText(of: element)))
        for covered in row..<(row + rowSpan) {
            let missing = column + columnSpan - slots[covered].count
            if missing > 0 {
                slots[covered].append(contentsOf: repeatElement(-1, count: missing))
                slotCount += missing
            }
            for place in column..<(column + columnSpan) where slots[covered][place] < 0 { slots[covered][place] = index }
        }
        return column + columnSpan
    }

    private static let scopes: Set<String> = ["row", "col", "rowgroup", "colgroup"]
}

extension Document {
    /// The tables below `element` (all when nil) in tree order, nested ones after the table they stand in.
    package func tables(in element: NodeID? = nil) -> [TableGrid] {
        let top = element ?? root
        var tables: [TableGrid] = []
        var next = firstElement(in: top)
        while let node = next {
            if isHTML(node, .table) { tables.append(TableGrid(node, in: self)) }
            next = elementAfter(node, within: top)
        }
        return tables
    }

    /// One table as a grid; nil when the element is no `table`.
    package func table(_ element: NodeID) -> TableGrid? { isHTML(element, .table) ? TableGrid(element, in: self) : nil }
}

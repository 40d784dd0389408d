import HTML

/// The names that a table gives its columns.
struct TableHeads {
    let outline: PageOutline
    let document: Document

    /// The columns' names for a row, by the place of its cells; empty where the table names none. `isRecord` tells the rows that are records.
    func heads(of row: Int32, isRecord: (Int32) -> Bool) -> [String?] {
        var table = outline.items[Int(row)].parent
        while table >= 0, outline.items[Int(table)].tag != .table { table = outline.items[Int(table)].parent }
        guard table >= 0 else { return [] }
        var at = table + 1
        let end = outline.items[Int(table)].end
        var heads: [String?] = []
        var areHeads = false
        var seen = 0
        while at < end, seen < 60 {
            let item = outline.items[Int(at)]
            if item.tag == .table {
                at = item.end
                continue
            }
            if item.tag == .tr {
                seen += 1
                if isRecord(at) { break }
                let names = names(of: at)
                let isNaming = outline.children(of: at).contains { outline.items[Int($0)].tag == .th }
                // One cell across all columns is a heading of the rows below it; and what comes below heads names no columns any more.
                if Set(names).count >= 2, isNaming || !areHeads {
                    heads = names
                    areHeads = isNaming
                }
                at = item.end
                continue
            }
            at += 1
        }
        return heads
    }

    /// The texts of a row that names columns: all of its cells `th`, or short texts without links to elsewhere and without digits.
    private func names(of row: Int32) -> [String?] {
        var names: [String?] = []
        var isHead = true
        for cell in outline.children(of: row) {
            let item = outline.items[Int(cell)]
            guard item.tag == .td || item.tag == .th else { continue }
            // Long texts name nothing, and a cell may hold the rest of the page.
            if outline.sums(cell..<item.end).text > 120 { return [] }
            let text = document.textContent(of: item.node).collapsingSpace.trimmingNoBreakSpace
            if text.utf8.count > 60 || (item.tag == .td && text.utf8.contains(where: TextBytes.isDigit)) { isHead = false }
            let width = document.attribute(.colspan, of: item.node).flatMap { Int($0) } ?? 1
            for _ in 0..<max(1, min(width, 100)) { names.append(text.isEmpty ? nil : text) }
        }
        return isHead ? names : []
    }
}

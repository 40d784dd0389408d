import HTML

/// The rows of a CSV file.
struct CSVRows: ImportRows {
    private(set) var columns: [ImportReport.Column]
    private var reader: CSVReader
    /// The first row again, where it turned out to be no header.
    private var pending: CSVReader.Row?

    /// - Parameter given: Fields that the user named for headers (or for `3`, the third column), before anything is guessed.
    init(_ bytes: [UInt8], delimiter: UInt8, given: [String: DirectoryField], hasHeader: Bool?) {
        reader = CSVReader(bytes, delimiter: delimiter)
        columns = []
        var first = reader.next()
        while let row = first, row.isBlank { first = reader.next() }
        guard let first, first.problem == nil else {
            pending = first
            return
        }
        var sample: [[String]] = []
        var ahead = reader
        while sample.count < 50, let row = ahead.next() { if row.problem == nil, !row.isBlank { sample.append(row.fields) } }
        let isNamed = first.fields.contains { given[FieldText.line($0)] != nil }
        let isHeader = hasHeader ?? (isNamed || Self.looksLikeHeader(first.fields, above: sample))
        if !isHeader {
            pending = first
            sample.insert(first.fields, at: 0)
        }
        columns = (0..<max(first.fields.count, isHeader ? 0 : sample.map(\.count).max() ?? 0)).map { index in
            let header = isHeader ? FieldText.line(first.fields[index]) : ""
            return ImportReport.Column(
                header: header.isEmpty ? "column \(index + 1)" : header, field: given[header] ?? given[String(index + 1)], byValues: false)
        }
        if isHeader { guessByHeader(sample) }
        guessByValues(sample, hasHeader: isHeader)
    }

    mutating func next() -> ImportRow? {
        var row = pending ?? reader.next()
        pending = nil
        while let blank = row, blank.isBlank { row = reader.next() }
        guard let row else { return nil }
        if let problem = row.problem { return ImportRow(line: row.line, fields: [], problem: (problem, "Correct the quotation marks")) }
        if row.fields.count > columns.count, row.fields[columns.count...].contains(where: { !$0.isEmpty }) {
            return ImportRow(
                line: row.line, fields: [],
                problem: (
                    "the row has \(row.fields.count) fields where there are \(columns.count) columns",
                    "Put a field that holds the delimiter into quotation marks"
                ))
        }
        var fields: [(field: DirectoryField, value: FieldValue)] = []
        fields.reserveCapacity(columns.count)
        for (column, text) in zip(columns, row.fields) {
            if let field = column.field { fields.append((field, .text(CSVFormula.unguarded(text)))) }
        }
        return ImportRow(line: row.line, fields: fields)
    }

    /// Names of columns are words, none a URL, and at least one is known or stands above URLs.
    private static func looksLikeHeader(_ fields: [String], above rows: [[String]]) -> Bool {
        if fields.contains(where: looksLikeURL) { return false }
        if fields.contains(where: { DirectoryField.guess($0) != nil }) { return true }
        return rows.contains { $0.contains(where: looksLikeURL) }
    }

    static func looksLikeURL(_ text: String) -> Bool {
        let text = FieldText.line(text)
        if text.hasPrefix("http://") || text.hasPrefix("https://") || text.hasPrefix("www.") { return true }
        guard text.utf8.contains(UInt8(ascii: ".")), !text.utf8.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "@") }),
            let host = RegistrableDirectory.url(text)?.host, let last = host.split(separator: ".").last
        else { return false }
        return last.utf8.count >= 2 && last.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }

    private var taken: Set<DirectoryField> { Set(columns.compactMap(\.field)) }

    private mutating func guessByHeader(_ sample: [[String]]) {
        for exactly in [true, false] {
            for index in columns.indices where columns[index].field == nil {
                let header = columns[index].header
                guard let field = DirectoryField.guess(header), !taken.contains(field), !exactly || field.isExactly(header) else {
                    continue
                }
                // "Site" and "Web" may head names as well as addresses: the values decide.
                if field == .url, !exactly, Self.share(index, of: sample, Self.looksLikeURL) < 0.5 { continue }
                columns[index].field = field
            }
        }
    }

    /// How many of a column's values that are not empty pass a test; 1 where there is none.
    private static func share(_ index: Int, of sample: [[String]], _ test: (String) -> Bool) -> Double {
        let values = sample.compactMap { index < $0.count && !$0[index].isEmpty ? $0[index] : nil }
        return values.isEmpty ? 1 : Double(values.count(where: test)) / Double(values.count)
    }

    /// The URL is told by its looks; without a header so is the importance, and the name is the first column left.
    private mutating func guessByValues(_ sample: [[String]], hasHeader: Bool) {
        func share(_ index: Int, _ test: (String) -> Bool) -> Double {
            sample.contains { index < $0.count && !$0[index].isEmpty } ? Self.share(index, of: sample, test) : 0
        }
        let free = columns.indices.filter { columns[$0].field == nil }
        if !taken.contains(.url) {
            let shares = free.map { ($0, share($0, Self.looksLikeURL)) }
            if let best = shares.max(by: { $0.1 < $1.1 }), best.1 >= 0.5 { take(best.0, .url) }
        }
        if hasHeader {
            // Headers that may mean an address, above values that are none: better than nothing, or else names.
            for field in [DirectoryField.url, .name] where !taken.contains(field) {
                if let index = columns.indices.first(where: { columns[$0].field == nil && DirectoryField.guess(columns[$0].header) == .url }
                ) {
                    columns[index].field = field
                }
            }
            return
        }
        let importances: Set<String> = ["critical", "high", "normal", "low", "medium"]
        for index in free where columns[index].field == nil && !taken.contains(.importance) {
            if share(index, { importances.contains($0.lowercased()) }) >= 0.9 { take(index, .importance) }
        }
        for index in free where columns[index].field == nil && !taken.contains(.name) {
            if share(index, { $0.utf8.contains { $0 >= UInt8(ascii: "A") } && !Self.looksLikeURL($0) }) >= 0.5 { take(index, .name) }
        }
    }

    private mutating func take(_ index: Int, _ field: DirectoryField) {
        columns[index].field = field
        columns[index].byValues = true
    }
}

/// Cells that a spreadsheet would take for a formula (OWASP, "CSV injection").
enum CSVFormula {
    /// The cell with an apostrophe before what a spreadsheet would compute. A cell that begins with an apostrophe and then a formula gets
    /// one more, so that ``unguarded(_:)`` gives back exactly what was there.
    static func guarded(_ text: String, always: Bool) -> String {
        guard let apostrophes = leading(text), always || apostrophes > 0 else { return text }
        return "'" + text
    }

    static func unguarded(_ text: String) -> String {
        guard text.utf8.first == UInt8(ascii: "'"), leading(text) != nil else { return text }
        return String(text.dropFirst())
    }

    /// How many apostrophes stand before a formula's first character; nil where there is no formula.
    private static func leading(_ text: String) -> Int? {
        var count = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "'") {
                count += 1
                continue
            }
            return "=+-@\t\r".utf8.contains(byte) ? count : nil
        }
        return nil
    }
}

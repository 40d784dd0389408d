import Directories

extension RecordTable {
    /// Reads a CSV file (RFC 4180, any usual delimiter) whose first row names the columns, or JSON lines with an object a line.
    ///
    /// A bad row is left out and told in ``problems``; the rows after it are read.
    /// - Throws: ``MatchingError`` where there is no record to be had at all.
    package static func read(_ bytes: [UInt8], name: String) throws(MatchingError) -> RecordTable {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        let first = text.first { !($0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09) }
        guard let first else {
            throw MatchingError(.noRecords, "\(name) is empty", remedy: "Give a CSV file with a header, or JSON lines")
        }
        let table = first == UInt8(ascii: "{") ? jsonLines(text, name: name) : csv(text, name: name)
        guard table.count > 0 else {
            let reason = table.problems.first.map { "; line \($0.line): \($0.reason)" } ?? ""
            throw MatchingError(
                .noRecords, "\(name) has no readable record\(reason)",
                remedy: "Give a CSV file whose first row names the columns, or JSON lines with an object a line")
        }
        return table
    }

    private static func csv(_ bytes: [UInt8], name: String) -> RecordTable {
        var reader = CSVReader(bytes, delimiter: CSVReader.guessDelimiter(bytes))
        var table: RecordTable?
        while let row = reader.next() {
            if row.isBlank { continue }
            if let problem = row.problem {
                if table == nil { table = RecordTable(name: name, columns: []) }
                table?.report(row.line, problem)
                continue
            }
            guard table?.columns.isEmpty == false else {
                var fresh = RecordTable(name: name, columns: headers(row.fields))
                for problem in table?.problems ?? [] { fresh.report(problem.line, problem.reason) }
                if row.fields.count > columnLimit {
                    fresh.report(row.line, "there are more than \(columnLimit) columns; the rest is left out")
                }
                table = fresh
                continue
            }
            let expected = table?.columns.count ?? 0
            if row.fields.count < expected || row.fields.count > expected && !row.fields[expected...].allSatisfy(\.isEmpty),
                expected < columnLimit
            {
                // A short row may be one whose last columns are empty; a single field in many columns is no record.
                table?.report(row.line, "there are \(row.fields.count) fields where the header names \(expected)")
                if row.fields.count > expected || row.fields.count * 2 < expected { continue }
            }
            table?.append(row.fields, line: row.line)
        }
        return table ?? RecordTable(name: name, columns: [])
    }

    /// Names of columns, none empty and none twice.
    private static func headers(_ fields: [String]) -> [String] {
        var seen: Set<String> = []
        return fields.enumerated().map { index, field in
            var name = String(decoding: Array(trimmed(field.utf8)), as: UTF8.self)
            if name.isEmpty { name = "column \(index + 1)" }
            while !seen.insert(name).inserted { name += " (\(index + 1))" }
            return name
        }
    }

    private static func jsonLines(_ bytes: [UInt8], name: String) -> RecordTable {
        var table = RecordTable(name: name, columns: [])
        var places: [String: Int] = [:]
        var line = 0
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            line += 1
            let text = bytes[start..<end]
            start = end + 1
            if text.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
            do throws(JSONText.Failure) {
                guard case .map(let members) = try JSONText.parse(text) else {
                    table.report(line, "this is no JSON object")
                    continue
                }
                var values = Array(repeating: "", count: table.columns.count)
                for member in members {
                    let place = places[member.name] ?? table.columns.count
                    if place == table.columns.count {
                        guard table.addColumn(member.name) else { continue }
                        places[member.name] = place
                        values.append("")
                    }
                    if place < values.count { values[place] = Self.text(member.value) }
                }
                table.append(values, line: line)
            } catch { table.report(line, "byte \(error.offset + 1): \(error.message)") }
        }
        return table
    }

    /// A value as text: a list's items divided by commas, an object as JSON.
    private static func text(_ value: FieldValue) -> String {
        if let text = value.scalarText { return text }
        guard case .list(let items) = value else { return value.json }
        return items.map { $0.scalarText ?? $0.json }.joined(separator: ", ")
    }
}

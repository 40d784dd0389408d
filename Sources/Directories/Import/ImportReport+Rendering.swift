extension ImportReport {
    /// The report for a person; at most `limit` problems and as many duplicates are listed, the rest counted.
    package func text(limit: Int = 20) -> String {
        var out = "\(file): \(format.rawValue)"
        if let delimiter { out += ", fields divided by \(delimiter)" }
        if let encoding { out += ", read as \(encoding)" }
        out += "\n"
        if !columns.isEmpty {
            let width = columns.map(\.header.count).max() ?? 0
            out += "columns:\n"
            for column in columns {
                let target = column.field.map { $0.rawValue + (column.byValues ? " (told by its values)" : "") } ?? "(ignored)"
                out += "  \(column.header)\(String(repeating: " ", count: width - column.header.count)) -> \(target)\n"
            }
        }
        for problem in problems.prefix(limit) {
            out +=
                "line \(problem.line): " + (problem.field.map { "\($0): " } ?? "")
                + DirectoriesError.sentences(problem.message, problem.remedy) + "\n"
        }
        if problems.count > limit { out += "... and \(problems.count - limit) more problems (see --json)\n" }
        for duplicate in duplicates.prefix(limit) {
            let other = duplicate.firstLine.map { "the same site as line \($0)" } ?? "on the register already as \(duplicate.slug ?? "")"
            out += "line \(duplicate.line): duplicate: \(duplicate.url) is \(other)\n"
        }
        if duplicates.count > limit { out += "... and \(duplicates.count - limit) more duplicates (see --json)\n" }
        return out + summary + "\n"
    }

    /// One line with the counts.
    package var summary: String {
        if rows == 0 { return "no row in the file: nothing to add" }
        let verb = isRefused ? "nothing added (--strict)" : isDryRun ? "\(added) would be added (dry run)" : "\(added) added"
        return
            "\(rows) row\(rows == 1 ? "" : "s"): \(verb), \(duplicates.count) duplicate\(duplicates.count == 1 ? "" : "s"), \(badRows) bad"
    }

    /// The whole report as JSON.
    package func json() -> String {
        func optional(_ text: String?) -> FieldValue { text.map { .text($0) } ?? .null }
        func number(_ value: Int) -> FieldValue { .number(String(value)) }
        let value = FieldValue.map([
            .init("file", .text(file)), .init("format", .text(format.rawValue)), .init("delimiter", optional(delimiter)),
            .init("encoding", .text(encoding ?? "UTF-8")), .init("dry_run", .bool(isDryRun)), .init("strict", .bool(isStrict)),
            .init("rows", number(rows)), .init("added", number(isRefused ? 0 : added)), .init("bad", number(badRows)),
            .init(
                "columns",
                .list(
                    columns.map {
                        .map([
                            .init("header", .text($0.header)), .init("field", optional($0.field?.rawValue)),
                            .init("by_values", .bool($0.byValues)),
                        ])
                    })),
            .init(
                "problems",
                .list(
                    problems.map {
                        .map([
                            .init("line", number($0.line)), .init("field", optional($0.field)), .init("message", .text($0.message)),
                            .init("remedy", .text($0.remedy)),
                        ])
                    })),
            .init(
                "duplicates",
                .list(
                    duplicates.map {
                        .map([
                            .init("line", number($0.line)), .init("url", .text($0.url)),
                            .init("first_line", $0.firstLine.map(number) ?? .null), .init("slug", optional($0.slug)),
                        ])
                    })),
        ])
        return value.json + "\n"
    }
}

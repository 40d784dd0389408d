package import Model
import Settings

/// A directory as the command line shows it to machines: every field, times in RFC 3339, checks as they stand in files.
package enum DirectoryDocument {
    /// One directory as a JSON object on one line.
    package static func json(_ directory: Directory) -> String { value(directory).json }

    /// A page of a list as `{"items":[…],"next":…,"total":…}`.
    package static func json(_ page: DirectoryPage, total: Int) -> String {
        FieldValue.map([
            .init("items", .list(page.items.map(value))), .init("next", page.next.map { .text($0) } ?? .null),
            .init("total", .number(String(total))),
        ]).json
    }

    private static func value(_ directory: Directory) -> FieldValue {
        .map([
            .init("id", .number(String(directory.id.rawValue))), .init("slug", .text(directory.slug)), .init("name", .text(directory.name)),
            .init("url", .text(directory.url)), .init("category", .text(directory.category)),
            .init("importance", .text(directory.importance.rawValue)), .init("region", .text(directory.region)),
            .init("tags", .list(directory.tags.map { .text($0) })), .init("notes", .text(directory.notes)),
            .init("owner", .text(directory.owner)), .init("paused", .bool(directory.paused)),
            .init("checks", directory.checks.map { CheckFields.value($0) } ?? .null),
            .init("created_at", .text(directory.createdAt.description)), .init("updated_at", .text(directory.updatedAt.description)),
        ])
    }

    /// What a directory's own checks say, one line each: `http every 30s, within 5s: status == 200`.
    package static func lines(_ checks: [CheckSettings]) -> [String] {
        checks.map { check in
            var line = check.kind.rawValue
            if let interval = check.intervalMilliseconds { line += " every \(DurationText.text(.milliseconds(interval)))" }
            if let timeout = check.timeoutMilliseconds { line += " within \(DurationText.text(.milliseconds(timeout)))" }
            return check.conditions.isEmpty ? line : line + ": " + check.conditions.joined(separator: "; ")
        }
    }
}

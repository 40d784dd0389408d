import Settings

#if canImport(Glibc)
    import Glibc
#endif

/// `folder: inbox`: each file that is put there is the input of a run; with `pattern` and `settle`.
package struct FolderTrigger: Trigger {
    package static let kind = "folder"
    package static let keys = ["folder", "pattern", "settle"]

    /// As the document says it: relative to where that lies.
    package let folder: String
    /// `*.csv`; nil for every file.
    package let pattern: String?
    /// How long a file must not change before it counts as whole.
    package let settle: Duration

    package static func read(_ group: DocumentGroup, _ reader: inout DocumentReader) -> FolderTrigger? {
        let before = reader.problems.count
        let folder = group.value("folder", .string("a path"), &reader)
        let pattern = group.value("pattern", .string("a pattern such as *.csv"), &reader)
        let settle = group.value("settle", .duration(in: .milliseconds(50) ... .seconds(3600)), &reader) ?? .seconds(1)
        if let pattern, pattern.contains("/"), let node = group.node("pattern") {
            reader.add(
                .impossibleValue, node, group.path("pattern"), "\(group.path("pattern")) is \(node.found)",
                allowed: "a pattern of names, without a slash", remedy: "write the folder to folder")
        }
        guard reader.problems.count == before, let folder else { return nil }
        return FolderTrigger(folder: folder, pattern: pattern, settle: settle)
    }

    package var summary: String { "folder \(folder)" }

    /// Whether a file of that name is meant: hidden ones, and those that programs call so while they write them, are not.
    func takes(_ name: String) -> Bool {
        guard !name.hasPrefix("."), !Self.unfinished.contains(where: { name.hasSuffix($0) }) else { return false }
        return pattern.map { fnmatch($0, name, FNM_PERIOD) == 0 } ?? true
    }

    private static let unfinished = ["~", ".part", ".partial", ".filepart", ".tmp", ".crdownload", ".swp"]
}

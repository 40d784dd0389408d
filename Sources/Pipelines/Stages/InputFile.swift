import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A file that a run reads, as it was when the run began.
struct InputFile: Codable, Sendable, Hashable {
    var path: String
    var size: Int64
    /// Nanoseconds since 1970.
    var modified: Int64
    var inode: UInt64

    /// Looks at a file.
    /// - Throws: ``PipelineError`` `input` where it cannot be read or is no file.
    init(path: String) throws {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw Self.unreadable(path, errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw PipelineError(.input, "\(path) is no file.", remedy: "Name a file; a pattern such as in/*.csv names several.")
        }
        self.path = path
        size = Int64(facts.st_size)
        modified = Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec)
        inode = UInt64(facts.st_ino)
    }

    static func unreadable(_ path: String, _ number: Int32) -> PipelineError {
        PipelineError(
            .input, "\(path) cannot be read: \(String(cString: strerror(number))).", remedy: "Check the path and its permissions.")
    }

    /// The files that a path names, by name: itself, or those that match where its last part has `*` or `?`.
    static func matching(_ path: String) throws -> [InputFile] {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard name.contains("*") || name.contains("?") else { return [try InputFile(path: path)] }
        let folder = String(path.dropLast(name.count))
        let entries: [String]
        do { entries = try FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder) } catch {
            throw unreadable(folder, ENOENT)
        }
        let names = entries.filter { fnmatch(name, $0, FNM_PERIOD) == 0 }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard !names.isEmpty else {
            throw PipelineError(.input, "No file matches \(path).", remedy: "Check the pattern and the folder.")
        }
        return try names.map { try InputFile(path: folder + $0) }
    }

    /// Opens it for reading.
    /// - Throws: ``PipelineError`` `changed` where it is not the file that it was.
    func open() throws -> Int32 {
        guard try InputFile(path: path) == self else {
            throw PipelineError(
                .changed, "\(path) was changed since the run began to read it.",
                remedy: "Cancel this run and start another one; its outputs are not put in place.")
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path, errno) }
        return descriptor
    }
}

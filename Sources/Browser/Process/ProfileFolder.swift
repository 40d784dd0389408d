import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A folder that one Chromium keeps everything in while it runs, and that goes with it. Its lock is held for as long as this process lives: a
/// folder whose lock is free was left behind by a process that was killed, and is removed by the next that needs one.
struct ProfileFolder: Sendable {
    let path: String
    private let lock: Int32

    private static let prefix = "rollcall-browser-"
    /// A folder this young may be about to be locked.
    private static let youth = 60.0

    var logPath: String { path + "/chromium.log" }

    /// Makes a folder that nobody else can look into.
    /// - Throws: ``BrowserError`` `start`.
    static func make(in folder: String = NSTemporaryDirectory()) throws(BrowserError) -> ProfileFolder {
        let base = folder.hasSuffix("/") ? folder : folder + "/"
        sweep(base)
        var template = Array((base + prefix + "XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw problem(folder) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let lock = open(path + "/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let problem = problem(folder)
            if lock >= 0 { close(lock) }
            try? FileManager.default.removeItem(atPath: path)
            throw problem
        }
        return ProfileFolder(path: path, lock: lock)
    }

    private static func problem(_ folder: String) -> BrowserError {
        BrowserError(
            .start, "No folder for Chromium can be made in \(folder): \(String(cString: strerror(errno)))",
            remedy: "Make room there, or set TMPDIR to a folder that can be written")
    }

    /// Removes the folder with all that is in it.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
        close(lock)
    }

    /// Removes what processes that were killed left behind.
    private static func sweep(_ base: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? [] where name.hasPrefix(prefix) {
            var status = stat()
            guard lstat(base + name, &status) == 0, status.st_uid == geteuid(), status.st_mode & S_IFMT == S_IFDIR,
                Date().timeIntervalSince1970 - Double(status.st_mtim.tv_sec) > youth
            else { continue }
            let lock = open(base + name + "/lock", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
            guard lock >= 0 else { continue }
            if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: base + name) }
            close(lock)
        }
    }

    /// What Chromium last said, in one line; empty where it said nothing.
    func lastWords() -> String {
        guard let data = FileManager.default.contents(atPath: logPath) else { return "" }
        let lines = String(decoding: data.suffix(4096), as: UTF8.self).split(separator: "\n")
        return String((lines.last { $0.contains("FATAL") || $0.contains("ERROR") } ?? lines.last ?? "").suffix(300))
    }
}

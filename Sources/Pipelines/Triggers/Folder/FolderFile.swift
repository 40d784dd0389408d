import Crypto
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// What is done with files of a watched folder. Everything here waits for the disk: call it from ``Blocking``.
enum FolderFile {
    /// Why a file could not be read.
    enum Trouble: Error {
        /// It is gone, or not what it was.
        case changed
        case unreadable(String)
    }

    /// What a path is, links not followed; nil where there is nothing.
    static func look(_ path: String) -> (facts: InboxWatch.Facts, mode: mode_t)? {
        var found = stat()
        guard lstat(path, &found) == 0 else { return nil }
        return (facts(found), found.st_mode & S_IFMT)
    }

    private static func facts(_ found: stat) -> InboxWatch.Facts {
        InboxWatch.Facts(
            size: Int64(found.st_size), modified: Int64(found.st_mtim.tv_sec) * 1_000_000_000 + Int64(found.st_mtim.tv_nsec),
            inode: UInt64(found.st_ino))
    }

    static func names(_ folder: String) -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }

    /// SHA-256 of a file's content, in hexadecimal digits.
    static func hash(_ path: String, as expected: InboxWatch.Facts) -> Result<String, Trouble> {
        if let (_, mode) = look(path), mode != S_IFREG { return .failure(.unreadable("It is no file, but a link or a device.")) }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            return .failure(errno == ENOENT ? .changed : .unreadable("It cannot be read: \(String(cString: strerror(errno)))."))
        }
        defer { Glibc.close(descriptor) }
        func isExpected() -> Bool {
            var found = stat()
            return fstat(descriptor, &found) == 0 && facts(found) == expected
        }
        guard isExpected() else { return .failure(.changed) }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                return .failure(.unreadable("It cannot be read: \(String(cString: strerror(errno)))."))
            }
            buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        guard isExpected() else { return .failure(.changed) }
        let digits = Array("0123456789abcdef".utf8)
        return .success(String(decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self))
    }

    /// Moves a file into a folder that is made where it does not exist, and makes that durable.
    static func move(_ name: String, from folder: String, to target: String, as newName: String) throws {
        try make(target)
        guard rename("\(folder)/\(name)", "\(target)/\(newName)") == 0 else { throw failure("\(folder)/\(name)", "moved to \(target)") }
        sync(target)
        sync(folder)
    }

    /// A name that is not taken in a folder: the same, or with the run's number before its extension.
    static func free(_ name: String, in folder: String, run: RunID?) -> String {
        if look("\(folder)/\(name)") == nil { return name }
        let dot = name.lastIndex(of: ".").flatMap { $0 > name.startIndex ? $0 : nil } ?? name.endIndex
        let (stem, ending) = (name[..<dot], name[dot...])
        let mark = run.map { "-\($0)" } ?? ""
        if !mark.isEmpty, look("\(folder)/\(stem)\(mark)\(ending)") == nil { return "\(stem)\(mark)\(ending)" }
        var number = 2
        while look("\(folder)/\(stem)\(mark)-\(number)\(ending)") != nil { number += 1 }
        return "\(stem)\(mark)-\(number)\(ending)"
    }

    /// Moves a file to `rejected/` of a watched folder, the reason in a file beside it.
    static func reject(_ name: String, of inbox: String, from folder: String, reason: String, run: RunID? = nil) throws {
        let rejected = "\(inbox)/rejected"
        let target = free(name, in: rejected, run: run)
        // The reason first: a file without one would be a riddle.
        try write(reason + "\n", to: "\(rejected)/\(target).reason.txt")
        do { try move(name, from: folder, to: rejected, as: target) } catch {
            unlink("\(rejected)/\(target).reason.txt")
            throw error
        }
    }

    /// Writes a small file at once or not at all.
    static func write(_ text: String, to path: String) throws {
        let url = URL(filePath: path)
        try make(url.deletingLastPathComponent().path)
        do { try Data(text.utf8).write(to: url, options: .atomic) } catch {
            throw PipelineError(
                .output, "\(path) cannot be written: \(error.localizedDescription).", remedy: "Check the folder's permissions and its disk."
            )
        }
    }

    private static func make(_ folder: String) throws {
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw PipelineError(
                .output, "The folder \(folder) cannot be made: \(error.localizedDescription).",
                remedy: "Check the permissions of the watched folder and its disk.")
        }
    }

    private static func sync(_ folder: String) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        Glibc.close(descriptor)
    }

    private static func failure(_ path: String, _ what: String) -> PipelineError {
        PipelineError(
            .output, "\(path) cannot be \(what): \(String(cString: strerror(errno))).",
            remedy: "Check the permissions of the watched folder and its disk.")
    }
}

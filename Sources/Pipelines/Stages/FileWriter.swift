import Directories
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Writes records to a file. A checkpoint is the file's length: opened at one, the file is cut to that, so that what a dead worker wrote
/// after it is written once more and stands there once.
///
/// Until the run has ended the records are in a file beside it, `.leads.csv.run-12`; only one process at a time may have that open. A file
/// that is appended to is written where it is.
final class FileWriter: OutputWriter {
    struct Target: Sendable {
        var path: String
        var appends: Bool
        var run: RunID

        /// What is written to.
        var working: String {
            if appends { return path }
            let url = URL(filePath: path)
            return url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).run-\(run)").path
        }
    }

    private struct State: Codable {
        /// Bytes of the file that count.
        var length: Int64
        /// Columns of CSV, once the header is written.
        var columns: [String]?
        /// Whether there is no record in it; nil in what older versions wrote.
        var isEmpty: Bool?
    }

    private let target: Target
    private let format: WriteStage.Format
    private let descriptor: Int32
    private var columns: [String]?
    private var hasHeader: Bool
    private var isEmpty: Bool
    /// Of what is in the file.
    private var length: Int64
    private var buffer: [UInt8] = []
    private static let piece = 256 * 1024

    private init(_ target: Target, _ format: WriteStage.Format, _ descriptor: Int32, _ state: State, columns: [String]?, hasHeader: Bool) {
        self.target = target
        self.format = format
        self.descriptor = descriptor
        self.columns = state.columns ?? columns
        self.hasHeader = hasHeader
        isEmpty = state.isEmpty ?? (state.length == 0)
        length = state.length
    }

    deinit { Glibc.close(descriptor) }

    // MARK: Opening

    static func open(_ target: Target, format: WriteStage.Format, columns: [String]?, at text: String?) async throws -> FileWriter {
        let known = try text.map { try JSONDecoder().decode(State.self, from: Data($0.utf8)) }
        let (descriptor, state, isEmpty) = try await Blocking.run { () throws -> (Int32, State, Bool) in
            let path = target.working
            try? FileManager.default.createDirectory(
                at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw failure(target, errno) }
            do {
                // A worker that was taken for dead may still have it: two must not write.
                guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                    throw PipelineError(
                        .busy, "Another process has \(path) in its hands.", remedy: "It is tried again when that one has let go.")
                }
                let size = Int64(lseek(descriptor, 0, SEEK_END))
                var state = known ?? State(length: target.appends ? size : 0, columns: nil)
                guard size >= state.length else {
                    throw PipelineError(
                        .changed, "\(path) has \(size) bytes, fewer than the \(state.length) that were written to it.",
                        remedy: "Cancel this run and start another one.")
                }
                if known == nil, target.appends, size > 0, format == .csv, state.columns == nil {
                    state.columns = try header(of: descriptor, target)
                }
                guard ftruncate(descriptor, off_t(state.length)) == 0, lseek(descriptor, off_t(state.length), SEEK_SET) >= 0 else {
                    throw failure(target, errno)
                }
                return (descriptor, state, state.length == 0)
            } catch {
                Glibc.close(descriptor)
                throw error
            }
        }
        return FileWriter(target, format, descriptor, state, columns: columns, hasHeader: !isEmpty)
    }

    private static func failure(_ target: Target, _ number: Int32) -> PipelineError {
        let message = "\(target.path) cannot be written: \(String(cString: strerror(number)))."
        return switch number {
        case ENOSPC, EDQUOT: PipelineError(.disk, message, remedy: "Make room on the disk.")
        case EROFS: PipelineError(.disk, message, remedy: "Mount the disk so that it can be written, or name another folder.")
        default: PipelineError(.output, message, remedy: "Check the folder and its permissions.")
        }
    }

    /// The header of a CSV file that is there already.
    private static func header(of descriptor: Int32, _ target: Target) throws -> [String] {
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { throw failure(target, errno) }
        var reader = CSVReader(Array(bytes.prefix(count)), delimiter: UInt8(ascii: ","))
        guard let row = reader.next(), row.problem == nil, !row.isBlank else {
            throw PipelineError(
                .changed, "\(target.path) has no header to append to.", remedy: "Name another file, or leave append out.")
        }
        return row.fields
    }

    // MARK: Writing

    func add(_ record: Record) throws(RecordFault) {
        defer { if !buffer.isEmpty { isEmpty = false } }
        switch format {
        case .jsonl:
            record.writeJSON(to: &buffer)
            buffer.append(0x0A)
        case .csv:
            let columns = columns ?? record.fields.map(\.name)
            self.columns = columns
            if let stranger = record.fields.first(where: { field in field.value != .null && !columns.contains(field.name) }) {
                throw RecordFault("the file has no column \(stranger.name); name all of them in columns")
            }
            if !hasHeader {
                CSVText.append(columns, to: &buffer)
                hasHeader = true
            }
            CSVText.append(columns.map { record[$0]?.shownText ?? "" }, to: &buffer)
        }
    }

    func send() async throws { if buffer.count >= Self.piece { try await write() } }

    private func write() async throws {
        guard !buffer.isEmpty else { return }
        let (bytes, descriptor, target) = (buffer, descriptor, target)
        buffer.removeAll(keepingCapacity: true)
        try await Blocking.run {
            FailPoints.pass("output")
            var written = 0
            while written < bytes.count {
                let count = bytes.withUnsafeBytes { space -> Int in
                    guard let base = space.baseAddress else { return 0 }
                    return Glibc.write(descriptor, base + written, space.count - written)
                }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw Self.failure(target, errno)
                }
                written += count
            }
        }
        length += Int64(bytes.count)
    }

    func checkpoint(isEnd: Bool) async throws -> String {
        if isEnd, format == .csv, !hasHeader, let columns {
            // No record came: a table without rows still says what its columns are.
            CSVText.append(columns, to: &buffer)
            hasHeader = true
        }
        try await write()
        let (descriptor, target) = (descriptor, target)
        try await Blocking.run { if fdatasync(descriptor) != 0 { throw Self.failure(target, errno) } }
        let state = State(length: length, columns: hasHeader ? columns : nil, isEmpty: isEmpty)
        return String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    }

    func close() async {}

    // MARK: Ending

    /// Puts the file in place; one without a record only where that is wanted.
    static func finish(_ target: Target, state text: String, writesEmpty: Bool = true) async throws {
        guard !target.appends else { return }
        let state = try JSONDecoder().decode(State.self, from: Data(text.utf8))
        if !writesEmpty, state.isEmpty == true { return await discard(target) }
        try await Blocking.run {
            let working = target.working
            var facts = stat()
            if stat(working, &facts) != 0 {
                // Put in place by a worker that died before it could say so.
                guard stat(target.path, &facts) == 0, Int64(facts.st_size) == state.length else {
                    throw PipelineError(
                        .changed, "What was written for \(target.path) is gone.", remedy: "Cancel this run and start another one.")
                }
                return
            }
            // A worker that died may have written beyond what counts.
            guard truncate(working, off_t(state.length)) == 0 else { throw failure(target, errno) }
            FailPoints.pass("before-rename")
            guard rename(working, target.path) == 0 else { throw failure(target, errno) }
            FailPoints.pass("after-rename")
            let folder = Glibc.open(URL(filePath: target.path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            if folder >= 0 {
                fsync(folder)
                Glibc.close(folder)
            }
        }
    }

    static func discard(_ target: Target) async {
        guard !target.appends else { return }
        _ = try? await Blocking.run { unlink(target.working) }
    }
}

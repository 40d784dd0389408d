import DequeModule
import Directories
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Reads the records of files piece by piece: so much memory as a few pieces take, whatever the file.
final class FileReader: SourceReader {
    /// Where the next record begins.
    struct Place: Codable, Sendable {
        var files: [InputFile]
        /// The file that is read.
        var file = 0
        var offset: Int64 = 0
        /// Lines of this file before the offset.
        var line = 0
        /// Records and faults before it, in all files.
        var number: Int64 = 0
        /// Of this file, once known.
        var header: [String]?
        var delimiter: UInt8?
    }

    /// Something read, and where it ends.
    private struct Item {
        var record: Record?
        var fault: String?
        var line: Int
        var end: Int64
        var endLine: Int
    }

    private let stage: ReadStage
    private var place: Place
    private var descriptor: Int32 = -1
    /// Read but not parsed, from `bufferStart` of the file on.
    private var buffer: [UInt8] = []
    private var bufferStart: Int64 = 0
    private var bufferLine = 0
    private var isAtEnd = false
    private var items: Deque<Item> = []

    private static let piece = 256 * 1024
    /// A record that is longer is a fault.
    static let longest = 4 << 20

    init(_ stage: ReadStage, _ place: Place) {
        self.stage = stage
        self.place = place
    }

    deinit { close() }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    var total: Int64? { place.files.reduce(0) { $0 + $1.size } }
    var done: Int64 { place.files.prefix(place.file).reduce(0) { $0 + $1.size } + place.offset }

    func position() throws -> String { String(decoding: try JSONEncoder().encode(place), as: UTF8.self) }

    func next(_ limit: Int) async throws -> SourceBatch? {
        var batch = SourceBatch()
        while batch.count < limit {
            if let item = items.popFirst() {
                place.number += 1
                place.offset = item.end
                place.line = item.endLine
                if var record = item.record {
                    record.number = place.number
                    record.line = item.line
                    batch.records.append(record)
                } else if let fault = item.fault {
                    batch.faults.append(SourceFault(number: place.number, line: item.line, message: fault))
                }
                continue
            }
            // What there is goes out before more is waited for.
            if batch.count > 0 { return batch }
            guard try await fill() else { return nil }
        }
        return batch
    }

    /// Parses the next piece.
    /// - Returns: whether there may be more.
    private func fill() async throws -> Bool {
        guard place.file < place.files.count else { return false }
        let file = place.files[place.file]
        if descriptor < 0 {
            descriptor = try await Blocking.run { try file.open() }
            (buffer, bufferStart, bufferLine, isAtEnd) = ([], place.offset, place.line, false)
        }
        if isAtEnd, buffer.isEmpty {
            close()
            place.file += 1
            (place.offset, place.line, place.header, place.delimiter) = (0, 0, nil, nil)
            return place.file < place.files.count
        }
        if !isAtEnd {
            let (descriptor, from) = (descriptor, bufferStart + Int64(buffer.count))
            let read = try await Blocking.run { () -> [UInt8] in
                var failure: Int32 = 0
                let bytes = [UInt8](unsafeUninitializedCapacity: Self.piece) { space, count in
                    let read = pread(descriptor, space.baseAddress, Self.piece, off_t(from))
                    failure = read < 0 ? errno : 0
                    count = max(0, read)
                }
                if failure != 0 { throw InputFile.unreadable(file.path, failure) }
                return bytes
            }
            // A file that grew since is read as far as it was there.
            let room = max(0, Int(file.size - from))
            buffer += read.prefix(room)
            isAtEnd = read.count >= room || read.isEmpty
            if from == 0, buffer.starts(with: [0xEF, 0xBB, 0xBF]) {
                buffer.removeFirst(3)
                bufferStart += 3
            }
        }
        let used =
            switch try stage.format(of: file) {
            case .csv: parseCSV()
            case .jsonl: parseLines()
            }
        buffer.removeFirst(used)
        bufferStart += Int64(used)
        if isAtEnd { buffer = [] }
        return true
    }

    /// Parses the whole rows of the buffer.
    /// - Returns: how many bytes they take.
    private func parseCSV() -> Int {
        let delimiter = place.delimiter ?? stage.delimiter ?? CSVReader.guessDelimiter(buffer)
        place.delimiter = delimiter
        var header = place.header ?? stage.columns
        var reader = CSVReader(buffer, delimiter: delimiter, isStart: bufferStart <= 3)
        var (used, line) = (reader.offset, bufferLine + (reader.offset > 0 ? 1 : 0))
        while let row = reader.next() {
            // A row at the end of the piece may go on in the next one; so may a quotation.
            if !isAtEnd, reader.offset >= buffer.count || row.problem != nil, buffer.count - used < Self.longest { break }
            let begins = line + 1
            line += lines(from: used, to: reader.offset)
            used = reader.offset
            let (end, problem) = (bufferStart + Int64(used), row.problem)
            if row.isBlank { continue }
            if let problem {
                items.append(Item(fault: problem, line: begins, end: end, endLine: line))
            } else if let header {
                guard row.fields.count <= header.count else {
                    items.append(
                        Item(
                            fault: "the row has \(row.fields.count) fields and the header \(header.count)", line: begins, end: end,
                            endLine: line))
                    continue
                }
                var fields: [FieldValue.Member] = []
                fields.reserveCapacity(header.count)
                for (index, name) in header.enumerated() {
                    let text = index < row.fields.count ? row.fields[index] : ""
                    fields.append(FieldValue.Member(name, text.isEmpty ? .null : .text(text)))
                }
                items.append(Item(record: Record(fields), line: begins, end: end, endLine: line))
            } else {
                header = Self.names(row.fields)
            }
        }
        bufferLine = line
        place.header = header
        return used
    }

    /// Names of columns: those without one, or with one that is there already, get a number.
    private static func names(_ fields: [String]) -> [String] {
        var seen: Set<String> = []
        return fields.enumerated().map { index, text in
            var name = text.trimmingCharacters(in: .whitespaces)
            if name.isEmpty { name = "column \(index + 1)" }
            if seen.contains(name) { name += " \(index + 1)" }
            seen.insert(name)
            return name
        }
    }

    private func lines(from: Int, to: Int) -> Int {
        var count = 0
        for index in from..<to
        where buffer[index] == 0x0A || buffer[index] == 0x0D && (index + 1 >= buffer.count || buffer[index + 1] != 0x0A) {
            count += 1
        }
        return count
    }

    private func parseLines() -> Int {
        var used = 0
        while used < buffer.count {
            let newline = buffer[used...].firstIndex(of: 0x0A)
            if newline == nil, !isAtEnd, buffer.count - used < Self.longest { break }
            let end = newline ?? buffer.count
            let line = buffer[used..<end]
            used = min(end + 1, buffer.count)
            bufferLine += 1
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            var item = Item(line: bufferLine, end: bufferStart + Int64(used), endLine: bufferLine)
            if line.count >= Self.longest {
                item.fault = "the line is longer than \(Self.longest >> 20) MiB"
            } else {
                do throws(JSONText.Failure) {
                    if case .map(let members) = try JSONText.parse(line) {
                        item.record = Record(members)
                    } else {
                        item.fault = "the line is no JSON object"
                    }
                } catch { item.fault = "the line is not JSON: \(error.message) at byte \(error.offset + 1)" }
            }
            items.append(item)
        }
        return used
    }
}

import Directories
import Foundation
import Listings

#if canImport(Glibc)
    import Glibc
#endif

/// A table of the user's: CSV with a header, read whole.
struct TableFile {
    /// A longer file is refused: it would not fit into memory beside the run.
    static let mostBytes: Int64 = 128 << 20

    let path: String
    let header: [String]
    /// Rows as long as the header, with the lines on which they begin.
    let rows: [(line: Int, cells: [String])]

    /// - Throws: ``PipelineError`` `input` with file and line.
    static func read(_ path: String) async throws -> TableFile {
        try await Blocking.run { try TableFile(path) }
    }

    private init(_ path: String) throws {
        let file = try InputFile(path: path)
        guard file.size <= Self.mostBytes else {
            throw PipelineError(
                .input, "The table \(path) has \(file.size >> 20) MiB.",
                remedy: "Leave out rows and columns that are not needed: tables have at most \(Self.mostBytes >> 20) MiB.")
        }
        let bytes: [UInt8]
        do { bytes = [UInt8](try Data(contentsOf: URL(filePath: path))) } catch { throw InputFile.unreadable(path, EIO) }
        try self.init(path, bytes)
    }

    init(_ path: String, _ bytes: [UInt8]) throws {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        var reader = CSVReader(text, delimiter: CSVReader.guessDelimiter(text))
        var header: [String]?
        var rows: [(line: Int, cells: [String])] = []
        while let row = reader.next() {
            if let problem = row.problem { throw Self.mistake(path, row.line, problem, "Mend the row.") }
            if row.isBlank { continue }
            let cells = row.fields.map(RecordFunction.spaced)
            guard let names = header else {
                header = cells
                continue
            }
            guard cells.count <= names.count else {
                throw Self.mistake(
                    path, row.line, "the row has \(cells.count) fields and the header \(names.count)",
                    "Put fields with commas into quotation marks.")
            }
            rows.append((row.line, cells + Array(repeating: "", count: names.count - cells.count)))
        }
        guard let header else { throw Self.mistake(path, 1, "the table is empty", "Write a header and a row for each entry.") }
        (self.path, self.header, self.rows) = (path, header, rows)
    }

    /// The column of one of these names, whatever their case and signs.
    func column(_ names: [String]) -> Int? {
        header.firstIndex { head in names.contains(FoldedText.of(head).replacing(" ", with: "")) }
    }

    static func mistake(_ path: String, _ line: Int, _ message: String, _ remedy: String) -> PipelineError {
        PipelineError(.input, "\(path):\(line): \(message).", remedy: remedy)
    }
}

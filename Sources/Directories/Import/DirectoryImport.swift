import Database
package import Model

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Brings a file of directories onto the register.
package struct DirectoryImport: Sendable {
    /// How a file is read and what is done with it; what is nil is guessed.
    package struct Options: Sendable, Hashable {
        package var format: ImportFormat?
        /// Only report what would be done.
        package var isDryRun = false
        /// Add nothing when any row is bad.
        package var isStrict = false
        /// Fields for headers, keys or numbers of columns (`"3"`), before any is guessed.
        package var columns: [String: DirectoryField] = [:]
        /// Whether a CSV file's first row names its columns.
        package var hasHeader: Bool?
        /// Of a CSV file.
        package var delimiter: UInt8?

        package init() {}
    }

    private let store: DirectoryStore
    private let options: Options
    private let problem: @Sendable (CheckSettings) -> DirectoriesError?
    /// Rows in one transaction: few enough that other processes can write in between.
    private static let batchSize = 2000

    /// - Parameter problem: what is wrong with a check's settings, told by the floor that knows checks; nil when nothing is.
    package init(
        into store: DirectoryStore, options: Options = Options(),
        problem: @escaping @Sendable (CheckSettings) -> DirectoriesError? = { _ in nil }
    ) {
        self.store = store
        self.options = options
        self.problem = problem
    }

    /// Reads a file and imports it.
    /// - Throws: ``DirectoriesError`` when it cannot be read or has no rows that could be understood; `DatabaseError` when it cannot be stored,
    ///   which tells how much of it is on the register all the same.
    package func run(file: String, progress: (Int) -> Void = { _ in }) async throws -> ImportReport {
        let bytes: [UInt8]
        do { bytes = try [UInt8](Data(contentsOf: URL(filePath: file))) } catch {
            let exists = FileManager.default.fileExists(atPath: file)
            throw DirectoriesError(
                .unreadableFile, exists ? "the file \(file) cannot be read" : "there is no file \(file)",
                remedy: exists ? "Check its permissions" : "Check the path")
        }
        return try await run(name: file, bytes: bytes, progress: progress)
    }

    /// Imports bytes at hand; the name is for the report and for guessing the format. `progress` is told how many rows were read.
    package func run(name: String, bytes raw: [UInt8], progress: (Int) -> Void = { _ in }) async throws -> ImportReport {
        let format = options.format ?? ImportFormat.guess(file: name, bytes: raw)
        let text = ImportText(raw)
        var report = ImportReport(
            file: name, format: format, encoding: text.encoding, isDryRun: options.isDryRun, isStrict: options.isStrict)
        let delimiter = options.delimiter ?? CSVReader.guessDelimiter(text.bytes)
        if format == .csv {
            report.delimiter =
                switch delimiter {
                case 0x09: "tab"
                default: "\"\(Character(Unicode.Scalar(delimiter)))\""
                }
        }
        func open() -> any ImportRows {
            switch format {
            case .csv: CSVRows(text.bytes, delimiter: delimiter, given: options.columns, hasHeader: options.hasHeader)
            case .jsonl: JSONLinesRows(text.bytes, given: options.columns)
            case .yaml: YAMLRows(text.bytes, given: options.columns)
            }
        }
        if format == .csv {
            report.columns = open().columns
            if !report.columns.isEmpty, !report.columns.contains(where: { $0.field == .url }) {
                throw DirectoriesError(
                    .unreadableFile, field: "url",
                    "no column of \(name) looks like a URL (found \(report.columns.prefix(12).map(\.header).joined(separator: ", ")))",
                    remedy: "Name it with --column, such as --column \"\(report.columns.first?.header ?? "site")=url\"")
            }
        }
        if options.isDryRun || options.isStrict {
            try await pass(open(), &report, writing: false, progress)
            if options.isDryRun || report.badRows > 0 {
                if report.isRefused { report.added = 0 }
                return report
            }
            report = ImportReport(
                file: name, format: format, delimiter: report.delimiter, encoding: text.encoding, columns: report.columns, isDryRun: false,
                isStrict: true)
        }
        try await pass(open(), &report, writing: true, progress)
        return report
    }

    /// A row that passed every check of its own.
    private struct Candidate {
        var line: Int
        var directory: RegistrableDirectory
    }

    private func pass(_ source: any ImportRows, _ report: inout ImportReport, writing: Bool, _ progress: (Int) -> Void) async throws {
        var source = source
        var batch: [Candidate] = []
        var firstLines: [SiteIdentity: Int] = [:]
        var slugs: [String: Int] = [:]
        while let row = source.next() {
            report.rows += 1
            if let problem = row.problem {
                report.badRows += 1
                report.problems.append(.init(line: row.line, field: nil, message: problem.message, remedy: problem.remedy))
                continue
            }
            var problems: [DirectoriesError] = []
            let draft = row.draft(&problems)
            problems += (draft.checks ?? []).compactMap(problem)
            guard let directory = RegistrableDirectory(draft, &problems), problems.isEmpty else {
                report.badRows += 1
                for problem in problems {
                    report.problems.append(.init(line: row.line, field: problem.field, message: problem.message, remedy: problem.remedy))
                }
                continue
            }
            if let first = firstLines[directory.identity] {
                report.duplicates.append(.init(line: row.line, url: directory.draft.url, firstLine: first))
                continue
            }
            firstLines[directory.identity] = row.line
            if let slug = directory.draft.slug, let first = slugs.updateValue(row.line, forKey: slug) {
                report.badRows += 1
                report.problems.append(
                    .init(line: row.line, field: "slug", message: "the slug \(slug) is that of line \(first)", remedy: "Choose another"))
                continue
            }
            batch.append(Candidate(line: row.line, directory: directory))
            // A strict import is one transaction: all or nothing.
            if batch.count >= Self.batchSize, !(writing && options.isStrict) {
                try await settle(&batch, &report, writing: writing)
                progress(report.rows)
            }
        }
        try await settle(&batch, &report, writing: writing)
        progress(report.rows)
        report.columns = source.columns
        // What the register refused is known only at the end of its batch.
        report.problems.sort { $0.line < $1.line }
        report.duplicates.sort { $0.line < $1.line }
    }

    private func settle(_ batch: inout [Candidate], _ report: inout ImportReport, writing: Bool) async throws {
        guard !batch.isEmpty else { return }
        let directories = batch.map(\.directory)
        let refusals: [DirectoriesError?]
        if writing {
            do {
                refusals = try await store.add(batch: directories, wholeUnlessDuplicate: options.isStrict).map { result in
                    if case .failure(let error) = result { error } else { nil }
                }
            } catch let error as DatabaseError where report.added > 0 {
                throw DatabaseError(
                    error.code,
                    "\(error.message) Of \(report.file), \(report.added) directories before line \(batch[0].line) are on the register.",
                    remedy: "\(error.remedy) Then import the file again: what is there is not doubled.")
            }
        } else {
            refusals = try await store.refusals(of: directories)
        }
        for (candidate, refusal) in zip(batch, refusals) {
            guard let refusal else {
                report.added += 1
                continue
            }
            if refusal.code == .duplicate {
                report.duplicates.append(.init(line: candidate.line, url: candidate.directory.draft.url, slug: refusal.other))
            } else {
                report.badRows += 1
                report.problems.append(
                    .init(line: candidate.line, field: refusal.field, message: refusal.message, remedy: refusal.remedy))
            }
        }
        if writing, report.isRefused { report.added = 0 }
        batch.removeAll(keepingCapacity: true)
    }
}

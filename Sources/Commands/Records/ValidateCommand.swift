import ArgumentParser
import Cleaning
import Directories
import Foundation
import Listings
import Matching

/// `rollcall validate`
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check the fields of records: telephones, e-mail, URLs, postal codes, states, licences.",
        discussion: """
            Reads CSV with a header, or JSON lines. What the columns hold is told by their headers; --column says it where they don't. Empty \
            fields are neither right nor wrong.

              rollcall validate members.csv --country US
              rollcall validate members.csv --licences licences.yaml --json
              rollcall validate members.csv --country US --normalise clean.csv
              rollcall validate members.csv --mx

            With --normalise the records are also written in normal form: telephones as E.164, states as codes, names in mixed case, text in \
            Unicode NFC; what is not valid stays as it was written. With --mx name servers are asked whether the domains of e-mail addresses take \
            mail; no mail server is spoken to, and a domain that could not be asked about is no problem.
            Exit status: 0 nothing is wrong, 1 something is, 2 it could not run.
            """)

    @Argument(help: "A CSV file or JSON lines; - for standard input.", completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The country of rows that don't name theirs: two letters of ISO 3166-1.", valueName: "code"))
    var country: String?

    @Option(help: ArgumentHelp("What a column holds, or nothing to skip it; may be given several times.", valueName: "header=kind"))
    var column: [String] = []

    @Option(help: ArgumentHelp("Formats of licence numbers; docs/cleaning.md has an example.", valueName: "file"), completion: .file())
    var licences: String?

    @Option(help: ArgumentHelp("Write the records in normal form: JSON lines by .jsonl, else CSV.", valueName: "file"), completion: .file())
    var normalise: String?

    @Flag(help: "Ask name servers whether the domains of e-mail addresses take mail.")
    var mx = false

    @Flag(help: "Write JSON.")
    var json = false

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let terminal = Terminal.current()
        let home = try country.map { code throws(CommandFailure) in
            guard let country = Country(rawValue: code) else {
                throw CommandFailure("'\(code)' is no country", remedy: "Give two letters of ISO 3166-1, such as US")
            }
            return country
        }
        let table: RecordTable
        var cleaner: RecordCleaner
        do {
            guard let read = try RecordFiles.read([file]).first else { return }
            table = read
            cleaner = RecordCleaner(try roles(table.headers), country: home)
            if let licences {
                cleaner.licences = try LicenceRules(yaml: String(decoding: try RecordFiles.bytes(licences), as: UTF8.self), name: licences)
            }
        } catch let error as MatchingError {
            throw CommandFailure(error.message, remedy: error.remedy)
        } catch let error as CleaningError {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        let mail = mx ? try await MailLookup.of(table, cleaner, CommandContext(global).configuration, terminal) : nil
        if let mail { cleaner.domainFault = { mail.fault(of: $0) } }
        let report = ValidationReport(table, cleaner, mail: mail)
        if let normalise {
            let text = NormalisedRecords(table, cleaner).text(asJSON: normalise.hasSuffix(".jsonl"))
            do { try Data(text).write(to: URL(fileURLWithPath: normalise), options: .atomic) } catch {
                throw CommandFailure(
                    "\(normalise) cannot be written: \(error.localizedDescription)", remedy: "Name another file with --normalise")
            }
        }
        if json { terminal.say(report.json) } else { for line in report.lines(on: terminal) { terminal.say(line) } }
        if report.problemCount > 0 || table.problemCount > 0 { throw ExitCode(1) }
    }

    private func roles(_ headers: [String]) throws(CleaningError) -> ColumnRoles {
        var roles = ColumnRoles(headers)
        for word in column {
            guard let sign = word.lastIndex(of: "=") else {
                throw CleaningError(
                    .notFound, "'\(word)' says nothing of a column", remedy: "Write header=kind, such as \"Office=telephone\"")
            }
            let name = String(word[word.index(after: sign)...])
            if name.isEmpty || name == "nothing" {
                try roles.assign(String(word[..<sign]), nil)
                continue
            }
            guard let kind = FieldKind(rawValue: name) else {
                throw CleaningError(
                    .notFound, "there is no kind '\(name)'",
                    remedy: "Use one of \(FieldKind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            try roles.assign(String(word[..<sign]), kind)
        }
        guard roles.roles.contains(where: { $0 != nil }) else {
            throw CleaningError(
                .nothingToCheck, "no column's header says what it holds",
                remedy: "Say it with --column, such as --column \"Office=telephone\"")
        }
        return roles
    }
}

import Assembly
import Cleaning
import Directories
import Listings
import Matching
import Pipelines
import Web

/// What name servers say of the domains of a table's e-mail addresses.
struct MailLookup: Sendable {
    /// Domains that are asked about at a time.
    private static let width = 32
    private static let shown = 20

    private let verdicts: [String: MailVerdict]

    /// Asks about every domain of the table once.
    /// - Throws: ``CommandFailure`` where the settings of look-ups cannot be used.
    static func of(
        _ table: RecordTable, _ cleaner: RecordCleaner, _ configuration: ProgramConfiguration, _ terminal: Terminal
    ) async throws -> MailLookup {
        let columns = cleaner.roles.roles.indices.filter { cleaner.roles.roles[$0] == .email }
        var domains: Set<String> = []
        for row in 0..<table.count {
            for column in columns {
                for address in RecordCleaner.several(table.value(row, column)) where EmailSyntax.fault(address) == nil {
                    if let domain = MailDomains.domain(of: address) { domains.insert(domain) }
                }
            }
        }
        let prober: Prober
        do { prober = try Prober(configuration: configuration.web) } catch {
            throw CommandFailure(error.message, remedy: error.remedy)
        }
        let mail = MailDomains(prober)
        var verdicts: [String: MailVerdict] = [:]
        await withTaskGroup(of: (String, MailVerdict).self) { group in
            var waiting = domains.sorted()[...]
            for domain in waiting.prefix(width) { group.addTask { (domain, await mail.verdict(on: domain)) } }
            waiting = waiting.dropFirst(width)
            while let (domain, verdict) = await group.next() {
                verdicts[domain] = verdict
                terminal.progress("\(verdicts.count) of \(domains.count) domains asked about")
                if let next = waiting.popFirst() { group.addTask { (next, await mail.verdict(on: next)) } }
            }
        }
        terminal.progress("")
        await prober.shutdown()
        return MailLookup(verdicts: verdicts)
    }

    /// What stands against the domain of an address; nil where nothing does, or nothing is known.
    func fault(of address: String) -> String? {
        guard let domain = MailDomains.domain(of: address), case .refuses(let reason)? = verdicts[domain] else { return nil }
        return reason
    }

    /// Those that could not be found out, by name.
    private var unknown: [(domain: String, reason: String)] {
        verdicts.sorted { $0.key < $1.key }.compactMap { domain, verdict in
            if case .unknown(let reason) = verdict { (domain, reason) } else { nil }
        }
    }

    private func count(_ name: String) -> Int { verdicts.values.count { $0.name == name } }

    /// For people.
    var lines: [String] {
        let unknown = unknown
        var lines = ["\(verdicts.count) domains: \(count("accepts")) take mail, \(count("refuses")) take none, \(unknown.count) unknown"]
        lines += unknown.prefix(Self.shown).map { "  unknown: \(Table.clean($0.domain)): \(Table.clean($0.reason))" }
        if unknown.count > Self.shown { lines.append("  and \(unknown.count - Self.shown) more") }
        return lines
    }

    /// For machines.
    var value: FieldValue {
        .map([
            .init("domains", .number(String(verdicts.count))), .init("accepts", .number(String(count("accepts")))),
            .init("refuses", .number(String(count("refuses")))),
            .init(
                "unknown", .list(unknown.map { .map([.init("domain", .text($0.domain)), .init("reason", .text($0.reason))]) })),
        ])
    }
}

import Cleaning
import Directories
package import Settings
package import Web

/// Asks the name system whether the domains of e-mail addresses take mail: MX records, or an address of the domain itself. No mail server is
/// spoken to.
///
/// ```yaml
/// - mx: email                        # an address whose domain takes no mail is an error of the record
/// - mx: {field: email, into: mail, reason: mail_reason}   # nothing is an error: mail says accepts, refuses or unknown
/// ```
package struct MXStage: ConcurrentStage {
    package static let kind = "mx"
    /// Questions to name servers, most of which are answered within a fifth of a second.
    package let concurrency = 16
    let field: RecordExpression
    let into: String?
    let reason: String?

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> MXStage? {
        guard let place = FieldPlace.read(node, at: path, others: ["into", "reason"], example: "email", &reader) else { return nil }
        return MXStage(field: place.field, into: place.names["into"], reason: place.names["reason"])
    }

    package func apply(_ record: Record, _ context: StageContext) async throws -> Record? {
        let domains = FieldTexts.of(try field.value(of: record)).flatMap(RecordCleaner.several).compactMap(MailDomains.domain)
        var record = record
        var verdicts: [MailVerdict] = []
        if !domains.isEmpty {
            let mail = try context.web(for: Self.kind).mail
            for domain in Set(domains).sorted() { verdicts.append(await mail.verdict(on: domain)) }
            // What is unknown because the run is ending is not what the record is.
            try Task.checkCancellation()
        }
        let verdict = Self.joined(verdicts)
        guard into != nil || reason != nil else {
            if case .refuses(let reason)? = verdict { throw RecordFault(reason) }
            return record
        }
        if let into { record[into] = verdict.map { .text($0.name) } ?? .null }
        if let reason { record[reason] = verdict?.reason.map { .text($0) } ?? .null }
        return record
    }

    /// Of several domains the first that takes no mail, else the first that is not known.
    static func joined(_ verdicts: [MailVerdict]) -> MailVerdict? {
        verdicts.first { if case .refuses = $0 { true } else { false } } ?? verdicts.first { if case .unknown = $0 { true } else { false } }
            ?? verdicts.first
    }
}

extension MailVerdict {
    /// The word of documents and reports.
    package var name: String {
        switch self {
        case .accepts: "accepts"
        case .refuses: "refuses"
        case .unknown: "unknown"
        }
    }

    /// Why it is so; nil where nothing stands against the domain.
    package var reason: String? {
        switch self {
        case .accepts: nil
        case .refuses(let reason), .unknown(let reason): reason
        }
    }
}

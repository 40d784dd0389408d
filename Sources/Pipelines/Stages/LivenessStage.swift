import Directories
package import Settings
import Web

/// Looks whether a record's website answers: one request for its page after its robots.txt, one at a time for each host.
///
/// ```yaml
/// - liveness: url                     # a website that is dead is an error of the record
/// - liveness: {field: url, into: website, reason: website_reason, status: website_status}
/// ```
package struct LivenessStage: ConcurrentStage {
    package static let kind = "liveness"
    /// Hosts that are slow or silent take most of the time: up to twenty seconds each.
    package let concurrency = 32
    let field: RecordExpression
    let into: String?
    let reason: String?
    let status: String?

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> LivenessStage? {
        guard let place = FieldPlace.read(node, at: path, others: ["into", "reason", "status"], example: "url", &reader) else { return nil }
        return LivenessStage(field: place.field, into: place.names["into"], reason: place.names["reason"], status: place.names["status"])
    }

    package func apply(_ record: Record, _ context: StageContext) async throws -> Record? {
        var record = record
        // The first one that is an address: a listing's others are profiles elsewhere.
        let text = FieldTexts.of(try field.value(of: record)).first { WebsiteLooks.address($0) != nil }
        var found: Liveness?
        if let text, let url = WebsiteLooks.address(text) {
            found = await (try context.web(for: Self.kind)).sites.look(at: url, isGuess: !text.contains("://"))
            // What is unknown because the run is ending is not what the site is.
            try Task.checkCancellation()
        }
        guard into != nil || reason != nil || status != nil else {
            if let found, found.verdict == .dead { throw RecordFault("its website is dead: \(found.reason)") }
            return record
        }
        if let into { record[into] = found.map { .text($0.verdict.rawValue) } ?? .null }
        if let reason { record[reason] = found.map { .text($0.reason) } ?? .null }
        if let status { record[status] = found?.status.map { .number(String($0)) } ?? .null }
        return record
    }
}

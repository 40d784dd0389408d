package import Settings
import Synchronization

/// Tells people through a channel of each record that comes by, and lets it go on: notify in the middle of a pipeline.
///
/// ```yaml
/// stages:
///   - notify:
///       channel: team
///       when: price > 100000                # every record without it
///       title: concat(name, " is for sale")
///       text: 'concat("Asked: ", price)'
///       link: url
///       most: 50                            # messages; then one that says so, and no more
/// ```
package struct NotifyRecordStage: ConcurrentStage {
    package static let kind = "notify"
    /// What waits is a write to the database.
    package let concurrency = 8
    var channel: String
    var condition: RecordCondition?
    var title: RecordExpression
    var text: RecordExpression?
    var link: RecordExpression?
    var most: Int
    /// The records that were told of since the run was taken up.
    private let told = Told()

    private final class Told: Sendable {
        let count = Mutex(0)
    }

    private init(channel: String, title: RecordExpression) {
        (self.channel, self.title, most) = (channel, title, 50)
    }

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> NotifyRecordStage? {
        guard let group = reader.group(node, at: path, keys: ["channel", "when", "title", "text", "link", "most"]) else { return nil }
        let before = reader.problems.count
        func text(_ name: String, _ what: String) -> (String, SettingNode)? {
            guard let node = group.node(name), let text = reader.value(node, .string(what), at: group.path(name)) else { return nil }
            return (text, node)
        }
        func expression(_ name: String) -> RecordExpression? {
            text(name, "a field or an expression").flatMap { reader.expression($0.0, $0.1, group.path(name)) }
        }
        for (name, remedy) in [
            ("channel", "add channel: NAME, one of alerts.channels in rollcall.yaml"), ("title", "add title: an expression such as name"),
        ] where !group.has(name) { reader.missing(name, in: group, remedy: remedy) }
        let channel = group.value("channel", .string("a channel's name"), &reader) ?? ""
        guard let title = expression("title") else { return nil }
        var stage = NotifyRecordStage(channel: channel, title: title)
        stage.condition = text("when", "a condition").flatMap { reader.condition($0.0, $0.1, group.path("when")) }
        (stage.text, stage.link) = (expression("text"), expression("link"))
        stage.most = group.value("most", .integer(in: 1...500), &reader) ?? 50
        return reader.problems.count == before ? stage : nil
    }

    package func apply(_ record: Record, _ context: StageContext) async throws -> Record? {
        if let condition, try !condition.holds(of: record) { return record }
        let notices = try PipelineNotices.of(context.services, with: channel)
        guard var item = try PipelineNotice.Item(of: record, title: title, text: text, link: link) else {
            throw RecordFault("its title is missing")
        }
        let number = told.count.withLock { count in
            count += 1
            return count
        }
        guard number <= most + 1 else { return record }
        if number > most {
            item = PipelineNotice.Item(
                title: "and more", text: "Run \(context.run) of \(context.pipeline) tells of no more than \(most) records here.")
        }
        // By the record's number: one that comes by again after a crash is told of once.
        let key = "pipeline-\(context.pipeline)-\(context.nonce)-\(context.run)-stage\(context.place)-\(record.number)"
        try await notices.leave(PipelineNotice(channel: channel, key: key, items: [item]))
        FailPoints.pass("output")
        return record
    }
}

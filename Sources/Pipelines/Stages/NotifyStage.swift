import Foundation
package import Settings

/// Tells people through a channel of the installation: of each record, several in one message, or of the run as a whole.
///
/// ```yaml
/// outputs:
///   - notify:
///       channel: team
///       title: concat(name, " has left")    # without it: one message when everything was read
///       text: concat("Phone ", phone)
///       link: url
///       most: 50                            # records in one message
/// ```
package struct NotifyStage: OutputStage {
    package static let kind = "notify"
    var channel: String
    var title: RecordExpression?
    var text: RecordExpression?
    var link: RecordExpression?
    var most: Int

    package var place: String { "channel \(channel)" + (title.map { " \($0.source)" } ?? "") }

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> NotifyStage? {
        if case .scalar(let name, _) = node.content, !name.isEmpty { return NotifyStage(channel: name, most: 1) }
        guard let group = reader.group(node, at: path, keys: ["channel", "title", "text", "link", "most"]) else { return nil }
        let before = reader.problems.count
        guard group.has("channel") else {
            reader.missing("channel", in: group, remedy: "add channel: NAME, one of alerts.channels in rollcall.yaml")
            return nil
        }
        let channel = group.value("channel", .string("a channel's name"), &reader) ?? ""
        func expression(_ name: String) -> RecordExpression? {
            guard let node = group.node(name), let text = reader.value(node, .string("a field or an expression"), at: group.path(name))
            else {
                return nil
            }
            return reader.expression(text, node, group.path(name))
        }
        var stage = NotifyStage(
            channel: channel, title: expression("title"), text: expression("text"), link: expression("link"), most: 50)
        stage.most = group.value("most", .integer(in: 1...500), &reader) ?? 50
        if !group.has("title"), let other = ["text", "link", "most"].first(where: group.has), let node = group.node(other) {
            reader.add(
                .impossibleValue, node, group.path(other), "\(group.path(other)) says what is told of a record, and there is no title",
                remedy: "add title, or remove \(other) to be told of the run as a whole")
        }
        return reader.problems.count == before ? stage : nil
    }

    package func open(_ context: RunContext, index: Int, at state: String?) async throws -> any OutputWriter {
        let notices = try PipelineNotices.of(context.services, with: channel)
        return try NotifyWriter(self, notices, context, index: index, at: state)
    }

    package func finish(_ context: RunContext, state: String) async throws {}
    package func discard(_ context: RunContext) async {}
}

/// Cuts records into messages by their number alone, so that a run that is resumed makes the same messages again; each has a key of its own.
private final class NotifyWriter: OutputWriter {
    private struct State: Codable {
        /// Messages that were left.
        var sent = 0
        /// Records in all.
        var count: Int64 = 0
        /// Records of which no message tells, since there were too many.
        var untold: Int64 = 0
        var pending: [PipelineNotice.Item] = []
    }

    /// Messages of one run; what is beyond is told as a number.
    private static let mostMessages = 20

    private let stage: NotifyStage
    private let notices: PipelineNotices
    private let context: RunContext
    private let key: String
    private var state: State

    init(_ stage: NotifyStage, _ notices: PipelineNotices, _ context: RunContext, index: Int, at text: String?) throws {
        self.stage = stage
        self.notices = notices
        self.context = context
        key = "pipeline-\(context.pipeline)-\(context.nonce)-\(context.run)-\(index)"
        state = try text.map { try JSONDecoder().decode(State.self, from: Data($0.utf8)) } ?? State()
    }

    func add(_ record: Record) throws(RecordFault) {
        guard let title = stage.title else {
            state.count += 1
            return
        }
        guard let item = try PipelineNotice.Item(of: record, title: title, text: stage.text, link: stage.link) else {
            throw RecordFault("its title is missing")
        }
        state.count += 1
        guard state.sent * stage.most + state.pending.count < (Self.mostMessages - 1) * stage.most else {
            state.untold += 1
            return
        }
        state.pending.append(item)
    }

    func send() async throws {
        while stage.title != nil, state.pending.count >= stage.most { try await leave(Array(state.pending.prefix(stage.most))) }
    }

    private func leave(_ items: [PipelineNotice.Item]) async throws {
        try await notices.leave(PipelineNotice(channel: stage.channel, key: "\(key)-\(state.sent + 1)", items: items, sequence: key))
        FailPoints.pass("output")
        state.pending.removeFirst(min(items.count, state.pending.count))
        state.sent += 1
    }

    func checkpoint(isEnd: Bool) async throws -> String {
        try await send()
        if isEnd {
            if !state.pending.isEmpty { try await leave(state.pending) }
            if stage.title == nil {
                let text = "Run \(context.run) has read everything\(context.input.map { " of \($0)" } ?? "")."
                try await leave([PipelineNotice.Item(title: "\(context.pipeline): \(records(state.count))", text: text)])
            } else if state.untold > 0 {
                let text = "Run \(context.run) of \(context.pipeline) had \(records(state.count)) to tell of."
                try await leave([PipelineNotice.Item(title: "and \(state.untold) more", text: text)])
            }
        }
        return String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    }

    private func records(_ count: Int64) -> String { count == 1 ? "1 record" : "\(count) records" }

    func close() async {}
}

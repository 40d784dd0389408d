import Foundation
import Model

/// Microsoft Teams: the webhook of a workflow ("Post to a channel when a webhook request is received"), which takes an Adaptive Card.
///
/// Source: learn.microsoft.com, "Create incoming webhooks with Workflows for Microsoft Teams"; adaptivecards.io, schema 1.4.
package struct TeamsChannel: AlertChannel {
    package static let kind = ChannelKind.teams
    package let name: String
    private let url: String
    private let http: ChannelHTTP

    /// Teams refuses messages of more than 28 KB.
    private static let most = 20

    package init(name: String, url: String, http: ChannelHTTP) {
        self.name = name
        self.url = url
        self.http = http
    }

    private struct Message: Encodable {
        struct Attachment: Encodable {
            var contentType = "application/vnd.microsoft.card.adaptive"
            var content: Card
        }
        struct Card: Encodable {
            enum CodingKeys: String, CodingKey { case schema = "$schema", type, version, body }
            var schema = "http://adaptivecards.io/schemas/adaptive-card.json"
            var type = "AdaptiveCard"
            var version = "1.4"
            var body: [Block]
        }
        struct Block: Encodable {
            var type = "TextBlock"
            var text: String
            var wrap = true
            var weight: String?
            var color: String?
            var spacing: String?
        }
        var type = "message"
        var attachments: [Attachment]
    }

    package func deliver(_ notice: Notice) async -> Delivery {
        var blocks: [Message.Block] = []
        if notice.items.count + notice.more > 1 {
            blocks.append(.init(text: Self.escaped(NoticeText(notice).subject), weight: "Bolder"))
        }
        for item in notice.items.prefix(Self.most) {
            let headline = Self.escaped(NoticeText.cut(NoticeText.headline(item), to: 250))
            let link = (item.link ?? item.url).flatMap { $0.utf8.count <= 300 && !$0.contains(")") && !$0.contains(" ") ? $0 : nil }
            blocks.append(.init(text: link.map { "[\(headline)](\($0))" } ?? headline, weight: "Bolder", color: Self.color(item)))
            blocks.append(.init(text: Self.escaped(NoticeText.cut(NoticeText.detail(item), to: 300)), spacing: "None"))
        }
        let rest = max(0, notice.items.count - Self.most) + notice.more
        if rest > 0 { blocks.append(.init(text: "and \(rest) more")) }
        let message = Message(attachments: [.init(content: .init(body: blocks))])
        return ChannelHTTP.delivery(await http.post(url, message))
    }

    private static func color(_ item: Notice.Item) -> String {
        switch (item.event, item.verdict) {
        case (.resolved, _), (.test, _), (.message, _): "Good"
        case (_, .degraded): "Warning"
        default: "Attention"
        }
    }

    /// The mark-up that cards understand begins with one of these.
    private static func escaped(_ text: String) -> String { NoticeText.backslashed(text, marks: "\\*_[]`#") }
}

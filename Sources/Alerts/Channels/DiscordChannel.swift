import Foundation
import Model

/// Discord: an incoming webhook, with a thread of a forum or channel if one is named.
///
/// Source: discord.com/developers, "Execute Webhook", "Rate Limits".
package struct DiscordChannel: AlertChannel {
    package static let kind = ChannelKind.discord
    package let name: String
    private let url: String
    private let http: ChannelHTTP

    /// Discord takes ten embeds, and 6,000 characters in all of them together.
    private static let most = 10
    private static let mostCharacters = 5_500

    /// - Parameter thread: The number of the thread to write to; nil for the webhook's channel.
    package init(name: String, url: String, thread: String?, http: ChannelHTTP) {
        self.name = name
        // `wait` makes Discord answer after the message is stored, with its number, and not before.
        self.url = url + (url.contains("?") ? "&" : "?") + "wait=true" + (thread.map { "&thread_id=\($0)" } ?? "")
        self.http = http
    }

    private struct Message: Encodable {
        struct Embed: Encodable {
            var title: String
            var description: String
            var url: String?
            var color: Int
        }
        struct Mentions: Encodable { var parse: [String] = [] }
        var content: String
        var embeds: [Embed]
        /// No text of a page may call people.
        var allowedMentions = Mentions()
    }

    private struct Answer: Decodable { var id: String? }
    private struct Limit: Decodable { var retryAfter: Double? }

    package func deliver(_ notice: Notice) async -> Delivery {
        var message = Message(content: Self.escaped(NoticeText.cut(NoticeText(notice).subject, to: 1_500)), embeds: [])
        var characters = 0
        for item in notice.items.prefix(Self.most) {
            let embed = Message.Embed(
                title: NoticeText.cut(Self.escaped(NoticeText.headline(item)), to: 250),
                description: NoticeText.cut(Self.escaped(NoticeText.detail(item)), to: 700), url: item.link ?? item.url,
                color: Self.color(item))
            characters += embed.title.unicodeScalars.count + embed.description.unicodeScalars.count
            if characters > Self.mostCharacters { break }
            message.embeds.append(embed)
        }
        let rest = notice.items.count - message.embeds.count + notice.more
        if rest > 0 { message.content += "\nand \(rest) more" }
        let outcome = await http.post(url, message, snakeCase: true)
        guard case .answered(var answer) = outcome else { return ChannelHTTP.delivery(outcome) }
        if answer.status == 429, let wait = answer.json(Limit.self)?.retryAfter, wait.isFinite, wait >= 0 {
            // The body is finer than the header, which is in whole seconds.
            answer.retryAfter = .milliseconds(Int64(min(wait, 3600) * 1000))
        }
        return ChannelHTTP.delivery(.answered(answer), reference: answer.json(Answer.self)?.id)
    }

    private static func color(_ item: Notice.Item) -> Int {
        switch (item.event, item.verdict) {
        case (.resolved, _), (.test, _), (.message, _): 0x2e_a0_43
        case (_, .down): 0xd1_24_2f
        case (_, .degraded): 0xbf_87_00
        default: 0x82_50_df
        }
    }

    /// Discord's mark-up begins with one of these.
    private static func escaped(_ text: String) -> String { NoticeText.backslashed(text, marks: "\\*_~`|>[]#") }
}

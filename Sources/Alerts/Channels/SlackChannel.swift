import Foundation

/// Slack: an incoming webhook, or a bot token with a channel, which can answer in the thread of the first message.
///
/// Source: docs.slack.dev, "Sending messages using incoming webhooks", `chat.postMessage`, "Rate limits".
package struct SlackChannel: AlertChannel {
    /// How Slack is reached.
    package enum Access: Sendable {
        case webhook(url: String)
        /// `api` is the base of the Web API, without a slash at its end.
        case bot(token: String, channel: String, api: String)
    }

    package static let kind = ChannelKind.slack
    package let name: String
    private let access: Access
    private let http: ChannelHTTP

    /// Slack takes 50 blocks; each incident is one, and one says how many there are beyond.
    private static let most = 40

    package init(name: String, access: Access, http: ChannelHTTP) {
        self.name = name
        self.access = access
        self.http = http
    }

    private struct Message: Encodable {
        struct Text: Encodable {
            var type: String
            var text: String
        }
        struct Block: Encodable {
            var type = "section"
            var text: Text
        }
        var channel: String?
        var threadTs: String?
        var text: String
        var blocks: [Block]
        var unfurlLinks = false
        var unfurlMedia = false
    }

    private struct Answer: Decodable {
        var ok: Bool
        var error: String?
        var ts: String?
    }

    package func deliver(_ notice: Notice) async -> Delivery {
        let text = NoticeText(notice)
        var message = Message(text: Self.escaped(NoticeText.cut(text.subject, to: 2_000)), blocks: [])
        for item in notice.items.prefix(Self.most) {
            let headline = Self.escaped(NoticeText.cut(NoticeText.headline(item), to: 500))
            let title = item.link.map { "<\(Self.escaped($0))|\(headline)>" } ?? headline
            let page = item.url.map { "\n\(Self.escaped(NoticeText.cut($0, to: 500)))" } ?? ""
            let detail = Self.escaped(NoticeText.cut(NoticeText.detail(item), to: 1_200))
            message.blocks.append(.init(text: .init(type: "mrkdwn", text: "*\(title)*\n\(detail)\(page)")))
        }
        let rest = notice.items.count - message.blocks.count + notice.more
        if rest > 0 { message.blocks.append(.init(text: .init(type: "mrkdwn", text: "and \(rest) more"))) }

        switch access {
        case .webhook(let url):
            return ChannelHTTP.delivery(await http.post(url, message, snakeCase: true))
        case .bot(let token, let channel, let api):
            message.channel = channel
            // One message answers one thread; an end of several begins none.
            if notice.threads.count == 1 { message.threadTs = notice.threads[0] }
            return Self.delivery(
                await http.post(
                    api + "/chat.postMessage", message, snakeCase: true, headers: [("Authorization", "Bearer \(token)")]))
        }
    }

    /// The Web API answers 200 with `ok: false` where something is wrong.
    private static func delivery(_ outcome: ChannelHTTP.Outcome) -> Delivery {
        guard case .answered(let answer) = outcome, answer.status == 200 else { return ChannelHTTP.delivery(outcome) }
        guard let said = answer.json(Answer.self) else { return .later(after: nil, why: "Slack's answer is no JSON") }
        if said.ok { return .accepted(reference: said.ts) }
        let error = said.error ?? "unknown"
        switch error {
        case "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org":
            return .later(after: answer.retryAfter, why: "Slack says \(error)")
        case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope", "not_in_channel",
            "channel_not_found":
            // A person can mend these without a change of the message.
            return .later(after: .seconds(300), why: "Slack says \(error): check the token, its scope chat:write and the channel")
        default: return .refused(why: "Slack says \(error)")
        }
    }

    /// The three characters that Slack's mark-up gives a meaning to.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

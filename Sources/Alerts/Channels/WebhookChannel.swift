import Foundation
import Model
package import Resilience
import Web

/// Any service of one's own: a POST of JSON, signed as Standard Webhooks 1.0 says (`webhook-id`, `webhook-timestamp`, `webhook-signature`).
///
/// Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md. The identifier is the same at every attempt.
package struct WebhookChannel: AlertChannel {
    package static let kind = ChannelKind.webhook
    package let name: String
    private let url: String
    private let secret: [UInt8]?
    private let http: ChannelHTTP
    private let clock: any WallClock

    /// - Parameter secret: The key itself, see ``WebhookSignature``; nil leaves messages unsigned.
    package init(name: String, url: String, secret: [UInt8]?, http: ChannelHTTP, clock: any WallClock = SystemClock()) {
        self.name = name
        self.url = url
        self.secret = secret
        self.http = http
        self.clock = clock
    }

    private struct Payload: Encodable {
        struct Incident: Encodable {
            var id: Int64
            var event: String
            var title: String
            var verdict: String
            var sentence: String
            var startedAt: String
            var endedAt: String?
            var directory: String?
            var url: String?
            var link: String?
        }
        struct Body: Encodable {
            var summary: String
            var incidents: [Incident]
            var more: Int
        }
        var type: String
        var timestamp: String
        var data: Body
    }

    package func deliver(_ notice: Notice) async -> Delivery {
        let events = Set(notice.items.map(\.event))
        let type =
            switch events.count == 1 ? events.first : nil {
            case .test: "test"
            case .message: "message"
            case .opened, .resolved, .reminder: "incident.\(events.first?.rawValue ?? "")"
            case nil: "incidents"
            }
        let payload = Payload(
            type: type, timestamp: notice.at.description,
            data: Payload.Body(
                summary: NoticeText(notice).subject,
                incidents: notice.items.map {
                    Payload.Incident(
                        id: $0.incident.rawValue, event: $0.event.rawValue, title: $0.title, verdict: $0.verdict.rawValue,
                        sentence: $0.sentence, startedAt: $0.startedAt.description, endedAt: $0.endedAt?.description,
                        directory: $0.directory, url: $0.url, link: $0.link)
                }, more: notice.more))
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(payload) else { return .refused(why: "the message cannot be written as JSON") }
        let body = Array(data)
        let seconds = clock.now().milliseconds / 1000
        var headers = [("webhook-id", notice.key), ("webhook-timestamp", String(seconds))]
        if let secret {
            headers.append(("webhook-signature", WebhookSignature.signature(id: notice.key, seconds: seconds, body: body, secret: secret)))
        }
        return ChannelHTTP.delivery(await http.post(url, json: body, headers: headers))
    }
}

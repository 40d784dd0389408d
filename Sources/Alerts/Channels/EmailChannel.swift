import Foundation
import Model

/// E-mail through a server of one's own. The messages of one incident make one thread.
package struct EmailChannel: AlertChannel {
    package static let kind = ChannelKind.email
    package let name: String
    private let server: SMTPClient.Server
    private let from: String
    private let to: [String]

    /// - Parameters:
    ///   - from: A bare address; see ``isAddress(_:)``.
    ///   - to: Bare addresses, at least one.
    package init(name: String, server: SMTPClient.Server, from: String, to: [String]) {
        self.name = name
        self.server = server
        self.from = from
        self.to = to
    }

    /// Whether a text can be a mailbox's address: ASCII, one `@` with something on both sides, nothing that ends a header or a command.
    package static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && text.utf8.count <= 254
            && text.utf8.allSatisfy { (33...126).contains($0) && !Array("<>()[]\\,;:\"".utf8).contains($0) }
    }

    package func deliver(_ notice: Notice) async -> Delivery {
        let text = NoticeText(notice)
        // The identifier is the same at every attempt, so that a mailbox shows a repeated message once.
        let id = notice.key + "@" + (from.split(separator: "@").last ?? "rollcall.invalid")
        let message = MailMessage(
            from: from, to: to, subject: "[Rollcall] " + NoticeText.cut(text.subject, to: 200), text: text.plain(), html: text.html(),
            date: notice.at, id: id, references: notice.threads)
        do throws(SMTPClient.Refusal) {
            _ = try await SMTPClient(server).send(from: from, to: to, message: message.bytes())
            return .accepted(reference: id)
        } catch {
            return error.isPassing ? .later(after: nil, why: error.message) : .refused(why: error.message)
        }
    }
}

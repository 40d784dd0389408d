import Foundation
import Model
import Resilience
import Settings
import Web

/// How a channel is written in the configuration:
///
/// ```yaml
/// alerts:
///   channels:
///     - name: team
///       kind: email
///       server: mail.example.org:587
///       user: rollcall
///       password: env:MAIL_PASSWORD
///       from: rollcall@example.org
///       to: [web@example.org]
///       quiet: 22:00-07:00
///       time_zone: Europe/Berlin
///     - name: ops
///       kind: slack
///       url: file:/run/secrets/slack-webhook
/// ```
enum ChannelRecord {
    private static let name = SettingField("name", slug, required: true, "What it is called in commands and logs.")
    private static let kindField = SettingField("kind", .choice(of: ChannelKind.self), required: true, "What it is.")
    // What the kinds need.
    private static let url = SettingField("url", secret("a URL"), secret: true, "slack, discord, teams, webhook: where to post.")
    private static let token = SettingField("token", secret("a token"), secret: true, "slack: a bot's token, instead of a URL.")
    private static let channel = SettingField("channel", .string("a channel's identifier"), "slack: the channel a bot posts to.")
    private static let api = SettingField("api", .string("a URL"), "slack: the base of the Web API, where it is not https://slack.com/api.")
    private static let thread = SettingField("thread", .string("a thread's number"), "discord: the thread to post to.")
    private static let key = SettingField("secret", secret("a secret"), secret: true, "webhook: the key to sign with, `whsec_…`.")
    private static let server = SettingField("server", .string("a host and a port"), "email: the mail server.")
    private static let security = SettingField(
        "security", .choice(of: SMTPClient.Server.Security.self), "email: tls, starttls, or none for a server on this machine.")
    private static let user = SettingField("user", .string("a name"), "email: who signs in.")
    private static let password = SettingField("password", secret("a password"), secret: true, "email: its password.")
    private static let authorities = SettingField(
        "ca_file", .string("a path"), "email: certificates to trust besides the system's, in PEM.")
    private static let from = SettingField("from", address, "email: the sender.")
    private static let to = SettingField("to", SettingKind<[String]>.list(of: address, "a list of addresses"), "email: the recipients.")
    // What it wants to hear.
    private static let importance = SettingField("importance", .choice(of: Importance.self), "The least importance it is told of.")
    private static let verdicts = SettingField(
        "verdicts", SettingKind<[Verdict]>.list(of: .choice(of: Verdict.self), "a list of verdicts"), "Only these verdicts.")
    private static let tags = SettingField(
        "tags", SettingKind<[String]>.list(of: .string("a tag"), "a list of tags"), "Only directories with one of these tags.")
    private static let quiet = SettingField("quiet", .string("hours such as 22:00-07:00"), "When it is left in peace.")
    private static let zone = SettingField("time_zone", .string("an IANA time zone"), "The clock of the quiet hours; UTC if unset.")
    private static let loud = SettingField(
        "loud", .choice(of: Importance.self), "From this importance on, quiet hours do not hold; critical if unset.")
    private static let remind = SettingField(
        "remind", .duration(in: .seconds(60) ... .seconds(30 * 86_400)), "How often an open incident is told of again; never if unset.")

    static let kind = SettingKind<[ChannelDefinition]>.records(
        "a channel",
        fields: [
            name.erased, kindField.erased, url.erased, token.erased, channel.erased, api.erased, thread.erased, key.erased, server.erased,
            security.erased, user.erased, password.erased, authorities.erased, from.erased, to.erased, importance.erased, verdicts.erased,
            tags.erased, quiet.erased, zone.erased, loud.erased, remind.erased,
        ], make: definition)

    // MARK: One channel

    private static func definition(_ record: SettingRecord) throws(SettingRecordError) -> ChannelDefinition {
        let (name, kind) = (record[name] ?? "", record[kindField] ?? .webhook)
        let make: ChannelDefinition.Make
        switch kind {
        case .email: make = try email(record, name)
        case .slack: make = try slack(record, name)
        case .discord:
            let (url, thread) = (try address(of: record, kind), record[thread])
            make = { http, _ in DiscordChannel(name: name, url: url, thread: thread, http: http) }
        case .teams:
            let url = try address(of: record, kind)
            make = { http, _ in TeamsChannel(name: name, url: url, http: http) }
        case .webhook:
            let url = try address(of: record, kind)
            let key = record[key].map { WebhookSignature.secret($0) }
            if case .some(.none) = key {
                throw SettingRecordError(field: "secret", "it is no key", remedy: "write whsec_ and the base64 of 24 to 64 random bytes")
            }
            make = { http, clock in WebhookChannel(name: name, url: url, secret: key ?? nil, http: http, clock: clock) }
        }
        return ChannelDefinition(name: name, kind: kind, rules: try rules(record), make: make)
    }

    private static func rules(_ record: SettingRecord) throws(SettingRecordError) -> ChannelRules {
        var rules = ChannelRules(
            importance: record[importance] ?? .low, verdicts: record[verdicts].map(Set.init), tags: Set(record[tags] ?? []),
            loud: record[loud] ?? .critical, remind: record[remind])
        let zoneName = record[zone] ?? "UTC"
        guard let timeZone = TimeZone(identifier: zoneName) else {
            throw SettingRecordError(
                field: "time_zone", "there is no time zone \(zoneName)", remedy: "write an IANA name such as Europe/Berlin")
        }
        if let text = record[quiet] {
            guard let hours = QuietHours(text, timeZone: timeZone) else {
                throw SettingRecordError(field: "quiet", "\(text) are no hours of the day", remedy: "write \"22:00-07:00\"")
            }
            rules.quiet = hours
        }
        return rules
    }

    private static func email(_ record: SettingRecord, _ name: String) throws(SettingRecordError) -> ChannelDefinition.Make {
        guard let text = record[server] else {
            throw SettingRecordError("an email channel needs the key server", remedy: "add server: host:587")
        }
        guard let (host, port) = hostAndPort(text) else {
            throw SettingRecordError(field: "server", "\(text) is no host and port", remedy: "write mail.example.org:587")
        }
        guard let sender = record[from] else { throw SettingRecordError("an email channel needs the key from", remedy: "add from: …") }
        guard let recipients = record[to], !recipients.isEmpty else {
            throw SettingRecordError("an email channel needs the key to", remedy: "add to: [someone@example.org]")
        }
        let security = record[security] ?? (port == 465 ? .tls : .starttls)
        if security == .none, host != "localhost", host != "127.0.0.1", host != "::1" {
            throw SettingRecordError(
                field: "security", "mail to another machine is not sent in the clear", remedy: "write starttls or tls")
        }
        let server = SMTPClient.Server(
            host: host, port: port, security: security, user: record[user], password: record[password], authorities: record[authorities])
        return { _, _ in EmailChannel(name: name, server: server, from: sender, to: recipients) }
    }

    private static func slack(_ record: SettingRecord, _ name: String) throws(SettingRecordError) -> ChannelDefinition.Make {
        guard let token = record[token] else {
            let url = try address(of: record, .slack)
            return { http, _ in SlackChannel(name: name, access: .webhook(url: url), http: http) }
        }
        guard record[url] == nil else { throw SettingRecordError(field: "url", "it has a token and a URL", remedy: "keep one of them") }
        guard let channel = record[channel] else {
            throw SettingRecordError("a token needs the key channel", remedy: "add channel: C0123456789")
        }
        var base = record[api] ?? "https://slack.com/api"
        if base.hasSuffix("/") { base.removeLast() }
        guard isAddress(base) else { throw SettingRecordError(field: "api", "it is no https URL", remedy: "write https://…") }
        let access = SlackChannel.Access.bot(token: token, channel: channel, api: base)
        return { http, _ in SlackChannel(name: name, access: access, http: http) }
    }

    private static func address(of record: SettingRecord, _ kind: ChannelKind) throws(SettingRecordError) -> String {
        guard let text = record[url] else {
            throw SettingRecordError("a \(kind.rawValue) channel needs the key url", remedy: "add url: https://…")
        }
        guard isAddress(text) else {
            throw SettingRecordError(field: "url", "it is no https URL", remedy: "write https://…; http only goes to this machine")
        }
        return text
    }

    /// https anywhere, http to this machine only: what is told of incidents, and a webhook's own URL, are nobody else's business.
    private static func isAddress(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ (33...126).contains($0) }), let parts = URLComponents(string: text), let host = parts.host,
            !host.isEmpty
        else { return false }
        if parts.scheme == "https" { return true }
        return parts.scheme == "http" && ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
    }

    private static func hostAndPort(_ text: String) -> (String, Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() } else if host.contains(":") { return nil }
        guard !host.isEmpty, host.utf8.allSatisfy({ (33...126).contains($0) }), !host.contains("/") else { return nil }
        return (String(host), port)
    }

    // MARK: Kinds of fields

    private static let slug = SettingKind<String>.text(allowed: "a name of a-z, 0-9 and -", show: { $0 }) { text throws(SettingTextError) in
        guard !text.isEmpty, text.utf8.count <= 40,
            text.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 })
        else { throw SettingTextError(wrongType: false, remedy: "use lower-case letters, digits and -") }
        return text
    }

    private static let address = SettingKind<String>.text(allowed: "an e-mail address", show: { $0 }) { text throws(SettingTextError) in
        guard EmailChannel.isAddress(text) else {
            throw SettingTextError(wrongType: false, remedy: "write name@example.org, nothing around it")
        }
        return text
    }

    /// A text that is nobody's business: as it is, or `env:NAME` of the environment, or `file:PATH`.
    private static func secret(_ what: String) -> SettingKind<String> {
        .text(allowed: "\(what), or env:NAME, or file:PATH", show: { _ in "(hidden)" }) { text throws(SettingTextError) in
            if text.hasPrefix("env:") {
                let name = String(text.dropFirst(4))
                guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
                    throw SettingTextError(
                        wrongType: false, detail: "the environment has no variable \(name)", remedy: "set it, or name another")
                }
                return value
            }
            if text.hasPrefix("file:") {
                let path = String(text.dropFirst(5))
                guard let content = try? String(contentsOfFile: path, encoding: .utf8), !content.isEmpty else {
                    throw SettingTextError(
                        wrongType: false, detail: "the file \(path) cannot be read, or is empty", remedy: "look at its path and rights")
                }
                return content.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            guard !text.isEmpty else { throw SettingTextError(wrongType: false, detail: "it is empty") }
            return text
        }
    }
}

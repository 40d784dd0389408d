import Foundation
import HTML
import Model
package import Resilience
package import Settings

/// A channel as the configuration has it.
package struct ChannelDefinition: Sendable {
    package typealias Make = @Sendable (ChannelHTTP, any WallClock) -> any AlertChannel

    package var name: String
    package var kind: ChannelKind
    package var rules: ChannelRules
    /// Puts the channel together.
    package var make: Make

    package init(name: String, kind: ChannelKind, rules: ChannelRules, make: @escaping Make) {
        self.name = name
        self.kind = kind
        self.rules = rules
        self.make = make
    }
}

/// What Alerts takes from the settings.
package struct AlertsConfiguration: Sendable {
    /// In the order of the file.
    package var channels: [ChannelDefinition]
    /// The console's address for people, without a slash at its end; nil leaves messages without links.
    package var consoleURL: String?
    /// How long settled messages are kept.
    package var keep: Duration

    /// What each channel is, by name.
    package var kinds: [String: ChannelKind] {
        Dictionary(channels.map { ($0.name, $0.kind) }) { first, _ in first }
    }

    // MARK: Keys

    /// What people can follow from a message.
    private static let address = SettingKind<String>.text(allowed: "an http or https URL", show: { YAMLText.scalar($0) }) {
        text throws(SettingTextError) in
        guard let url = WebURL(text), url.isHTTP, url.bareHost?.isEmpty == false, url.query == nil, url.fragment == nil else {
            throw SettingTextError(
                wrongType: false, detail: "it is no address that a message could lead to",
                remedy: "write for example https://rollcall.example.org")
        }
        return text
    }

    package static let channelsKey = SettingKey(
        "alerts.channels", ChannelRecord.kind, default: [],
        "Who is told of incidents, and how; `docs/operations/alerts.md` shows each kind.")
    package static let waitKey = SettingKey(
        "alerts.group.wait", .duration(in: .zero ... .seconds(3600)), default: .seconds(2),
        "How long the first notice of a storm waits for others, to be one message with them.")
    package static let longestWaitKey = SettingKey(
        "alerts.group.longest_wait", .duration(in: .zero ... .seconds(86_400)), default: .seconds(60),
        "What that wait may grow to while a storm lasts: from the fourth message on it doubles with each, until five minutes were calm.")
    package static let consoleKey = SettingKey(
        optional: "alerts.console_url", address, "The console's address as people reach it, for the links in messages.")
    package static let keepKey = SettingKey(
        "alerts.keep", .duration(in: .seconds(3600) ... .seconds(3650 * 86_400)), default: .seconds(30 * 86_400),
        "How long messages are kept after they were accepted or had failed.")

    /// Every key of this target, in the order of the documentation.
    package static let keys: [AnySettingKey] = [
        channelsKey.erased, waitKey.erased, longestWaitKey.erased, consoleKey.erased, keepKey.erased,
    ]

    package init(_ settings: Settings) {
        let (wait, longest) = (settings[Self.waitKey], settings[Self.longestWaitKey])
        channels = settings[Self.channelsKey].map { definition in
            var definition = definition
            definition.rules.wait = wait
            definition.rules.longestWait = max(wait, longest)
            definition.rules.hasThreads = definition.kind.hasThreads
            return definition
        }
        consoleURL = settings[Self.consoleKey].map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        keep = settings[Self.keepKey]
    }
}

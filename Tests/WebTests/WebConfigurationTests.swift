import Model
import Settings
import Testing

@testable import Web

struct WebConfigurationTests {
    @Test func `the defaults are possible`() {
        #expect(WebConfiguration().problems().isEmpty)
        #expect(WebConfiguration.userAgent(version: "1.2", contact: nil) == "Rollcall/1.2")
    }

    private func loaded(_ yaml: String) throws -> WebConfiguration {
        let catalogue = SettingsCatalogue(WebConfiguration.keys, rules: WebConfiguration.settingRules)
        return WebConfiguration(try Settings.load(text: ("f.yaml", Array(yaml.utf8)), catalogue: catalogue))
    }

    @Test(arguments: [
        ("web: {}", "Rollcall/\(rollcallVersion)"),
        ("web: {contact: \"https://example.org/bot?a=1\"}", "Rollcall/\(rollcallVersion) (+https://example.org/bot?a=1)"),
        ("web: {contact: bots@example.org}", "Rollcall/\(rollcallVersion) (+mailto:bots@example.org)"),
        ("web: {contact: \"mailto:bots@example.org\"}", "Rollcall/\(rollcallVersion) (+mailto:bots@example.org)"),
        ("web: {user_agent: \"ExampleBot/2.0 (+https://example.org/)\"}", "ExampleBot/2.0 (+https://example.org/)"),
        ("web: {user_agent: \"B/1 (a@b.org)\", contact: a@b.org}", "B/1 (a@b.org)"),
    ]) func `the User-Agent says who we are and whom to ask`(yaml: String, agent: String) throws {
        #expect(try loaded(yaml).userAgent == agent)
    }

    @Test(arguments: [
        "contact: foo", "contact: a@b", "contact: \"a b@c.org\"", "contact: \"https://example.org/(x)\"", "contact: \"ftp://example.org\"",
        "contact: \"\"", "contact: \"a@b@c.org\"", "contact: \"https://example.org/\\n\"", "user_agent: x",
        "user_agent: \"Bot/1.0\\r\\nX: y\"",
        "user_agent: /1.0", "user_agent: \"B\u{f6}t/1.0\"", "{contact: a@b.org, user_agent: B/1}", "timeouts: {dns: 21s}",
    ]) func `what cannot be a contact, a User-Agent or a limit is refused`(setting: String) {
        #expect(throws: SettingsErrors.self) { try loaded(setting.hasPrefix("{") ? "web: \(setting)" : "web:\n  \(setting)") }
    }

    static let impossible: [(setting: String, configuration: WebConfiguration)] = [
        ("userAgent", WebConfiguration(userAgent: "")), ("userAgent", WebConfiguration(userAgent: "a\r\nb: c")),
        ("timeouts.dns", WebConfiguration(timeouts: ProbeTimeouts(dns: .zero))),
        ("timeouts.total", WebConfiguration(timeouts: ProbeTimeouts(total: .seconds(601)))),
        ("redirects", WebConfiguration(redirects: -1)), ("bodyLimit", WebConfiguration(bodyLimit: 0)),
        ("loops", WebConfiguration(loops: 0)),
        ("dnsCacheCapacity", WebConfiguration(dnsCacheCapacity: 1)), ("dnsTimeout", WebConfiguration(dnsTimeout: .zero)),
    ]

    @Test(arguments: impossible.indices) func `an impossible value is named and refused`(index: Int) {
        let row = Self.impossible[index]
        #expect(row.configuration.problems().map(\.setting) == [row.setting])
        #expect(throws: WebError.self) { try Prober(configuration: row.configuration) }
    }

    @Test(arguments: ["/nonexistent/ca.pem", "/dev/null"]) func `extra certificates that cannot be used are an error`(path: String) {
        #expect { try Prober(configuration: WebConfiguration(extraCertificates: path)) } throws: {
            ($0 as? WebError)?.code == .certificates
        }
    }
}

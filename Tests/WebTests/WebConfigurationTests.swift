import Testing

@testable import Web

struct WebConfigurationTests {
    @Test func `the defaults are possible`() {
        #expect(WebConfiguration().problems().isEmpty)
        #expect(WebConfiguration.userAgent(version: "1.2", url: "https://example.org/") == "Rollcall/1.2 (+https://example.org/)")
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

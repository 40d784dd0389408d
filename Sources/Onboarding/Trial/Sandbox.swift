import HTML
import Web

/// Where forms may really be sent: nowhere, unless it is this machine or was named.
package struct Sandbox: Sendable, Hashable {
    /// Host names that a person named, lower case.
    package var hosts: Set<String>

    /// - Parameter hosts: Sites that permit trials; the machine itself is always one.
    package init(hosts: Set<String> = []) { self.hosts = Set(hosts.map { $0.lowercased() }) }

    /// Why nothing may be sent there, in words; nil where it may.
    func refusal(of url: WebURL, prober: Prober) async -> String? {
        guard let host = url.bareHost?.lowercased() else { return "it has no host" }
        if hosts.contains(host) { return nil }
        let found = await prober.probe(ProbeRequest(url: url, depth: .dns, redirects: 0))
        guard let addresses = found.dns?.addresses, !addresses.isEmpty else { return "\(host) has no address" }
        guard addresses.allSatisfy({ $0.hasPrefix("127.") || $0 == "::1" }) else {
            return "\(host) is neither this machine nor a sandbox that was named"
        }
        return nil
    }
}

import FoundationEssentials

/// Which name servers are asked, and how patiently.
package struct ResolverConfiguration: Sendable, Hashable {
    /// A name server: address and port.
    package struct Server: Sendable, Hashable, CustomStringConvertible {
        package var address: IPAddress
        package var port: Int

        package init(address: IPAddress, port: Int = 53) {
            self.address = address
            self.port = port
        }

        /// `9.9.9.9`, `9.9.9.9:5353`, `2620:fe::fe` or `[2620:fe::fe]:53`; nil for anything else.
        package init?(_ text: String) {
            if let address = IPAddress(text) {
                self.init(address: address)
                return
            }
            guard let colon = text.lastIndex(of: ":"), let address = IPAddress(text[..<colon]) else { return nil }
            guard !address.isIPv6 || text.hasPrefix("[") else { return nil }
            let digits = text[text.index(after: colon)...]
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits), (1...65_535).contains(port) else {
                return nil
            }
            self.init(address: address, port: port)
        }

        package var description: String { address.isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)" }
    }

    package var servers: [Server]
    /// How long one server is waited for before the next is asked.
    package var timeout: Duration
    /// Rounds over all servers.
    package var attempts: Int
    /// Names answered without asking anyone, in lower case.
    package var hosts: [String: [IPAddress]]
    /// Names kept in the cache at most.
    package var cacheCapacity: Int

    package init(
        servers: [Server], timeout: Duration = .seconds(2), attempts: Int = 2, hosts: [String: [IPAddress]] = [:],
        cacheCapacity: Int = 65_536
    ) {
        self.servers = servers
        self.timeout = timeout
        self.attempts = attempts
        self.hosts = hosts
        self.cacheCapacity = cacheCapacity
    }

    /// The machine's own: `/etc/resolv.conf` and `/etc/hosts`. A missing file is as an empty one; without any server the local one is asked, as
    /// the C library does.
    package static func system(resolvConf: String = "/etc/resolv.conf", hosts: String = "/etc/hosts") -> ResolverConfiguration {
        var configuration = ResolverConfiguration(resolvConf: contents(of: resolvConf))
        configuration.hosts = parseHosts(contents(of: hosts))
        return configuration
    }

    /// Reads the text of a `resolv.conf`: `nameserver`, `options timeout:n attempts:n`. Search lists and `ndots` are left out on purpose: a
    /// directory's host is always a full name.
    package init(resolvConf text: String) {
        self.init(servers: [])
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let first = words.first else { continue }
            switch first {
            case "nameserver":
                // A link-local server may carry a zone (`fe80::1%eth0`), which is not spoken here.
                if words.count > 1, let address = IPAddress(words[1]) { servers.append(Server(address: address)) }
            case "options":
                for option in words.dropFirst() {
                    if option.hasPrefix("timeout:"), let value = Int(option.dropFirst(8)) { timeout = .seconds(min(max(value, 1), 30)) }
                    if option.hasPrefix("attempts:"), let value = Int(option.dropFirst(9)) { attempts = min(max(value, 1), 5) }
                }
            default: break
            }
        }
        if servers.isEmpty { servers = [Server(address: .v4(0x7F00_0001))] }
    }

    /// Reads the text of a hosts file: an address and its names on each line.
    package static func parseHosts(_ text: String) -> [String: [IPAddress]] {
        var hosts: [String: [IPAddress]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let first = words.first, let address = IPAddress(first) else { continue }
            for name in words.dropFirst() {
                var addresses = hosts[name.lowercased(), default: []]
                if !addresses.contains(address) { addresses.append(address) }
                hosts[name.lowercased()] = addresses
            }
        }
        return hosts
    }

    private static func contents(of path: String) -> String {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }
}

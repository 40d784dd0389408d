/// How long each phase of a probe took, in microseconds. A phase that did not take place is nil; one that failed holds the time until it failed.
/// Of a chain of redirects these are the sums over its hops, so that `total` is what a visitor waits.
package struct PhaseTimings: Hashable, Sendable, Codable {
    /// Name resolution.
    package var dns: Int64?
    /// TCP connect, from the first attempt of either address family to the winner.
    package var connect: Int64?
    /// TLS handshake.
    package var tls: Int64?
    /// From the request sent to the first byte of the response head.
    package var firstByte: Int64?
    /// From the first byte to the end of the body (or to where we stopped reading).
    package var transfer: Int64?
    /// From the start of the probe to its end.
    package var total: Int64

    package init(
        dns: Int64? = nil, connect: Int64? = nil, tls: Int64? = nil, firstByte: Int64? = nil, transfer: Int64? = nil, total: Int64 = 0
    ) {
        self.dns = dns
        self.connect = connect
        self.tls = tls
        self.firstByte = firstByte
        self.transfer = transfer
        self.total = total
    }
}

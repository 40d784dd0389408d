package import Web

/// What the configuration says about judging, for directories without settings of their own.
package struct CheckRules: Sendable, Hashable {
    /// A response that takes longer is degraded.
    package var slowAfter: Duration
    /// A certificate with fewer days left is degraded.
    package var certificateDays: Int
    /// Below this the sentence becomes urgent.
    package var certificateCriticalDays: Int
    /// Decoded bytes of a body that are read and judged.
    package var bodyLimit: Int
    package var redirects: Int
    package var timeouts: ProbeTimeouts

    package init(
        slowAfter: Duration = .seconds(5), certificateDays: Int = 14, certificateCriticalDays: Int = 3, bodyLimit: Int = 2 << 20,
        redirects: Int = 5, timeouts: ProbeTimeouts = ProbeTimeouts()
    ) {
        self.slowAfter = slowAfter
        self.certificateDays = certificateDays
        self.certificateCriticalDays = certificateCriticalDays
        self.bodyLimit = bodyLimit
        self.redirects = redirects
        self.timeouts = timeouts
    }
}

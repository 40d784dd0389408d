package import HTML
import Model
package import Web

/// Sites that always answer: asked only when so much fails at once that it may be our own network.
package struct ControlTargets: Sendable {
    package let targets: [WebURL]
    private let timeout: Duration

    /// - Parameter timeout: for one target, everything included.
    package init(targets: [WebURL], timeout: Duration = .seconds(5)) {
        self.targets = targets
        self.timeout = timeout
    }

    /// Asks all of them at the same time. Any HTTP response counts as an answer.
    package func ask(_ prober: Prober) async -> (up: Int, of: Int) {
        let up = await withTaskGroup(of: Bool.self) { group in
            for target in targets {
                let timeouts = ProbeTimeouts(
                    dns: timeout, connect: timeout, tls: timeout, firstByte: timeout, transfer: timeout, total: timeout)
                let request = ProbeRequest(url: target, method: "GET", body: .none, redirects: 0, timeouts: timeouts, freshPath: true)
                group.addTask { await prober.probe(request).status != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        return (up, targets.count)
    }
}

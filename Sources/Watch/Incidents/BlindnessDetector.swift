package import Model

/// When we say that it is our own network that fails.
package struct BlindnessRules: Hashable, Sendable {
    /// How far back observations count.
    package var window: Duration
    /// How many of the directories seen last are looked at.
    package var sample: Int
    /// Fewest of them that fail with network reasons, and the share that they must exceed.
    package var directories: Int
    package var share: Double
    /// They must speak of at least this many addresses, none of which has half of them: else it is their host, not us.
    package var addresses: Int
    /// How long an answer of the controls holds.
    package var controlsHold: Duration
    /// How long to wait for the controls' answer when in doubt.
    package var patience: Duration

    package init(
        window: Duration = .seconds(60), sample: Int = 24, directories: Int = 10, share: Double = 0.5, addresses: Int = 3,
        controlsHold: Duration = .seconds(120), patience: Duration = .seconds(20)
    ) {
        self.window = window
        self.sample = sample
        self.directories = directories
        self.share = share
        self.addresses = addresses
        self.controlsHold = controlsHold
        self.patience = patience
    }
}

/// Tells whether we can see at all: from control targets, which should always answer, and where there are none or they have not been asked
/// yet, from the share of directories that fail at once. Controls that answer always win: then it is them, not us.
package struct BlindnessDetector: Sendable {
    package enum Sight: Hashable, Sendable {
        case clear
        /// Wait for the controls.
        case doubtful
        case blind
    }

    package let rules: BlindnessRules
    package private(set) var sight = Sight.clear
    /// Since when the present sight holds.
    package private(set) var since: Timestamp?

    private struct Seen: Sendable {
        var at: Int64
        var directory: Int64
        var address: Int
        var failed: Bool
    }

    private var recent: [Seen] = []
    private var head = 0
    private var failed = 0
    private var controls: (up: Bool, at: Int64)?
    private var doubtSince: Int64?

    private static let capacity = 512

    package init(_ rules: BlindnessRules) { self.rules = rules }

    /// Takes a round of the control targets: how many of how many answered. With none configured it need not be called.
    package mutating func controls(up: Int, of total: Int, now: Timestamp) {
        controls = total > 0 ? (up * 2 > total, now.milliseconds) : nil
        judge(now)
    }

    /// Takes one scheduled observation (rechecks, of which failing directories have more, would tip the balance): whether it failed in a way that our own network could explain.
    package mutating func observe(_ directory: DirectoryID, address: String?, failed isFailure: Bool, now: Timestamp) {
        let seen = Seen(
            at: now.milliseconds, directory: directory.rawValue, address: address.map(\.hashValue) ?? 0, failed: isFailure)
        if recent.count < Self.capacity {
            recent.append(seen)
        } else {
            if recent[head].failed { failed -= 1 }
            recent[head] = seen
            head = (head + 1) % Self.capacity
        }
        if isFailure { failed += 1 }
        judge(now)
    }

    /// Lets time pass: patience ends, answers grow old.
    package mutating func tick(_ now: Timestamp) { judge(now) }

    private mutating func judge(_ now: Timestamp) {
        let next = verdict(now)
        guard next != sight else { return }
        if sight == .blind {
            // What was seen with closed eyes must not close them again.
            recent.removeAll(keepingCapacity: true)
            (head, failed, doubtSince) = (0, 0, nil)
        }
        sight = next
        since = now
    }

    private mutating func verdict(_ now: Timestamp) -> Sight {
        let moment = now.milliseconds
        let known = controls.flatMap { abs(moment - $0.at) <= rules.controlsHold.wholeMilliseconds ? $0 : nil }
        if let known, !known.up { return .blind }
        guard manyFail(moment) else {
            doubtSince = nil
            return .clear
        }
        let began = doubtSince ?? moment
        doubtSince = began
        guard controls != nil else { return .blind }
        // An answer from before the trouble says nothing about it.
        if let known, known.at >= began { return .clear }
        return moment - began >= rules.patience.wholeMilliseconds ? .blind : .doubtful
    }

    private func manyFail(_ now: Int64) -> Bool {
        if sight == .blind { return stillFails() }
        guard failed >= rules.directories else { return false }
        // The last word on each of the newest directories: a sample in number, so that it is as quick on a small register as on a large one.
        var last: [Int64: Seen] = [:]
        for back in 1...recent.count {
            let seen = recent[(head + recent.count - back) % recent.count]
            guard last.count < rules.sample, now - seen.at <= rules.window.wholeMilliseconds else { break }
            if last[seen.directory] == nil { last[seen.directory] = seen }
        }
        var addresses: [Int: Int] = [:]
        var bad = 0
        for seen in last.values where seen.failed {
            bad += 1
            addresses[seen.address, default: 0] += 1
        }
        guard bad >= rules.directories, Double(bad) > Double(last.count) * rules.share else { return false }
        // Failures that never got an address (DNS) have no host of theirs to blame.
        let unknown = addresses.removeValue(forKey: 0) ?? 0
        if unknown * 2 > bad { return true }
        return addresses.count >= rules.addresses && (addresses.values.max() ?? 0) * 2 <= bad
    }

    /// Once blind, the newest observations say when sight returns: a third of the last dozen failing is too many.
    private func stillFails() -> Bool {
        let count = min(12, recent.count)
        guard count > 0 else { return false }
        let bad = (1...count).reduce(0) { $0 + (recent[(head + recent.count - $1) % recent.count].failed ? 1 : 0) }
        return bad * 3 >= count
    }
}

import Logging
package import Model
import Resilience
import Synchronization
import Telemetry

/// What another part of the program found of a directory, which no probe can see: a roll that is not believed, a form that is no longer what was mapped. It is an incident for as long as
/// it is reported, by the rules that hold for probes.
package struct OutsideFinding: Sendable, Hashable {
    package var directory: DirectoryID
    package var check: CheckKind
    package var verdict: Verdict
    package var reason: Reason
    package var sentence: String

    package init(directory: DirectoryID, check: CheckKind, verdict: Verdict, reason: Reason, sentence: String) {
        self.directory = directory
        self.check = check
        self.verdict = verdict
        self.reason = reason
        self.sentence = sentence
    }
}

/// Asks the parts of the program that find troubles of directories by other means than probes.
package protocol OutsideFindings: Sendable {
    /// What is wrong now.
    func findings() async throws -> [OutsideFinding]
}

extension WatchService {
    /// Takes what is found elsewhere as observations: each finding that stands is a failure, and what stands no longer is well again.
    func followFindings() async {
        guard let source = depends.findings else { return }
        let found: [OutsideFinding]
        do { found = try await source.findings() } catch {
            depends.telemetry.logger.debug("findings cannot be read, trying again", metadata: ["error": "\(error)"])
            return
        }
        let now = depends.clock.now()
        var observations = found.map { finding in
            Observation(
                directory: finding.directory, check: finding.check, at: now, verdict: finding.verdict, reason: finding.reason,
                sentence: finding.sentence)
        }
        let standing = Set(observations.map(\.key))
        let known = state.withLock { $0.outside.union($0.tracker.openOutside) }
        for key in known.subtracting(standing) {
            observations.append(
                Observation(
                    directory: key.directory, check: key.check, at: now, verdict: .up, reason: .ok,
                    sentence: key.check == .form ? "The form is as it was mapped." : "A roll was believed."))
        }
        for observation in observations {
            let actions = state.withLock { state in
                state.takeOutside(observation, now: now)
            }
            ledger.enter(actions) { controlsWanted.withLock { $0 = true } }
        }
    }
}

extension WatchState {
    /// Takes what was found elsewhere; the plan has no such check.
    mutating func takeOutside(_ observation: Observation, now: Timestamp) -> [IncidentAction] {
        let key = observation.key
        guard let item = roster[key.directory], !item.directory.paused else { return [] }
        if observation.verdict == .up, tracker.verdict(of: key) == .up, !tracker.openOutside.contains(key) {
            outside.remove(key)
        } else {
            outside.insert(key)
        }
        return perform(tracker.observe(observation, inMaintenance: calendar.covers(item.directory, at: now), now: now), now: now)
    }
}

extension IncidentTracker {
    /// The checks that no probe makes and that have an open incident.
    var openOutside: Set<CheckKey> {
        Set(
            open.values.compactMap { incident in
                if case .check(let key) = incident.subject, key.check == .listings || key.check == .form { key } else { nil }
            })
    }
}

/// Who among the workers is dead: a decision over what one observer saw of their heartbeats.
///
/// Heartbeats are counters, and how long one stood still is measured on the observer's own steady clock: neither clocks that differ
/// between machines nor one that is set back make a living worker look dead. Two brakes keep trouble with the database from being taken
/// for the death of every worker: an observer that could not look for a while starts to observe anew, since nobody could beat either; and
/// when most workers fall silent at once, they get as long again before it is believed.
package struct RescueWatch: Sendable {
    /// The spans that the decision is made by.
    package struct Rules: Sendable, Hashable {
        /// A counter that stood still for so long belongs to a dead worker.
        package var silence: Duration = .seconds(3)
        /// An observer that did not look for so long knows nothing of what happened meanwhile.
        package var blindness: Duration = .milliseconds(1500)

        package init() {}

        /// For workers that hold no job, whose death keeps nothing waiting: they beat seldom (``WorkerConfiguration/idleBeat``).
        var forIdle: Rules {
            var rules = self
            rules.silence = silence * 20
            rules.blindness = blindness * 20
            return rules
        }
    }

    private struct Seen: Sendable {
        var beat: Int64
        /// When the observer first saw this beat.
        var since: Duration
    }

    private let rules: Rules
    private var seen: [SessionID: Seen] = [:]
    private var lastLook: Duration?

    package init(_ rules: Rules = Rules()) { self.rules = rules }

    /// Takes in what the database says now.
    /// - Parameters:
    ///   - beats: the counters of all sessions but the observer's own.
    ///   - instant: on a clock that never goes back, read *before* the database was.
    /// - Returns: the dead, with the beat that they are to be buried by: only where it still stands is the session removed.
    package mutating func look(_ beats: [SessionID: Int64], at instant: Duration) -> [SessionID: Int64] {
        let blind = lastLook.map { instant - $0 > rules.blindness } ?? true
        lastLook = instant
        var next: [SessionID: Seen] = [:]
        for (session, beat) in beats {
            if !blind, let before = seen[session], before.beat == beat {
                next[session] = before
            } else {
                next[session] = Seen(beat: beat, since: instant)
            }
        }
        seen = next
        var silent = seen.filter { instant - $0.value.since >= rules.silence }
        if silent.count > 1, silent.count * 2 > seen.count {
            silent = silent.filter { instant - $0.value.since >= rules.silence * 2 }
        }
        return silent.mapValues(\.beat)
    }
}

package import Model
package import Resilience

/// When jobs are made by the clock.
package enum Rhythm: Sendable, Hashable {
    case cron(CronSchedule)
    /// Each time a multiple of the span has passed since 1970.
    case every(Duration)
    case once(Timestamp)

    /// The first time after another; nil where there is none.
    package func next(after moment: Timestamp) -> Timestamp? {
        switch self {
        case .cron(let schedule): return schedule.next(after: moment)
        case .every(let span):
            let length = max(1, span.wholeMilliseconds)
            return Timestamp(milliseconds: (moment.milliseconds / length + 1) * length)
        case .once(let time): return time > moment ? time : nil
        }
    }
}

/// What becomes of the times that passed while no node ran.
package enum CatchUp: Sendable, Hashable {
    /// Nothing, but for one that passed within the last minute.
    case skip
    /// One job, for the latest.
    case latest
    /// A job for each, the oldest first, at most so many.
    case all(Int)
}

/// A job that is enqueued again and again.
package struct Schedule: Sendable {
    /// Unique in the installation.
    package var name: String
    package var rhythm: Rhythm
    package var catchUp: CatchUp
    /// Each job starts up to so much later, by a hash of name and time, so that the turn of the hour is no herd.
    package var jitter: Duration
    package var draft: JobDraft

    package init(_ name: String, _ rhythm: Rhythm, catchUp: CatchUp = .latest, jitter: Duration = .zero, draft: JobDraft) {
        self.name = name
        self.rhythm = rhythm
        self.catchUp = catchUp
        self.jitter = jitter
        self.draft = draft
    }

    /// The most times looked at in one go; the rest follows in the next.
    static let maximumTicks = 10_000
    /// How late a time may be and still count as met.
    static let grace: Duration = .seconds(60)

    /// What to enqueue now.
    /// - Returns: the times that get a job, the last time that is dealt with, and the next one.
    package func due(after last: Timestamp, now: Timestamp) -> (ticks: [Timestamp], last: Timestamp, next: Timestamp?) {
        var ticks: [Timestamp] = []
        var latest = last
        var next = rhythm.next(after: last)
        while let time = next, time <= now, ticks.count < Self.maximumTicks {
            ticks.append(time)
            latest = time
            next = rhythm.next(after: time)
        }
        // After a very long pause the rest follows in the next round, and only its last time counts.
        let isComplete = next.map { $0 > now } ?? true
        switch catchUp {
        case .skip where !isComplete, .latest where !isComplete: ticks = []
        case .skip: ticks.removeAll { now - $0 > Self.grace }
        case .latest: ticks = ticks.suffix(1)
        case .all(let limit): ticks = Array(ticks.suffix(limit))
        }
        return (ticks, latest, next)
    }

    /// When the job of that time is to start.
    package func start(of tick: Timestamp) -> Timestamp {
        let span = jitter.wholeMilliseconds
        guard span > 0 else { return tick }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(name) \(tick.milliseconds)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // FNV's low bits are good, its high ones poor: mixed once.
        hash ^= hash >> 32
        return tick + .milliseconds(Int64(hash % UInt64(span)))
    }
}

package import Model
package import Resilience

/// A time in which failures are expected: observations are recorded, but open no incident.
package struct MaintenanceWindow: Hashable, Sendable {
    /// When.
    package enum Time: Hashable, Sendable {
        /// Once, from one moment up to (not including) another.
        case once(from: Timestamp, to: Timestamp)
        /// Again and again, for a span from each start. The span is real time: two hours over a change of the clock are two hours.
        case recurring(CronSchedule, duration: Duration)
    }

    /// For whom.
    package enum Scope: Hashable, Sendable {
        case all
        case directory(slug: String)
        case category(String)
        case region(String)
        case tag(String)

        package func covers(_ directory: Directory) -> Bool {
            switch self {
            case .all: true
            case .directory(let slug): directory.slug == slug
            case .category(let category): directory.category == category
            case .region(let region): directory.region == region
            case .tag(let tag): directory.tags.contains(tag)
            }
        }
    }

    package var name: String
    package var time: Time
    /// Any of them suffices.
    package var scopes: [Scope]

    package init(name: String, time: Time, scopes: [Scope]) {
        self.name = name
        self.time = time
        self.scopes = scopes
    }

    package func covers(_ directory: Directory) -> Bool { scopes.contains { $0.covers(directory) } }

    /// Whether it holds at a moment.
    package func isActive(at moment: Timestamp) -> Bool { end(at: moment) != nil }

    /// When the window that holds at a moment ends; nil when none does. Of overlapping ones of a schedule, the first to have begun.
    package func end(at moment: Timestamp) -> Timestamp? {
        switch time {
        case .once(let from, let to): return from <= moment && moment < to ? to : nil
        case .recurring(let schedule, let duration):
            guard let start = schedule.next(after: moment - duration), start <= moment else { return nil }
            return start + duration
        }
    }

    /// When it begins next after a moment; nil when it does not.
    package func next(after moment: Timestamp) -> Timestamp? {
        switch time {
        case .once(let from, let to): from > moment && from < to ? from : nil
        case .recurring(let schedule, _): schedule.next(after: moment)
        }
    }
}

/// All maintenance windows, with what is active now worked out once for each change and not for each observation.
package struct MaintenanceCalendar: Sendable {
    package let windows: [MaintenanceWindow]
    /// Windows that hold now, in the order given.
    package private(set) var active: [MaintenanceWindow] = []
    private var validFrom: Timestamp?
    private var validUntil: Timestamp?

    package init(_ windows: [MaintenanceWindow]) { self.windows = windows }

    /// Whether any window that covers a directory holds at a moment. Cheap: most calls find no window active.
    package mutating func covers(_ directory: Directory, at moment: Timestamp) -> Bool {
        guard !windows.isEmpty else { return false }
        if validFrom.map({ moment < $0 }) ?? true || validUntil.map({ moment >= $0 }) ?? false { refresh(moment) }
        return active.contains { $0.covers(directory) }
    }

    private mutating func refresh(_ moment: Timestamp) {
        active = windows.filter { $0.isActive(at: moment) }
        validFrom = moment
        validUntil = windows.flatMap { [$0.next(after: moment), $0.end(at: moment)] }.compactMap { $0 }.min()
    }
}

import Model
import SimulatedWeb

/// Compares what Rollcall said of the simulated web with what the web knows it did: pure, so that the comparison itself can be tested.
struct FarmEvaluation {
    /// What the run was set to, as far as fairness depends on it.
    struct Terms {
        /// Span between two scheduled looks at a directory.
        var interval: Duration
        /// Sum of the waits before the rechecks.
        var confirmation: Duration
        /// What one probe may take at the most.
        var probe: Duration
        /// How many probes a confirmation takes, the first included.
        var probes: Int
        /// An observation this near to a change of the truth may tell either side.
        var margin: Duration

        /// The latest moment after a fault's start at which its incident must be confirmed.
        var detection: Duration { interval + confirmation + probe * probes + margin * 4 }
    }

    /// An observation that was not right.
    struct Mistake {
        var slug: String
        var observation: Observation
        var truth: Truth
        var fault: Fault?
    }

    private(set) var observations = 0
    private(set) var rightVerdicts = 0
    private(set) var rightReasons = 0
    private(set) var ambiguous = 0
    private(set) var unknown = 0
    private(set) var mistakes: [Mistake] = []

    private(set) var incidents = 0
    private(set) var falseIncidents: [Incident] = []
    private(set) var blips = 0
    private(set) var blipIncidents = 0
    private(set) var due = 0
    /// Faults in which the host asked to be left alone (status 429): it is, so how soon they are confirmed is the host's doing.
    private(set) var leftAlone = 0
    private(set) var missed: [FaultRecord] = []
    private(set) var late: [FaultRecord] = []
    private(set) var delays: [Duration] = []

    let terms: Terms

    init(_ terms: Terms) { self.terms = terms }

    // MARK: Observations

    /// Takes all observations that one check made of one directory, and the directory's faults in order.
    mutating func judge(_ seen: [Observation], faults: [FaultRecord], slug: String) {
        for observation in seen {
            let from = observation.at - terms.margin
            let to = observation.at + .microseconds(observation.timings.total) + terms.margin
            let touching = faults.filter { $0.from < to && ($0.to ?? to + .seconds(1)) > from }
            let whole = touching.first { $0.from <= from && ($0.to ?? to) >= to }
            observations += 1
            if observation.verdict == .unknown { unknown += 1 }
            guard let first = touching.first else {
                settle(observation, .well, nil, slug)
                continue
            }
            if let whole {
                settle(observation, whole.truth(for: observation.check), whole.fault, slug)
                continue
            }
            // A change of the truth while it looked: either side is right.
            ambiguous += 1
            let sides = touching.map { $0.truth(for: observation.check) } + [.well]
            let right = sides.first { $0.allows(observation.verdict, observation.reason) } ?? sides.first { $0.allows(observation.verdict) }
            settle(observation, right ?? first.truth(for: observation.check), first.fault, slug)
        }
    }

    private mutating func settle(_ observation: Observation, _ truth: Truth, _ fault: Fault?, _ slug: String) {
        if truth.allows(observation.verdict) {
            rightVerdicts += 1
            if truth.allows(observation.verdict, observation.reason) { rightReasons += 1 }
        } else {
            mistakes.append(Mistake(slug: slug, observation: observation, truth: truth, fault: fault))
        }
    }

    // MARK: Incidents

    /// A stretch in which a check had to fail, over one or more faults that follow one another without a good moment between.
    private struct Stretch {
        var record: FaultRecord
        var from: Timestamp
        var to: Timestamp?
    }

    /// Takes all incidents of one check of one directory, the directory's faults in order, and when the watch began and ended.
    mutating func judge(_ opened: [Incident], check: CheckKind, faults: [FaultRecord], from start: Timestamp, to end: Timestamp) {
        var stretches: [Stretch] = []
        for fault in faults where fault.truth(for: check).verdict.isFailure {
            if let last = stretches.last, let lastEnd = last.to, fault.from - lastEnd < terms.margin {
                stretches[stretches.count - 1].to = fault.to
            } else {
                stretches.append(Stretch(record: fault, from: fault.from, to: fault.to))
            }
        }
        incidents += opened.count
        for incident in opened {
            let near = stretches.contains { stretch in
                incident.startedAt >= stretch.from - terms.margin && incident.startedAt <= (stretch.to ?? end) + terms.margin
            }
            // A fault that may be seen in two ways (say, up or degraded) may open an incident or not.
            let excused = faults.contains { fault in
                fault.truth(for: check).alsoRight.contains { $0.verdict.isFailure } && incident.startedAt >= fault.from - terms.margin
                    && incident.startedAt <= (fault.to ?? end) + terms.margin
            }
            if !near && !excused { falseIncidents.append(incident) }
        }
        for stretch in stretches {
            let from = max(stretch.from, start)
            let to = min(stretch.to ?? end, end)
            let lasted = to - from
            let found = opened.first { $0.startedAt >= from - terms.margin && $0.startedAt <= to + terms.margin }
            if let until = stretch.to, until - stretch.from < terms.confirmation {
                blips += 1
                if found != nil { blipIncidents += 1 }
            } else if stretch.record.fault == .wall(.rateLimit) {
                leftAlone += 1
            } else if lasted >= terms.detection, stretch.record.truth(for: check).alsoRight.allSatisfy({ $0.verdict.isFailure }) {
                due += 1
                guard let found else {
                    // One that a flapping check has held open since before covers this fault too.
                    let held = opened.contains { $0.flapping && $0.startedAt < from && ($0.endedAt.map { $0 > from } ?? true) }
                    if !held { missed.append(stretch.record) }
                    continue
                }
                let delay = found.confirmedAt - from
                delays.append(delay)
                if delay > terms.detection { late.append(stretch.record) }
            }
        }
    }

    // MARK: Figures

    var verdictShare: Double { observations == 0 ? 0 : Double(rightVerdicts) / Double(observations) }
    var reasonShare: Double { observations == 0 ? 0 : Double(rightReasons) / Double(observations) }
    var precision: Double { incidents == 0 ? 1 : 1 - Double(falseIncidents.count) / Double(incidents) }
    var recall: Double { due == 0 ? 1 : 1 - Double(missed.count) / Double(due) }
}

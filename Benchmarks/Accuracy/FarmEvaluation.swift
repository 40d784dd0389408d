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
        /// How long an answer of DNS may be kept: a fault that DNS plays is seen that much later.
        var ttl: Duration

        /// The latest moment after a fault's start at which its incident must be confirmed.
        var detection: Duration { interval + confirmation + probe * probes + margin * 4 }

        func margin(of fault: FaultRecord) -> Duration { fault.fault.isOfDNS ? margin + ttl : margin }
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
    private(set) var unknown = 0
    /// Wrong only in that the machine was too slow: not counted among the others.
    private(set) var starved: [Mistake] = []
    private(set) var mistakes: [Mistake] = []
    /// By verdict: how often it was said, was true, and was both.
    private(set) var said: [Verdict: Int] = [:]
    private(set) var was: [Verdict: Int] = [:]
    private(set) var both: [Verdict: Int] = [:]

    private(set) var incidents = 0
    private(set) var falseIncidents: [Incident] = []
    private(set) var blips = 0
    private(set) var blipIncidents = 0
    private(set) var due = 0
    /// Incidents of due faults whose verdict is what was true.
    private(set) var rightKinds = 0
    /// Incidents beyond the first that one fault opened.
    private(set) var doubled: [Incident] = []
    /// Faults in which the host asked to be left alone (status 429): it is, so how soon they are confirmed is the host's doing.
    private(set) var leftAlone = 0
    private(set) var missed: [FaultRecord] = []
    private(set) var late: [FaultRecord] = []
    private(set) var delays: [Duration] = []

    let terms: Terms
    private let starvation: [Starvation.Stretch]

    init(_ terms: Terms, starvation: [Starvation.Stretch] = []) {
        self.terms = terms
        self.starvation = starvation
    }

    /// How long the machine had no time for us between two moments.
    private func starved(from: Timestamp, to: Timestamp) -> Duration {
        starvation.reduce(.zero) { sum, stretch in
            let (begin, end) = (max(stretch.from, from), min(stretch.to, to))
            return begin < end ? sum + (end - begin) : sum
        }
    }

    // MARK: Observations

    /// Takes all observations of one directory, and the directory's faults in order.
    mutating func judge(_ seen: [Observation], faults: [FaultRecord], slug: String) {
        for observation in seen {
            // A check that does not apply to a directory says so and nothing else.
            if observation.reason == .notApplicable { continue }
            let from = observation.at
            let to = observation.at + .microseconds(observation.timings.total)
            let touching = faults.filter { fault in
                let margin = terms.margin(of: fault)
                return fault.from < to + margin && (fault.to.map { $0 > from - margin } ?? true)
            }
            let whole = touching.first { fault in
                let margin = terms.margin(of: fault)
                return fault.from <= from - margin && (fault.to.map { $0 >= to + margin } ?? true)
            }
            guard let first = touching.first else {
                settle(observation, .well, nil, slug)
                continue
            }
            if let whole {
                settle(observation, whole.truth(for: observation.check), whole.fault, slug)
                continue
            }
            // A change of the truth while it looked: either side is right.
            let sides = touching.map { $0.truth(for: observation.check) } + [.well]
            let right = sides.first { $0.allows(observation.verdict, observation.reason) } ?? sides.first { $0.allows(observation.verdict) }
            settle(observation, right ?? first.truth(for: observation.check), first.fault, slug)
        }
    }

    private mutating func settle(_ observation: Observation, _ truth: Truth, _ fault: Fault?, _ slug: String) {
        let isRight = truth.allows(observation.verdict)
        if !isRight {
            let mistake = Mistake(slug: slug, observation: observation, truth: truth, fault: fault)
            let end = observation.at + .microseconds(observation.timings.total)
            if observation.reason.isOfTime, starved(from: observation.at - .milliseconds(100), to: end) > .zero {
                starved.append(mistake)
                return
            }
            mistakes.append(mistake)
        }
        observations += 1
        if observation.verdict == .unknown { unknown += 1 }
        let truly = isRight ? observation.verdict : truth.verdict
        said[observation.verdict, default: 0] += 1
        was[truly, default: 0] += 1
        guard isRight else { return }
        both[truly, default: 0] += 1
        rightVerdicts += 1
        if truth.allows(observation.verdict, observation.reason) { rightReasons += 1 }
    }

    // MARK: Incidents

    /// A stretch in which a check had to fail, over one or more faults that follow one another without a good moment between.
    private struct Stretch {
        var record: FaultRecord
        var from: Timestamp
        var to: Timestamp?
    }

    /// Takes all incidents of one directory, the directory's faults in order, and when the watch began and ended.
    mutating func judge(_ opened: [Incident], faults: [FaultRecord], from start: Timestamp, to end: Timestamp) {
        let check = CheckKind.content
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
                let margin = terms.margin(of: stretch.record)
                return incident.startedAt >= stretch.from - margin && incident.startedAt <= (stretch.to ?? end) + margin
            }
            // A fault that may be seen in two ways (say, up or degraded) may open an incident or not.
            let excused = faults.contains { fault in
                fault.truth(for: check).alsoRight.contains { $0.verdict.isFailure } && incident.startedAt >= fault.from - terms.margin
                    && incident.startedAt <= (fault.to ?? end) + terms.margin
            }
            if !near && !excused { falseIncidents.append(incident) }
        }
        for stretch in stretches {
            let margin = terms.margin(of: stretch.record)
            let from = max(stretch.from, start)
            let to = min(stretch.to ?? end, end)
            let own = opened.filter { $0.startedAt >= from - margin && $0.startedAt <= to + margin }.sorted { $0.startedAt < $1.startedAt }
            if let until = stretch.to, until - stretch.from < terms.confirmation {
                blips += 1
                if !own.isEmpty { blipIncidents += 1 }
            } else if stretch.record.fault == .wall(.rateLimit) {
                leftAlone += 1
            } else if to - from >= terms.detection, stretch.record.truth(for: check).alsoRight.allSatisfy({ $0.verdict.isFailure }) {
                due += 1
                doubled += own.dropFirst()
                guard let found = own.first else {
                    // One that a flapping check has held open since before covers this fault too.
                    let held = opened.contains { $0.flapping && $0.startedAt < from && ($0.endedAt.map { $0 > from } ?? true) }
                    if held { rightKinds += 1 } else { missed.append(stretch.record) }
                    continue
                }
                if faults.contains(where: { $0.from < to && ($0.to ?? end) > from && $0.truth(for: check).allows(found.verdict) }) {
                    rightKinds += 1
                }
                let delay = found.confirmedAt - from
                delays.append(delay)
                if delay > terms.detection + starved(from: from, to: found.confirmedAt) { late.append(stretch.record) }
            }
        }
    }

    // MARK: Figures

    var verdictShare: Double { observations == 0 ? 0 : Double(rightVerdicts) / Double(observations) }
    var reasonShare: Double { observations == 0 ? 0 : Double(rightReasons) / Double(observations) }
    var precision: Double { incidents == 0 ? 1 : 1 - Double(falseIncidents.count) / Double(incidents) }
    var recall: Double { due == 0 ? 1 : 1 - Double(missed.count) / Double(due) }
    /// Share of the faults that opened an incident in which it has the right verdict.
    var kindShare: Double { due == missed.count ? 1 : Double(rightKinds) / Double(due - missed.count) }

    /// Of the observations that said a verdict, the share for which it was true; nil where none did.
    func precision(of verdict: Verdict) -> Double? { said[verdict].map { Double(both[verdict] ?? 0) / Double($0) } }
    /// Of the observations for which a verdict was true, the share that said it; nil where there was none.
    func recall(of verdict: Verdict) -> Double? { was[verdict].map { Double(both[verdict] ?? 0) / Double($0) } }
}

extension Reason {
    /// Whether a machine that has no time for us could be the reason for it.
    fileprivate var isOfTime: Bool {
        switch self {
        case .slow, .dnsTimeout, .connectTimeout, .tlsTimeout, .responseTimeout, .transferTimeout, .totalTimeout: true
        default: false
        }
    }
}

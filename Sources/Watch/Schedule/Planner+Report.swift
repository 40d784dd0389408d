package import Model

extension Planner {
    /// How much of the budget the wishes need: 1 is all of it, more is overload.
    package var shareOfBudget: Double { demandedPerSecond / max(allowedPerSecond, 1e-9) }

    /// How fresh each importance is kept. Reads every check once: milliseconds at 100,000.
    package mutating func report(now: Timestamp) -> FreshnessReport {
        advance(now)
        balance()
        var lines: [FreshnessReport.Line] = []
        var ages = [MillisecondHistogram](repeating: MillisecondHistogram(), count: 4)
        var (checks, never, onTime) = ([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0])
        var (wish, plan): ([Int64], [Int64]) = ([0, 0, 0, 0], [0, 0, 0, 0])
        for slot in keys.indices where flags[slot].contains(.counted) {
            let rank = Int(rank[slot])
            let age = time - seen[slot]
            checks[rank] += 1
            wish[rank] += Int64(wanted[slot])
            plan[rank] += Int64(planned[slot])
            if age <= Int64(wanted[slot]) * 11 / 10 + 1000 { onTime[rank] += 1 }
            if flags[slot].contains(.neverSeen) { never[rank] += 1 } else { ages[rank].add(age) }
        }
        for rank in stride(from: 3, through: 0, by: -1) where checks[rank] > 0 {
            lines.append(
                .init(
                    importance: Importance(rank: rank) ?? .normal, checks: checks[rank],
                    wantedMilliseconds: wish[rank] / Int64(checks[rank]), plannedMilliseconds: plan[rank] / Int64(checks[rank]),
                    medianAgeMilliseconds: ages[rank].quantile(0.5), p95AgeMilliseconds: ages[rank].quantile(0.95),
                    neverSeen: never[rank], onTime: Double(onTime[rank]) / Double(checks[rank])))
        }
        var late = lateness[0]
        late.add(lateness[1])
        let overloaded = shareOfBudget > 1
        return FreshnessReport(
            lines: lines, demandedPerSecond: demandedPerSecond, allowedPerSecond: allowedPerSecond, overloaded: overloaded,
            inFlight: inFlight, p50LatenessMilliseconds: late.quantile(0.5), p99LatenessMilliseconds: late.quantile(0.99),
            waitingForHost: waiting, sentence: overloaded ? tightSentence(lines) : ampleSentence(lines))
    }

    private func tightSentence(_ lines: [FreshnessReport.Line]) -> String {
        let stretched = lines.filter { $0.plannedMilliseconds > $0.wantedMilliseconds * 11 / 10 }.map {
            "\($0.importance.rawValue) every \(span($0.plannedMilliseconds)) instead of \(span($0.wantedMilliseconds))"
        }
        return
            "The budget is too small: the wanted intervals need \(perSecond(demandedPerSecond)), \(perSecond(allowedPerSecond)) are allowed; "
            + (stretched.isEmpty ? "checks wait longer than wanted." : "checked are " + stretched.joined(separator: ", ") + ".")
    }

    private func ampleSentence(_ lines: [FreshnessReport.Line]) -> String {
        let checks = lines.reduce(0) { $0 + $1.checks }
        return
            "\(checks) \(checks == 1 ? "check needs" : "checks need") \(perSecond(demandedPerSecond)) of the \(perSecond(allowedPerSecond)) allowed."
    }

    private func perSecond(_ value: Double) -> String {
        if value >= 0.095 {
            let tenths = Int((value * 10).rounded())
            if value >= 100 { return "\(Int(value.rounded())) probes a second" }
            return "\(tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)") probes a second"
        }
        return "\(Int((value * 3600).rounded())) probes an hour"
    }

    private func span(_ milliseconds: Int64) -> String {
        let seconds = (milliseconds + 500) / 1000
        if seconds < 120 { return "\(seconds) s" }
        if seconds < 7200 { return "\((seconds + 30) / 60) min" }
        return "\((seconds + 1800) / 3600) h"
    }
}

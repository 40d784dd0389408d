import Expressions
package import Model
package import Web

/// Is it the right page? Sees all that ``HTTPCheck`` sees, reads the page and judges it.
///
/// The bytes are hashed first: a page that is to the byte what it was when it was found good is good. Else one pass over it
/// (``PageSkim``) tells walls, parked domains and missing pages, and the ``PageBaseline`` tells another site.
package struct ContentCheck: Check {
    package static let kind = CheckKind.content
    package static let reach: Needs = HTTPCheck.reach

    package let plan: CheckPlan
    package init(_ plan: CheckPlan) { self.plan = plan }

    package func request() -> ProbeRequest {
        ProbeRequest(
            url: plan.url, depth: .http, body: .upTo(plan.rules.bodyLimit), redirects: plan.rules.redirects, timeouts: plan.timeouts,
            nameServers: plan.needs.contains(.nameServers))
    }

    package func judge(_ result: ProbeResult, _ context: CheckContext) -> Judgement {
        var rulings: [Ruling] = []
        if let failure = result.failure {
            let ruling = FailureJudge.ruling(failure, result, now: context.now)
            guard ruling.verdict == .degraded else { return judgement([ruling], result, context, well: "") }
            // A part of the page came: what it says is worth more than that it is cut.
            rulings.append(ruling)
        }
        let status = StatusJudge.ruling(result, now: context.now)
        if let status, !plan.needs.contains(.judgesStatus) || status.verdict == .blocked { rulings.insert(status, at: 0) }

        let input = ConditionInput(result, now: context.now, extent: .whole)
        let reached = PageReading.reached(result) ?? plan.url
        let reading = PageReading(
            result, reached: reached, watched: plan.url, baseline: context.baseline, input: input, plan: plan, status: status)
        if let finding = reading.finding { rulings.insert(Ruling(finding), at: 0) }

        var list: [Evidence.Condition] = []
        if rulings.first?.verdict != .blocked, rulings.first?.verdict != .parked {
            let judged = conditions(input)
            list = judged.list
            // What stands in the part that did not come, no condition can know.
            rulings += result.failure == nil ? judged.rulings : []
        }
        if let illegible = reading.illegible { rulings.append(illegible) }
        if let worry = CertificateJudge.worry(result.tls, rules: plan.rules, now: context.now) { rulings.append(worry) }
        if result.bodyTruncated, !plan.needs.contains(.body) || plan.conditions.isEmpty {
            rulings.append(
                Ruling(
                    .degraded, .bodyTruncated,
                    "The page is longer than the \(ConditionValue.bytes(Double(plan.rules.bodyLimit))) that are read"))
        }
        // Last of what is degraded: that it took long says less than why.
        if let slow = slowness(result) { rulings.append(slow) }
        rulings = rulings.filter { $0.verdict != .degraded } + rulings.filter { $0.verdict == .degraded }
        var judgement = judgement(
            rulings, result, context, conditions: list, title: reading.title,
            well: "The page is there: status \(result.status ?? 0) in \(ConditionValue.duration(Double(result.timings.total) / 1000))")
        let verdict = judgement.observation.verdict
        if verdict == .up || (verdict == .degraded && !result.bodyTruncated && result.failure == nil) {
            judgement.baseline = reading.learned(at: context.now)
        }
        return judgement
    }
}

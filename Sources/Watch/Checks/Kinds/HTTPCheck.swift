import Expressions
package import Model
package import Web

/// Does the server answer well? Reads no body unless a condition asks for one.
package struct HTTPCheck: Check {
    package static let kind = CheckKind.http
    package static let reach: Needs = [.response, .body, .page, .document, .tls, .dns, .nameServers, .judgesStatus]

    package let plan: CheckPlan
    package init(_ plan: CheckPlan) { self.plan = plan }

    package func request() -> ProbeRequest {
        ProbeRequest(
            url: plan.url, depth: .http, body: plan.needs.contains(.body) ? .upTo(plan.rules.bodyLimit) : .none,
            redirects: plan.rules.redirects, timeouts: plan.timeouts, nameServers: plan.needs.contains(.nameServers))
    }

    package func judge(_ result: ProbeResult, _ context: CheckContext) -> Judgement {
        if let failure = result.failure {
            return judgement([FailureJudge.ruling(failure, result, now: context.now)], result, context, well: "")
        }
        var rulings: [Ruling] = []
        if let ruling = StatusJudge.ruling(result, now: context.now), !plan.needs.contains(.judgesStatus) || ruling.reason == .botWall {
            rulings.append(ruling)
        }
        if rulings.isEmpty, let ruling = LoginRedirect.ruling(result, watched: plan.url) { rulings.append(ruling) }
        var list: [Evidence.Condition] = []
        // A wall's page is not what conditions are about.
        if rulings.isEmpty || rulings.first?.verdict == .down {
            let judged = conditions(ConditionInput(result, now: context.now))
            list = judged.list
            rulings += judged.rulings
        }
        if let worry = CertificateJudge.worry(result.tls, rules: plan.rules, now: context.now) { rulings.append(worry) }
        if let slow = slowness(result) { rulings.append(slow) }
        return judgement(
            rulings, result, context, conditions: list,
            well: "The server answers with status \(result.status ?? 0) in \(ConditionValue.duration(Double(result.timings.total) / 1000))")
    }
}

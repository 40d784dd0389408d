import HTML
package import Model
package import Web

/// Does the name resolve, and as expected? Connects to nobody.
package struct DNSCheck: Check {
    package static let kind = CheckKind.dns
    package static let reach: Needs = [.dns, .nameServers]

    package let plan: CheckPlan
    package init(_ plan: CheckPlan) { self.plan = plan }

    package func request() -> ProbeRequest {
        ProbeRequest(url: plan.url, depth: .dns, redirects: 0, timeouts: plan.timeouts, nameServers: true)
    }

    package func judge(_ result: ProbeResult, _ context: CheckContext) -> Judgement {
        if let failure = result.failure {
            return judgement([FailureJudge.ruling(failure, result, now: context.now)], result, context, well: "")
        }
        let host = plan.url.bareHost ?? ""
        guard let facts = result.dns, !facts.addresses.isEmpty else {
            return judgement([Ruling(.down, .dnsNotFound, "\(host) has no address")], result, context, well: "")
        }
        let judged = conditions(ConditionInput(result, now: context.now))
        let addresses = facts.addresses.prefix(4).joined(separator: ", ") + (facts.addresses.count > 4 ? ", …" : "")
        return judgement(judged.rulings, result, context, conditions: judged.list, well: "\(host) is at \(addresses)")
    }
}

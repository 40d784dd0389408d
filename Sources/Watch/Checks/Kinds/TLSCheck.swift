import HTML
package import Model
package import Web

/// Is the certificate trusted, for this name, and for long enough? Ends after the handshake.
package struct TLSCheck: Check {
    package static let kind = CheckKind.tls
    package static let reach: Needs = [.tls, .dns, .nameServers]

    package let plan: CheckPlan
    package init(_ plan: CheckPlan) { self.plan = plan }

    package func request() -> ProbeRequest {
        ProbeRequest(
            url: plan.url, depth: .tls, redirects: 0, timeouts: plan.timeouts, nameServers: plan.needs.contains(.nameServers))
    }

    package func judge(_ result: ProbeResult, _ context: CheckContext) -> Judgement {
        if let failure = result.failure {
            return judgement([FailureJudge.ruling(failure, result, now: context.now)], result, context, well: "")
        }
        guard let facts = result.tls, let leaf = facts.chain.first else {
            let ruling =
                plan.url.scheme == "https"
                ? Ruling(.down, .tlsFailure, "The server showed no certificate")
                : Ruling(.unknown, .notApplicable, "There is no certificate to check: the URL is http")
            return judgement([ruling], result, context, well: "")
        }
        var rulings: [Ruling] = []
        if let bad = CertificateJudge.failure(facts, host: plan.url.bareHost ?? "", now: context.now) { rulings.append(bad) }
        if rulings.isEmpty, let worry = CertificateJudge.worry(facts, rules: plan.rules, now: context.now) { rulings.append(worry) }
        let judged = conditions(ConditionInput(result, now: context.now))
        rulings += judged.rulings
        return judgement(
            rulings, result, context, conditions: judged.list,
            well:
                "The certificate of \(leaf.issuerOrganization ?? leaf.issuer) is valid until \(DayText.date(leaf.notAfter)), \(DayText.distance(leaf.notAfter, from: context.now))"
        )
    }
}

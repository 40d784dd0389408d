import Expressions
import Model
import Web

extension Check {
    /// Puts an observation together: the first ruling decides, the others are told as marks.
    func judgement(
        _ rulings: [Ruling], _ result: ProbeResult, _ context: CheckContext, conditions: [Evidence.Condition] = [], title: String? = nil,
        well: String
    ) -> Judgement {
        let first = rulings.first ?? Ruling(.up, .ok, well)
        var marks = first.marks
        for other in rulings.dropFirst() where other.sentence != first.sentence { marks.append(other.sentence) }
        let observation = Observation(
            directory: plan.directory, check: Self.kind, at: result.startedAt, verdict: first.verdict, reason: first.reason,
            sentence: first.sentence, timings: result.timings, status: result.status, bytes: result.bytes, attempt: context.attempt,
            fate: FateReader.fate(result),
            evidence: EvidenceMaking.evidence(
                result, isGood: first.verdict == .up, conditions: conditions, title: title, marks: marks))
        return Judgement(
            observation: observation, retryAfter: RetryAfter.wait(result, now: context.now), expiresAt: result.tls?.chain.first?.notAfter)
    }

    /// That the response took too long, in all.
    func slowness(_ result: ProbeResult) -> Ruling? {
        guard result.timings.total > plan.rules.slowAfter.wholeMicroseconds else { return nil }
        let timings = result.timings
        let phases: [(String, Int64?)] = [
            ("name resolution", timings.dns), ("connect", timings.connect), ("TLS", timings.tls), ("first byte", timings.firstByte),
            ("transfer", timings.transfer),
        ]
        let slowest = phases.compactMap { phase in phase.1.map { (phase.0, $0) } }.max { $0.1 < $1.1 }
        let most = slowest.map { ", most of it for \($0.0) (\(ConditionValue.duration(Double($0.1) / 1000)))" } ?? ""
        return Ruling(
            .degraded, .slow,
            "The response took \(ConditionValue.duration(Double(timings.total) / 1000))\(most); more than \(ConditionValue.duration(Double(plan.rules.slowAfter.wholeMilliseconds))) is slow"
        )
    }

    /// What the conditions say: each with what was found, and a ruling for the first that does not hold.
    func conditions(_ input: ConditionInput) -> (list: [Evidence.Condition], rulings: [Ruling]) {
        var list: [Evidence.Condition] = []
        var rulings: [Ruling] = []
        for condition in plan.conditions {
            let judged = condition.judge(input)
            list.append(judged)
            if !judged.held { rulings.append(ConditionRuling.ruling(condition, found: judged.found ?? "")) }
        }
        return (list, rulings.sorted { $0.verdict.code > $1.verdict.code })
    }
}

/// What it means that a condition does not hold.
enum ConditionRuling {
    static func ruling(_ condition: Condition, found: String) -> Ruling {
        let sentence = "The condition \(condition.source) does not hold: \(found)"
        let subjects = condition.tree.comparisons.map(\.subject)
        func all(_ test: (ProbeSubject) -> Bool) -> Bool { !subjects.isEmpty && subjects.allSatisfy(test) }
        let isTime = all { subject in
            switch subject {
            case .latency, .phase: true
            default: false
            }
        }
        if isTime { return Ruling(.degraded, .slow, sentence) }
        if all({ $0 == .tlsDaysLeft }) { return Ruling(.degraded, .certificateExpiring, sentence) }
        if all({ $0 == .bodyTruncated }) { return Ruling(.degraded, .bodyTruncated, sentence) }
        if all({ $0 == .text || $0 == .title }) { return Ruling(.changed, .textGone, sentence) }
        return Ruling(.changed, .conditionFailed, sentence)
    }
}

/// What is kept to believe a verdict by.
enum EvidenceMaking {
    static func evidence(
        _ result: ProbeResult, isGood: Bool, conditions: [Evidence.Condition], title: String?, marks: [String]
    ) -> Evidence {
        let leaf = result.tls?.chain.first
        return Evidence(
            hops: result.hops.count > 1 || !isGood ? result.hops.map { Evidence.Hop(url: $0.url, status: $0.status) } : [],
            headers: isGood
                ? []
                : result.headers.filter { $0.name != "set-cookie" }.prefix(40).map { Evidence.Header($0.name, $0.value.clipped(to: 300)) },
            title: title, firstBytes: isGood || result.body.isEmpty ? nil : firstBytes(result.body),
            certificate: leaf.map {
                Evidence.Certificate(
                    subject: $0.subject, issuer: $0.issuer, names: Array($0.names.prefix(20)), notBefore: $0.notBefore,
                    notAfter: $0.notAfter,
                    protocolVersion: result.tls?.protocolVersion ?? "", key: $0.key)
            },
            conditions: conditions, marks: marks)
    }

    private static func firstBytes(_ body: [UInt8]) -> String {
        String(decoding: PageSkim.repaired(Array(body.prefix(1000)).filter { $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 }), as: UTF8.self)
            .clipped(to: 1024)
    }
}

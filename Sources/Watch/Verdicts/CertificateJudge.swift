import Model
import Web

/// What a certificate means for visitors.
enum CertificateJudge {
    /// Why a browser would refuse it; nil if it would not, or if no certificate was seen.
    static func failure(_ facts: TLSFacts?, host: String, now: Timestamp) -> Ruling? {
        guard let facts, let leaf = facts.chain.first else { return nil }
        let until = DayText.date(leaf.notAfter)
        switch facts.trust {
        case .trusted, .incomplete: return nil
        case .expired:
            // The ended one may be further up the chain.
            guard let ended = facts.chain.first(where: { $0.notAfter <= now }) else {
                return Ruling(.down, .certificateExpired, "The certificate's chain has ended")
            }
            let what = ended == leaf ? "The certificate" : "A certificate of the chain (\(ended.subject))"
            return Ruling(
                .down, .certificateExpired,
                "\(what) ended \(DayText.distance(ended.notAfter, from: now)), on \(DayText.date(ended.notAfter))")
        case .notYetValid:
            return Ruling(
                .down, .certificateNotYetValid,
                "The certificate is not valid before \(DayText.date(leaf.notBefore)) (\(DayText.distance(leaf.notBefore, from: now)))")
        case .wrongName:
            let names =
                leaf.names.isEmpty ? leaf.subject : leaf.names.prefix(3).joined(separator: ", ") + (leaf.names.count > 3 ? ", …" : "")
            return Ruling(.down, .certificateWrongName, "The certificate is for \(names), not for \(host)", marks: ["valid until \(until)"])
        case .selfSigned:
            return Ruling(
                .down, .certificateUntrusted, "The certificate is signed by itself, so no browser trusts it",
                marks: ["issuer \(leaf.issuer)"])
        case .untrusted:
            return Ruling(
                .down, .certificateUntrusted,
                facts.chain.count == 1
                    ? "The certificate's issuer, \(leaf.issuerOrganization ?? leaf.issuer), is not trusted, or its own certificate is missing from the chain"
                    : "The certificate's issuer, \(leaf.issuerOrganization ?? leaf.issuer), is not trusted")
        }
    }

    /// What will trouble visitors or does trouble some of them: that a part of the chain is missing, or that it will end soon; nil if nothing.
    static func worry(_ facts: TLSFacts?, rules: CheckRules, now: Timestamp) -> Ruling? {
        guard let facts, let leaf = facts.chain.first else { return nil }
        if facts.trust == .incomplete {
            return Ruling(
                .degraded, .chainIncomplete,
                "The server leaves the certificate of \(leaf.issuer) out of its chain: who does not know it elsewhere is refused",
                marks: ["\(facts.chain.count) certificate\(facts.chain.count == 1 ? "" : "s") shown", "issuer \(leaf.issuer)"])
        }
        let left = leaf.notAfter.milliseconds - now.milliseconds
        guard left < Int64(rules.certificateDays) * DayText.day else { return nil }
        // A certificate that was made for a few days only is not about to fail when a third of its life is left.
        let life = leaf.notAfter.milliseconds - leaf.notBefore.milliseconds
        if life < 3 * Int64(rules.certificateDays) * DayText.day, life > 0, left > life / 3 { return nil }
        let urgent = left < Int64(rules.certificateCriticalDays) * DayText.day
        return Ruling(
            .degraded, .certificateExpiring,
            "The certificate ends \(DayText.distance(leaf.notAfter, from: now)), on \(DayText.date(leaf.notAfter))\(urgent ? ": renew it now" : "")"
        )
    }
}

import Model
import Web

/// What it means that a probe got no whole response.
enum FailureJudge {
    static func ruling(_ failure: ProbeFailure, _ result: ProbeResult, now: Timestamp) -> Ruling {
        func down(_ reason: Reason) -> Ruling { Ruling(.down, reason, failure.message) }
        switch failure.kind {
        case .dnsNotFound: return down(.dnsNotFound)
        case .dnsFailure: return down(.dnsFailure)
        case .dnsTimeout: return down(.dnsTimeout)
        case .connectRefused: return down(.connectRefused)
        case .connectTimeout: return down(.connectTimeout)
        case .connectUnreachable: return down(.connectUnreachable)
        case .connectionReset:
            // A reset in the middle of a page that had begun well leaves a part of it.
            return isPart(result)
                ? Ruling(.degraded, .bodyTruncated, "The connection was cut after \(result.body.count) bytes of the page")
                : down(.connectionReset)
        case .tlsFailure: return down(.tlsFailure)
        case .tlsTimeout: return down(.tlsTimeout)
        case .certificateInvalid: return CertificateJudge.failure(result.tls, host: host(result), now: now) ?? down(.certificateUntrusted)
        case .firstByteTimeout: return down(.responseTimeout)
        case .transferTimeout: return down(.transferTimeout)
        case .totalTimeout: return down(.totalTimeout)
        case .emptyResponse: return down(.emptyResponse)
        case .invalidResponse: return down(.invalidResponse)
        case .bodyIncomplete:
            return isPart(result)
                ? Ruling(.degraded, .bodyTruncated, "The page ends before it should, after \(result.body.count) bytes")
                : down(.invalidResponse)
        case .decodingFailed: return down(.decodingFailed)
        case .redirectLoop: return down(.redirectLoop)
        case .tooManyRedirects: return down(.tooManyRedirects)
        case .redirectInvalid: return down(.invalidResponse)
        case .addressRefused: return Ruling(.unknown, .addressRefused, failure.message)
        case .localResources: return Ruling(.unknown, .localResources, failure.message)
        case .cancelled: return Ruling(.unknown, .cancelled, failure.message)
        }
    }

    private static func isPart(_ result: ProbeResult) -> Bool {
        guard let status = result.status else { return false }
        return (200...299).contains(status) && !result.body.isEmpty
    }

    static func host(_ result: ProbeResult) -> String { URLText.host(result.hops.last?.url ?? "") }
}

import Expressions
import HTML
import Model
import Testing
import Web

@testable import Watch

@Suite struct CheckTests {
    static let now = ConditionJudgingTests.now

    static func check(_ kind: CheckKind, _ conditions: [String] = [], url: String = "https://www.example.com/list") throws -> any Check {
        let url = try #require(WebURL(url))
        return try CheckCatalogue.check(
            DirectoryID(7), url: url, CheckSettings(kind: kind, conditions: conditions), rules: CheckRules())
    }

    static func judge(
        _ kind: CheckKind, _ result: ProbeResult, _ conditions: [String] = [], url: String = "https://www.example.com/list"
    ) throws -> Observation {
        try check(kind, conditions, url: url).judge(result, CheckContext(now: now)).observation
    }

    static func failed(_ kind: ProbeFailure.Kind) -> ProbeResult {
        var result = ProbeResult(startedAt: now)
        result.hops = [ProbeHop(url: "https://www.example.com/list")]
        result.failure = ProbeFailure(kind, "It went wrong")
        return result
    }

    @Test func bodiesAreReadOnlyWhenSomethingAsksForThem() throws {
        #expect(try Self.check(.http).request().body == .none)
        #expect(try Self.check(.http, ["latency < 2s"]).request().body == .none)
        #expect(try Self.check(.http, ["title contains \"x\""]).request().body == .upTo(2 << 20))
        #expect(try Self.check(.content).request().body == .upTo(2 << 20))
        #expect(try Self.check(.tls).request().depth == .tls)
        #expect(try Self.check(.dns).request().depth == .dns)
        #expect(try Self.check(.dns).request().nameServers)
        #expect(try !Self.check(.http).request().nameServers)
        #expect(try Self.check(.http, ["dns.name_servers exists"]).request().nameServers)
    }

    @Test(arguments: [CheckKind.form, .listings]) func kindsToComeAreRefused(_ kind: CheckKind) {
        let error = #expect(throws: CheckError.self) { try Self.check(kind) }
        #expect(error?.code == .unknownKind)
    }

    @Test func conditionsBeyondACheckAreRefusedWithAPlaceToGo() {
        let error = #expect(throws: CheckError.self) { try Self.check(.dns, ["title contains \"x\""]) }
        #expect(error?.code == .conditionOutOfReach)
        #expect(error?.remedy.contains("http") == true)
        let bad = #expect(throws: CheckError.self) { try Self.check(.http, ["status == 2s"]) }
        #expect(bad?.condition?.column == 11)
    }

    @Test(arguments: [
        (ProbeFailure.Kind.dnsNotFound, Verdict.down, Reason.dnsNotFound), (.dnsFailure, .down, .dnsFailure),
        (.dnsTimeout, .down, .dnsTimeout),
        (.connectRefused, .down, .connectRefused), (.connectTimeout, .down, .connectTimeout),
        (.connectUnreachable, .down, .connectUnreachable),
        (.connectionReset, .down, .connectionReset), (.tlsFailure, .down, .tlsFailure), (.tlsTimeout, .down, .tlsTimeout),
        (.firstByteTimeout, .down, .responseTimeout), (.transferTimeout, .down, .transferTimeout), (.totalTimeout, .down, .totalTimeout),
        (.emptyResponse, .down, .emptyResponse), (.invalidResponse, .down, .invalidResponse), (.bodyIncomplete, .down, .invalidResponse),
        (.decodingFailed, .down, .decodingFailed), (.redirectLoop, .down, .redirectLoop), (.tooManyRedirects, .down, .tooManyRedirects),
        (.redirectInvalid, .down, .invalidResponse), (.addressRefused, .unknown, .addressRefused),
        (.localResources, .unknown, .localResources),
        (.cancelled, .unknown, .cancelled), (.certificateInvalid, .down, .certificateUntrusted),
    ])
    func everyFailureHasItsReason(_ kind: ProbeFailure.Kind, _ verdict: Verdict, _ reason: Reason) throws {
        for check in [CheckKind.http, .content, .tls, .dns] {
            let seen = try Self.judge(check, Self.failed(kind))
            #expect(seen.verdict == verdict && seen.reason == reason, "\(check)")
            #expect(!seen.sentence.isEmpty)
        }
    }

    @Test(arguments: [
        (200, Verdict.up, Reason.ok), (204, .up, .ok), (401, .blocked, .unauthorized), (403, .blocked, .forbidden),
        (404, .changed, .notFound),
        (410, .changed, .notFound), (429, .blocked, .rateLimited), (451, .blocked, .geoBlocked), (400, .down, .clientError),
        (418, .down, .clientError), (500, .down, .serverError), (503, .down, .serverError), (522, .down, .serverError),
        (999, .blocked, .botWall),
        (302, .down, .invalidResponse), (304, .up, .ok),
    ])
    func everyStatusHasItsVerdict(_ status: Int, _ verdict: Verdict, _ reason: Reason) throws {
        var result = ConditionJudgingTests.result()
        result.status = status
        for kind in [CheckKind.http, .content] {
            let seen = try Self.judge(kind, result)
            #expect(seen.verdict == verdict && seen.reason == reason, "\(kind): \(seen)")
        }
    }

    @Test func aConditionOnTheStatusReplacesItsJudgement() throws {
        var result = ConditionJudgingTests.result()
        result.status = 404
        #expect(try Self.judge(.http, result, ["status == 404"]).verdict == .up)
        #expect(try Self.judge(.http, result, ["status == 200"]).reason == .conditionFailed)
        #expect(try Self.judge(.http, result, ["latency < 5s"]).reason == .notFound)
    }

    @Test(arguments: [
        ("cf-mitigated", "challenge", 403), ("x-amzn-waf-action", "challenge", 202), ("server", "DataDome", 403),
        ("x-datadome", "protected", 403),
        ("server", "AkamaiGHost", 403), ("x-iinfo", "10-1-2", 403), ("x-sucuri-block", "1", 403), ("cf-mitigated", "challenge", 503),
        ("x-vercel-mitigated", "challenge", 429), ("set-cookie", "incap_ses_1=x", 403),
    ])
    func headersNameTheWall(_ name: String, _ value: String, _ status: Int) throws {
        var result = ConditionJudgingTests.result()
        result.status = status
        result.headers.append((name, value))
        #expect(try Self.judge(.http, result).reason == .botWall)
    }

    @Test(arguments: [
        ("server", "cloudflare"), ("x-datadome", "protected"), ("x-iinfo", "1"), ("server", "AkamaiGHost"), ("cf-ray", "1-FRA"),
    ])
    func headersOfAServiceThatLetsUsInAreNoWall(_ name: String, _ value: String) throws {
        var result = ConditionJudgingTests.result()
        result.headers.append((name, value))
        #expect(try Self.judge(.http, result).verdict == .up)
    }

    @Test(arguments: [("x-iinfo", "1"), ("server", "AkamaiGHost"), ("set-cookie", "incap_ses_1=x"), ("cf-ray", "1-FRA")])
    func troubleOfTheOriginBehindAServiceIsDown(_ name: String, _ value: String) throws {
        var result = ConditionJudgingTests.result("<title>503</title><div id=\"cf-error-details\">Service Unavailable</div>")
        result.status = 503
        result.headers.append((name, value))
        for kind in [CheckKind.http, .content] { #expect(try Self.judge(kind, result).reason == .serverError) }
    }

    @Test func slowIsDegradedAndSaysWhere() throws {
        var result = ConditionJudgingTests.result()
        result.timings.firstByte = 5_800_000
        result.timings.total = 6_200_000
        let seen = try Self.judge(.http, result)
        #expect(seen.verdict == .degraded && seen.reason == .slow)
        #expect(seen.sentence == "The response took 6.2 s, most of it for first byte (5.8 s); more than 5 s is slow")
    }

    @Test func certificatesAreToldInDays() throws {
        func sentence(_ trust: TLSFacts.Trust, end: Int64, kind: CheckKind = .tls) throws -> Observation {
            var result = ConditionJudgingTests.result()
            result.status = kind == .tls ? nil : result.status
            result.tls?.trust = trust
            result.tls?.chain[0].notAfter = Self.now + .seconds(end * 86_400)
            if trust != .trusted { result.failure = ProbeFailure(.certificateInvalid, "refused") }
            return try Self.judge(kind, result)
        }
        let expired = try sentence(.expired, end: -3)
        #expect(expired.reason == .certificateExpired && expired.sentence.hasPrefix("The certificate ended 3 days ago, on 2026-09-"))
        #expect(
            try sentence(.wrongName, end: 30).sentence == "The certificate is for example.com, www.example.com, not for www.example.com")
        #expect(try sentence(.selfSigned, end: 30).reason == .certificateUntrusted)
        #expect(try sentence(.trusted, end: 30).verdict == .up)
        for kind in [CheckKind.tls, .http, .content] { #expect(try sentence(.trusted, end: 9, kind: kind).reason == .certificateExpiring) }
        #expect(try sentence(.trusted, end: 2).sentence.hasSuffix("renew it now"))
    }

    @Test func certificatesOfAFewDaysAreNotAlwaysEnding() throws {
        var result = ConditionJudgingTests.result()
        result.tls?.chain[0].notBefore = Self.now - .seconds(86_400)
        result.tls?.chain[0].notAfter = Self.now + .seconds(86_400 * 5)
        #expect(try Self.judge(.tls, result).verdict == .up)
        result.tls?.chain[0].notBefore = Self.now - .seconds(86_400 * 5)
        result.tls?.chain[0].notAfter = Self.now + .seconds(86_400)
        #expect(try Self.judge(.tls, result).reason == .certificateExpiring)
    }

    @Test func evidenceIsKeptForFailuresAndSecretsAreNot() throws {
        var result = ConditionJudgingTests.result()
        result.status = 500
        result.headers.append(("set-cookie", "session=secret"))
        let evidence = try #require(try Self.judge(.content, result).evidence)
        #expect(evidence.hops.count == 2)
        #expect(evidence.headers.contains { $0.name == "content-type" })
        #expect(!evidence.headers.contains { $0.value.contains("secret") })
        #expect(evidence.firstBytes?.hasPrefix("<!DOCTYPE") == true)
        #expect(evidence.certificate?.issuer == "R3")
    }

    @Test func partOfAPageIsDegraded() throws {
        var result = ConditionJudgingTests.result()
        result.failure = ProbeFailure(.bodyIncomplete, "short")
        #expect(try Self.judge(.content, result).reason == .bodyTruncated)
        result.failure = nil
        result.bodyTruncated = true
        #expect(try Self.judge(.content, result).reason == .bodyTruncated)
    }

    @Test func slownessHidesNothingGraver() throws {
        var result = ConditionJudgingTests.result()
        result.timings.total = 60_000_000
        #expect(try Self.judge(.content, result).reason == .slow)
        result.bodyTruncated = true
        #expect(try Self.judge(.content, result).reason == .bodyTruncated)
        let marks = try #require(try Self.judge(.content, result).evidence?.marks)
        #expect(marks.contains { $0.contains("is slow") }, "told as well")
        #expect(try Self.judge(.content, result, ["title contains \"Berlin\""]).reason == .textGone)
    }

    @Test func conditionsChooseTheirVerdict() throws {
        let result = ConditionJudgingTests.result()
        #expect(try Self.judge(.content, result, ["text contains \"Berlin\""]).reason == .textGone)
        #expect(try Self.judge(.content, result, ["count(\"form\") > 0"]).reason == .conditionFailed)
        #expect(try Self.judge(.content, result, ["latency < 1s"]).verdict == .degraded)
        #expect(try Self.judge(.content, result, ["latency < 1s", "count(\"form\") > 0"]).verdict == .changed)
        #expect(try Self.judge(.content, result, ["title exists", "count(\"li\") == 2"]).verdict == .up)
    }
}

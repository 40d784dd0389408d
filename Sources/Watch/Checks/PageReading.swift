import HTML
import Model
import Web

/// The page of a result as ``ContentCheck`` needs it: read once, and not at all when its bytes are known to be good.
struct PageReading {
    let finding: PageFinding?
    let title: String?
    private let baseline: PageBaseline?
    private let reached: WebURL
    private let skim: PageSkim?
    private let bodyHash: UInt64

    init(
        _ result: ProbeResult, reached: WebURL, watched: WebURL, baseline: PageBaseline?, input: ConditionInput, plan: CheckPlan,
        status: Ruling?
    ) {
        self.baseline = baseline
        self.reached = reached
        let bodyHash = PageHash.body(result.body)
        self.bodyHash = bodyHash
        let isKnown = status == nil && baseline?.bodyHash == bodyHash && baseline?.host == reached.bareHost
        guard !isKnown, Self.isPage(result) else {
            finding = nil
            skim = nil
            title = isKnown ? baseline?.title : nil
            return
        }
        let skim = plan.needs.contains(.page) ? input.page : PageSkim(result.body)
        self.skim = skim
        title = skim.title
        // What an error's page says is the error's business, but for a domain that is parked with one.
        if let status, status.verdict != .up {
            let judge = PageJudge(skim: skim, body: result.body, watched: watched, reached: reached, baseline: baseline)
            let found = status.reason == .notFound ? judge.finding() : nil
            finding = found?.verdict == .parked || found?.verdict == .blocked ? found : nil
            return
        }
        if let found = PageJudge(skim: skim, body: result.body, watched: watched, reached: reached, baseline: baseline).finding() {
            // A part of a page or of an endless one is not judged by what it lacks.
            let isPart = result.bodyTruncated || result.failure != nil
            finding = isPart && found.reason == .emptyPage ? nil : found
            return
        }
        if let baseline, !result.bodyTruncated, result.failure == nil, let marks = baseline.strangeness(skim, reached: reached) {
            finding = PageFinding(
                verdict: .changed, reason: .wrongSite,
                sentence:
                    "Another site stands here: \((skim.title ?? "it has no title").clipped(to: 100).debugDescription) has nothing in common with what was here",
                marks: marks)
            return
        }
        finding = nil
    }

    static func reached(_ result: ProbeResult) -> WebURL? { result.hops.last.flatMap { WebURL($0.url) } }

    /// Whether the body is markup, by its type or, without one, by its first byte.
    private static func isPage(_ result: ProbeResult) -> Bool {
        guard let type = result.header("content-type")?.lowercased(), !type.isEmpty else {
            return result.body.isEmpty || result.body.first { !$0.isMarkupSpace } == UInt8(ascii: "<") || result.body.first == 0xEF
        }
        return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml") || (result.body.isEmpty && type.hasPrefix("text/"))
    }

    /// The baseline with this page taken in; nil when nothing is new.
    func learned(at now: Timestamp) -> PageBaseline? {
        guard let skim else { return nil }
        guard var baseline else { return PageBaseline(skim, bodyHash: bodyHash, reached: reached, at: now) }
        guard baseline.isDue(now) else { return nil }
        baseline.learn(skim, bodyHash: bodyHash, reached: reached, at: now)
        return baseline
    }
}

import HTML
import Model
import Web

/// The page of a result as ``ContentCheck`` needs it: read once, and not at all when its bytes are known to be good.
struct PageReading {
    let finding: PageFinding?
    let title: String?
    /// That the page is there, but cannot be read.
    let illegible: Ruling?
    private var baseline: PageBaseline?
    private let subject: UInt32
    private let reached: WebURL
    private let skim: PageSkim?
    private let bodyHash: UInt64

    init(
        _ result: ProbeResult, reached: WebURL, watched: WebURL, baseline: PageBaseline?, input: ConditionInput, plan: CheckPlan,
        status: Ruling?
    ) {
        let subject = plan.subject
        // What was learned of the directory that this one was before it was edited is no measure.
        let baseline = baseline?.subject == subject ? baseline : nil
        self.baseline = baseline
        self.subject = subject
        self.reached = reached
        let bodyHash = PageHash.body(result.body)
        self.bodyHash = bodyHash
        let isKnown = status == nil && baseline?.bodyHash == bodyHash && baseline?.host == reached.bareHost
        guard !isKnown, Self.isPage(result) else {
            finding = nil
            illegible = nil
            skim = nil
            title = isKnown ? baseline?.title : nil
            return
        }
        let skim = plan.needs.contains(.page) ? input.page : PageSkim(result.body, charset: result.charset)
        self.skim = skim
        title = skim.title
        illegible = skim.unreadable.map { share in
            Ruling(
                .degraded, .partial,
                "The page can hardly be read: \(Int((share * 100).rounded())) % of its signs are none in the encoding that it claims, \(skim.encoding)"
            )
        }
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
        guard illegible == nil, !result.bodyTruncated, result.failure == nil else {
            finding = nil
            return
        }
        let identity = SiteIdentity(name: plan.name, url: watched)
        guard let known = baseline else {
            finding = identity.strangeness(skim, body: result.body).map { marks in
                PageFinding(
                    verdict: .changed, reason: .wrongSite,
                    sentence:
                        "Another site seems to stand here: \((skim.title ?? "it has no title").clipped(to: 100).debugDescription) names neither \(plan.name.clipped(to: 80)) nor \(watched.bareHost ?? "the host"). If it is the right one, edit the directory's name",
                    marks: marks)
            }
            return
        }
        if let marks = known.strangeness(skim, reached: reached) {
            if identity.isNamed(by: skim), identity.isUnknown(to: known.title) {
                // It was the other site that was learned, as it stood there first.
                self.baseline = nil
                finding = nil
                return
            }
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
        guard let skim, illegible == nil else { return nil }
        guard var baseline else { return PageBaseline(skim, bodyHash: bodyHash, reached: reached, subject: subject, at: now) }
        guard baseline.isDue(now) else { return nil }
        baseline.learn(skim, bodyHash: bodyHash, reached: reached, at: now)
        return baseline
    }
}

import Foundation
import HTML
import Synchronization
import Web

extension OpenPage {
    private func asked(_ paused: DevToolsEvents.RequestPaused) -> PageProgress.Asked {
        PageProgress.Asked(
            url: paused.request.url, kind: paused.resourceType, isMain: paused.resourceType == "Document" && paused.frameId == frame)
    }

    /// Whether a request is to be fetched; if not, it has its answer.
    func isToBeFetched(_ paused: DevToolsEvents.RequestPaused) -> Bool {
        let verdict = progress.withLock { $0.asked(asked(paused)) }
        sends.withLock { $0?.begin(paused) }
        switch verdict {
        case .fetch: return true
        case .pass: link.tell(DevTools.Fetch.ContinueRequest(requestId: paused.requestId), session: session)
        // Aborted, a document leaves the one before where it is.
        case .refuse(let quietly): fail(paused, quietly ? "Aborted" : "BlockedByClient")
        }
        return false
    }

    private func fail(_ paused: DevToolsEvents.RequestPaused, _ reason: String) {
        link.tell(DevTools.Fetch.FailRequest(requestId: paused.requestId, errorReason: reason), session: session)
    }

    /// Answers one request of the page, by the prober: it resolves names itself and judges the very address that it connects to.
    func answer(_ paused: DevToolsEvents.RequestPaused) async throws(BrowserError) {
        let asked = asked(paused)
        if asked.isMain, let source = source.withLock({ $0.take() }) { return show(source, asked, paused) }
        let result: ProbeResult
        do throws(BrowserError) { result = try await fetch(paused, upTo: progress.withLock { $0.room }) } catch {
            if error.code == .cancelled { throw error }
            progress.withLock { $0.failed(asked, error) }
            sends.withLock { $0?.end(paused, .failed(error.message)) }
            return fail(paused, "Failed")
        }
        sends.withLock { $0?.end(paused, .answered(status: result.status ?? 0, body: result.body)) }
        if asked.isMain, let trouble = Self.trouble(result, asked.url) {
            progress.withLock { $0.failed(asked, trouble) }
            return fail(paused, "Aborted")
        }
        if result.bodyTruncated {
            progress.withLock { $0.cut(asked) }
            return fail(paused, "BlockedByClient")
        }
        guard progress.withLock({ $0.answered(asked, status: result.status ?? 0, bytes: result.body.count) }) else {
            return fail(paused, "BlockedByClient")
        }
        link.tell(
            DevTools.Fetch.FulfillRequest(
                requestId: paused.requestId, responseCode: result.status ?? 502, responseHeaders: Self.headers(of: result),
                body: Data(result.body).base64EncodedString()), session: session)
    }

    /// Answers with what the server has sent before.
    private func show(_ source: PageSource, _ asked: PageProgress.Asked, _ paused: DevToolsEvents.RequestPaused) {
        guard progress.withLock({ $0.answered(asked, status: 200, bytes: source.body.count) }) else {
            return fail(paused, "BlockedByClient")
        }
        let charset = source.charset.flatMap { $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3B } ? "; charset=\($0)" : nil } ?? ""
        link.tell(
            DevTools.Fetch.FulfillRequest(
                requestId: paused.requestId, responseCode: 200,
                responseHeaders: [DevTools.Fetch.Header(name: "content-type", value: "text/html\(charset)")],
                body: Data(source.body).base64EncodedString()), session: session)
    }

    private func fetch(_ paused: DevToolsEvents.RequestPaused, upTo limit: Int) async throws(BrowserError) -> ProbeResult {
        guard let url = WebURL(paused.request.url) else {
            throw BrowserError(.unreachable, "\(paused.request.url) is no URL", remedy: "Correct the address")
        }
        guard let content = paused.request.content(with: files.withLock { $0 }), content.count <= ProbeRequest.mostContent else {
            throw BrowserError(
                .refused, "the page sends a file, or more than \(ProbeRequest.mostContent) bytes", remedy: "Read the page otherwise")
        }
        var headers = paused.request.headers.filter { !Self.ownRequestHeaders.contains($0.key.lowercased()) }
            .map { (name: $0.key, value: $0.value) }.sorted { $0.name < $1.name }
        let visit = cookies.withLock { $0 }
        if let cookie = visit?.header(for: url) { Self.add(cookie, to: &headers) }
        var timeouts = prober.configuration.timeouts
        timeouts.total = min(timeouts.total, max(left, .milliseconds(1)))
        // Redirects are the page's to follow, each of them a request of its own.
        let result = await prober.probe(
            ProbeRequest(
                url: url, method: paused.request.method, headers: headers, content: content, body: .upTo(limit), redirects: 0,
                timeouts: timeouts))
        visit?.take(result.headers, from: url)
        guard let failure = result.failure else { return result }
        switch failure.kind {
        case .cancelled: throw .cancelled
        case .addressRefused:
            throw BrowserError(
                .refused, failure.message, remedy: "Set web.allowed_addresses where pages of your own network are to be read")
        default: throw BrowserError(.unreachable, failure.message, remedy: "`rollcall check \(url.origin)` shows the phases")
        }
    }

    /// Adds the cookies of a visit to those that the page itself has.
    private static func add(_ cookie: String, to headers: inout [(name: String, value: String)]) {
        guard let place = headers.firstIndex(where: { $0.name.lowercased() == "cookie" }) else {
            return headers.append((name: "cookie", value: cookie))
        }
        let pairs = headers[place].value.split(separator: "; ")
        let names = Set(pairs.map { $0.prefix { $0 != "=" } })
        let more = cookie.split(separator: "; ").filter { !names.contains($0.prefix { $0 != "=" }) }
        headers[place].value = (pairs + more).joined(separator: "; ")
    }

    /// Headers that the prober says itself.
    private static let ownRequestHeaders: Set<String> = ["user-agent", "accept-encoding", "host", "connection", "content-length"]

    /// Headers that were true of the body on the wire, not of the one that is handed on.
    private static let wireHeaders: Set<String> = [
        "content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "alt-svc", "trailer", "upgrade",
    ]

    /// What Chromium would not take is left out: it would leave the request without an answer.
    private static func headers(of result: ProbeResult) -> [DevTools.Fetch.Header] {
        result.headers.filter { header in
            !wireHeaders.contains(header.name) && !header.name.isEmpty
                && header.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
                && header.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        }.map { DevTools.Fetch.Header(name: $0.name, value: $0.value) }
    }

    /// Why the answer for the page's own document is no page; nil where it is, or leads on to one.
    static func trouble(_ result: ProbeResult, _ url: String) -> BrowserError? {
        let status = result.status ?? 0
        if (300..<400).contains(status), result.header("location") != nil { return nil }
        let type = result.header("content-type")?.lowercased() ?? "text/html"
        let isAttachment = result.header("content-disposition")?.lowercased().hasPrefix("attachment") == true
        guard !isAttachment, type.contains("html") || type.contains("xml"), status != 204, status != 205 else {
            let what = isAttachment ? "a download" : status == 204 || status == 205 ? "nothing" : type
            return BrowserError(.notPage, "\(url) is no HTML page but \(what)", remedy: "Name the address of a page")
        }
        return nil
    }
}

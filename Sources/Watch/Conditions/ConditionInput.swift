import Expressions
import HTML
package import Model
package import Web

/// What conditions are judged on: a probe's result, and what is made of it on the way. Each costly thing (the pass over the page, its folded text,
/// its tree) is made when the first condition asks and shared with the rest. For one thread; thrown away after the judgement.
package final class ConditionInput {
    let result: ProbeResult
    let now: Timestamp
    private let extent: PageSkim.Extent

    /// - Parameters:
    ///   - now: For the days that a certificate has left.
    ///   - extent: What else than conditions the page is read for.
    package init(_ result: ProbeResult, now: Timestamp, extent: PageSkim.Extent = .text) {
        self.result = result
        self.now = now
        self.extent = extent
    }

    private(set) lazy var page = PageSkim(result.body, charset: result.charset, extent: extent)
    private(set) lazy var foldedText: [UInt8] = TextFold.folded(page.text)
    private var document: Document?
    private var documentHasText = false
    private var counts: [Selector: Int] = [:]

    private func count(_ selector: Selector) -> Int {
        if let known = counts[selector] { return known }
        let count = tree(withText: selector.readsText).count(selector)
        counts[selector] = count
        return count
    }

    /// The page's tree; without its text where nobody has asked for more, since that costs less.
    private func tree(withText: Bool) -> Document {
        if let document, documentHasText || !withText { return document }
        let tree = Document.parse(result.body, transportEncoding: result.charset, keepsText: withText)
        document = tree
        documentHasText = withText
        return tree
    }

    /// The value of a subject; nil where the probe did not see one.
    func value(of subject: ProbeSubject) -> ConditionValue? {
        func milliseconds(_ microseconds: Int64?) -> ConditionValue? { microseconds.map { .duration(Double($0) / 1000) } }
        func text(_ text: String?) -> ConditionValue? { text.map { .text($0) } }
        let leaf = result.tls?.chain.first
        switch subject {
        case .status: return result.status.map { .number(Double($0)) }
        case .latency: return milliseconds(result.timings.total)
        case .phase(.dns): return milliseconds(result.timings.dns)
        case .phase(.connect): return milliseconds(result.timings.connect)
        case .phase(.tls): return milliseconds(result.timings.tls)
        case .phase(.firstByte): return milliseconds(result.timings.firstByte)
        case .phase(.transfer): return milliseconds(result.timings.transfer)
        case .size: return .size(Double(result.body.count))
        case .bodyTruncated: return .flag(result.bodyTruncated)
        case .header(let name):
            let values = result.headers.filter { $0.name == name }.map(\.value)
            return values.isEmpty ? nil : .text(values.joined(separator: ", "))
        case .title: return text(page.title)
        case .text: return .text(String(decoding: page.text, as: UTF8.self))
        case .redirects: return .number(Double(max(0, result.hops.count - 1)))
        case .finalURL: return text(result.hops.last?.url)
        case .finalHost: return text(result.hops.last.flatMap { WebURL($0.url)?.bareHost })
        case .httpVersion: return text(result.httpVersion)
        case .address: return text(result.address)
        case .tlsDaysLeft: return leaf.map { .duration(Double($0.notAfter.milliseconds - now.milliseconds)) }
        case .tlsIssuer: return leaf.map { .text($0.issuerOrganization ?? $0.issuer) }
        case .tlsProtocol: return text(result.tls?.protocolVersion)
        case .tlsKey: return text(leaf?.key)
        case .tlsNames: return leaf.map { .texts($0.names) }
        case .tlsTrusted: return result.tls.map { .flag($0.trust == .trusted) }
        case .dnsAddresses: return result.dns.map { .texts($0.addresses) }
        case .dnsNameServers: return result.dns.map { .texts($0.nameServers) }
        case .dnsCNAME: return result.dns.map { .texts($0.cnames) }
        case .dnsTTL: return result.dns?.ttl.map { .duration(Double($0) * 1000) }
        case .count(let selector): return .number(Double(count(selector)))
        case .json(let path): return JSONReader.value(in: result.body, at: path)
        }
    }
}

extension ProbeResult {
    /// The encoding that the `Content-Type` names.
    package var charset: String? {
        guard let type = header("content-type"),
            let mark = TextFold.find(type.utf8.map { $0 | 0x20 }, "charset=".utf8.map { $0 | 0x20 }, from: 0)
        else { return nil }
        let value = type.utf8.dropFirst(mark + 8).filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
        return String(decoding: value.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 }, as: UTF8.self)
    }
}

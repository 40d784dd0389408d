import HTML
import NIOCore
import NIOHPACK

/// The request of one hop, ready to be written in either version of HTTP.
struct OutgoingRequest: Sendable {
    var method: String
    var scheme: String
    /// Host and port as in the URL.
    var authority: String
    /// Path and query.
    var target: String
    /// Names in lower case.
    var headers: [(name: String, value: String)]
    /// What follows the head; empty for nothing. It never goes to another origin than it was meant for.
    var content: [UInt8]

    /// - Parameters:
    ///   - crossOrigin: Whether a redirect led away from the origin the request was meant for; credentials do not go along.
    ///   - cookie: What the chain of redirects brought so far, for this URL.
    init(_ request: ProbeRequest, url: WebURL, userAgent: String, crossOrigin: Bool, cookie: String? = nil) {
        method = Self.isToken(request.method) ? request.method : "GET"
        scheme = url.scheme
        authority = (url.host ?? "") + (url.port.map { ":\($0)" } ?? "")
        target = url.requestTarget
        headers = [("user-agent", userAgent), ("accept", "*/*")]
        if request.body != .none { headers.append(("accept-encoding", "gzip, deflate")) }
        let hasContent = method == "POST" || method == "PUT" || method == "PATCH"
        content = hasContent && !crossOrigin ? Array(request.content.prefix(ProbeRequest.mostContent)) : []
        if hasContent { headers.append(("content-length", String(content.count))) }
        for header in request.headers {
            let name = header.name.lowercased()
            // What frames the message is ours to say, and what could break out of its line is not said.
            guard Self.isToken(name), !Self.reserved.contains(name),
                header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }),
                !(crossOrigin && Self.credentials.contains(name))
            else { continue }
            headers.removeAll { $0.name == name }
            headers.append((name, header.value))
        }
        guard let cookie else { return }
        if let own = headers.firstIndex(where: { $0.name == "cookie" }) {
            headers[own].value += "; " + cookie
        } else {
            headers.append(("cookie", cookie))
        }
    }

    private static let reserved: Set<String> = ["connection", "content-length", "host", "keep-alive", "te", "transfer-encoding", "upgrade"]
    private static let credentials: Set<String> = ["authorization", "cookie", "proxy-authorization"]

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// The bytes of the request in HTTP/1.1.
    /// - Parameter keepsOpen: Whether another request may follow.
    func http1(keepsOpen: Bool = false) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(256 + target.utf8.count)
        buffer.writeString(method)
        buffer.writeStaticString(" ")
        buffer.writeString(target)
        buffer.writeStaticString(" HTTP/1.1\r\nHost: ")
        buffer.writeString(authority)
        buffer.writeStaticString("\r\n")
        for header in headers {
            buffer.writeString(Self.titled[header.name] ?? header.name)
            buffer.writeStaticString(": ")
            buffer.writeString(header.value)
            buffer.writeStaticString("\r\n")
        }
        if keepsOpen { buffer.writeStaticString("\r\n") } else { buffer.writeStaticString("Connection: close\r\n\r\n") }
        buffer.writeBytes(content)
        return buffer
    }

    /// Some servers and bot walls look askance at lower-case names in HTTP/1.
    private static let titled = [
        "user-agent": "User-Agent", "accept": "Accept", "accept-encoding": "Accept-Encoding", "accept-language": "Accept-Language",
        "content-length": "Content-Length", "content-type": "Content-Type", "authorization": "Authorization", "cookie": "Cookie",
    ]

    /// The fields of the request in HTTP/2.
    func http2() -> HPACKHeaders {
        var fields = HPACKHeaders([(":method", method), (":scheme", scheme), (":authority", authority), (":path", target)])
        for header in headers { fields.add(name: header.name, value: header.value) }
        return fields
    }
}

/// A response before it is put on the wire.
struct FarmPage: Sendable, Hashable {
    struct Header: Sendable, Hashable {
        var name: String
        var value: String
    }

    var status: Int
    /// Without Content-Length, which the wire adds.
    var headers: [Header]
    var body: [UInt8]

    init(status: Int = 200, headers: [Header] = [], type: String, body: String) {
        self.status = status
        self.headers = [Header(name: "content-type", value: type)] + headers
        self.body = Array(body.utf8)
    }

    init(status: Int = 200, headers: [Header] = [], html: String) {
        self.init(status: status, headers: headers, type: "text/html; charset=utf-8", body: html)
    }

    init(text: String) { self.init(type: "text/plain; charset=utf-8", body: text) }

    static func redirect(_ target: String, status: Int = 302) -> FarmPage {
        FarmPage(
            status: status, headers: [Header(name: "location", value: target)], type: "text/html",
            body: "<a href=\"\(escaped(target))\">\(status)</a>\n")
    }

    static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 410: "Gone"
        case 422: "Unprocessable Content"
        case 421: "Misdirected Request"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Status"
        }
    }
}

import Expressions
import Model
import Web

/// What a response's status and headers mean; nil for one that brings a page.
enum StatusJudge {
    static func ruling(_ result: ProbeResult, now: Timestamp) -> Ruling? {
        guard let status = result.status else {
            return Ruling(.down, .emptyResponse, "The server sent no response")
        }
        if let wall = WallMarks.vendor(result.headers, status: status) {
            return Ruling(.blocked, .botWall, "A bot wall (\(wall.vendor)) turns us away, with status \(status)", marks: [wall.mark])
        }
        switch status {
        case 200...299: return nil
        case 300...399:
            return result.header("location") == nil && status != 304 && status != 300
                ? Ruling(.down, .invalidResponse, "The server redirects (status \(status)) but does not say where") : nil
        case 401, 407: return Ruling(.blocked, .unauthorized, "The server asks for a name and a password (status \(status))")
        case 403:
            if let wall = pageWall(result) { return wall }
            return Ruling(.blocked, .forbidden, "The server refuses us the page (status 403)")
        case 429:
            let wait =
                RetryAfter.wait(result, now: now).map { " and wants us to wait \(ConditionValue.duration(Double($0.wholeMilliseconds)))" }
                ?? ""
            return Ruling(.blocked, .rateLimited, "The server says that we ask too often\(wait)")
        case 451: return Ruling(.blocked, .geoBlocked, "The page is withheld for legal reasons (status 451)")
        case 999: return Ruling(.blocked, .botWall, "The server turns robots away (status 999)")
        case 404: return Ruling(.changed, .notFound, "The page is not there any more (status 404)")
        case 410: return Ruling(.changed, .notFound, "The page was removed for good (status 410)")
        case 400...499:
            if let wall = pageWall(result) { return wall }
            return Ruling(.down, .clientError, "The server refuses the request (status \(status) \(phrase(status)))")
        case 500...599:
            if status == 503, let wall = pageWall(result) { return wall }
            return Ruling(.down, .serverError, "The server fails (status \(status) \(phrase(status)))")
        default: return Ruling(.down, .invalidResponse, "\(status) is no status of HTTP")
        }
    }

    /// A wall by the marks in its page, where the page was read.
    private static func pageWall(_ result: ProbeResult) -> Ruling? {
        guard !result.body.isEmpty, let mark = WallMarks.first(WallMarks.challenges, in: result.body) else { return nil }
        return Ruling(
            .blocked, .botWall, "A bot wall (\(mark.vendor)) turns us away, with status \(result.status ?? 0)", marks: [mark.vendor])
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 402: "Payment Required"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 421: "Misdirected Request"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 507: "Insufficient Storage"
        case 508: "Loop Detected"
        case 520: "unknown error at the origin"
        case 521: "the origin is down"
        case 522: "the origin does not answer"
        case 523: "the origin cannot be reached"
        case 524: "the origin took too long"
        case 525: "no TLS with the origin"
        case 526: "the origin's certificate is invalid"
        case 530: "the origin's name cannot be resolved"
        default: status >= 500 ? "a server error" : "a client error"
        }
    }
}

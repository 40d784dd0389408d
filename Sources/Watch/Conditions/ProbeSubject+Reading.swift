import Expressions
import HTML
import Settings

extension ProbeSubject: ConditionSubject {
    static let example = "status == 200"

    static func read(_ cursor: inout TokenCursor) throws(ConditionError) -> ProbeSubject {
        let start = cursor.token
        guard case .name(let name) = start.kind else {
            switch start.kind {
            case .text, .value:
                throw cursor.error(
                    .unexpected, "a comparison begins with what is judged", "write for example status == 200 or title contains \"text\"")
            case .end: throw cursor.error(.unexpected, "something is missing here", "write for example status == 200")
            default: throw cursor.error(.unexpected, "\(start.shown) is not expected here", "write for example status == 200")
            }
        }
        cursor.advance()
        if ProbeSubject.functions.contains(name) { return try function(name, &cursor) }
        guard let subject = ProbeSubject.byName[name] else {
            let known = ProbeSubject.names.map(\.name) + ProbeSubject.functions
            let nearest =
                [
                    "body": "text", "code": "status", "time": "latency", "response_time": "latency", "url": "url.final", "host": "url.host",
                    "ip": "address", "h1": "text", "headers": "header", "css": "count", "tls.expires": "tls.days_left",
                    "tls.days": "tls.days_left",
                    "dns.ip": "dns.addresses", "dns.ns": "dns.name_servers", "latency.total": "latency",
                ][name]
                ?? Spelling.nearest(to: name, among: known)
            let group = known.filter { $0.hasPrefix(name.prefix { $0 != "." } + ".") }
            let remedy =
                nearest.map { "did you mean \($0)?" }
                ?? (group.isEmpty ? "docs/conditions.md lists what can be asked" : "there is \(group.joined(separator: ", "))")
            throw cursor.error(.unknownSubject, "\(name) is not known", remedy, at: start)
        }
        return subject
    }

    private static func function(_ name: String, _ cursor: inout TokenCursor) throws(ConditionError) -> ProbeSubject {
        let example = ["header": "header(\"content-type\")", "count": "count(\".listing\")", "json": "json(\"$.status\")"][name] ?? name
        guard cursor.take("(") else { throw cursor.error(.badArgument, "\(name) needs an argument", "write \(example)") }
        let argument = cursor.token
        guard case .text(let text) = argument.kind else {
            throw cursor.error(.badArgument, "\(name) needs a text in quotes", "write \(example)")
        }
        cursor.advance()
        guard cursor.take(")") else { throw cursor.error(.unclosed, "the ( has no )", "write \(example)") }
        switch name {
        case "header":
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }) else {
                throw cursor.error(.badArgument, "\(text.debugDescription) is no header name", "write \(example)", at: argument)
            }
            return .header(text.lowercased())
        case "count":
            do { return .count(try Selector(text)) } catch {
                throw cursor.error(within: argument, offset: error.column - 1, message: error.message, remedy: error.remedy)
            }
        default:
            do { return .json(try JSONPath(text)) } catch {
                throw cursor.error(within: argument, offset: error.offset, message: error.message, remedy: error.remedy)
            }
        }
    }
}

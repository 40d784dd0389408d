/// A page's template in the part of Mustache's language (mustache(5)) that pages need: `{{name}}` escaped, `{{{name}}}` as it is, sections
/// `{{#name}}…{{/name}}` and inverted ones `{{^name}}…{{/name}}`, `.` for the value itself, and partials `{{>name}}`. It is read once and rendered by a walk.
struct Template: Sendable {
    /// A template of ours that cannot be read: a mistake in the program, told when it starts.
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    private indirect enum Part: Sendable {
        case text(String)
        case value(name: String, escaped: Bool)
        case section(name: String, shownWhen: Bool, parts: [Part])
    }

    private let parts: [Part]

    /// - Parameter partials: What `{{>name}}` stands for, by name.
    init(_ source: String, partials: [String: String] = [:]) throws {
        var reader = Reader(rest: source[...], partials: partials)
        parts = try reader.parts(until: nil)
    }

    /// The template filled with a value. A name that no enclosing value has is a mistake in the program: it shows nothing.
    func render(_ value: TemplateValue) -> String {
        var page = ""
        page.reserveCapacity(16_384)
        var scope = [value]
        Self.render(parts, &scope, into: &page)
        return page
    }

    private static func render(_ parts: [Part], _ scope: inout [TemplateValue], into page: inout String) {
        for part in parts {
            switch part {
            case .text(let text): page += text
            case .value(let name, let escaped):
                switch find(name, scope) {
                case .text(let text): page += escaped ? SVG.escaped(text) : text
                case .flag(let flag): page += "\(flag)"
                default: continue
                }
            case .section(let name, let shownWhen, let parts):
                let value = find(name, scope)
                guard value.holds == shownWhen else { continue }
                switch value {
                case .list(let elements) where shownWhen:
                    for element in elements {
                        scope.append(element)
                        render(parts, &scope, into: &page)
                        scope.removeLast()
                    }
                case .record where shownWhen, .text where shownWhen:
                    scope.append(value)
                    render(parts, &scope, into: &page)
                    scope.removeLast()
                default: render(parts, &scope, into: &page)
                }
            }
        }
    }

    /// The value of that name in the innermost record that has it.
    private static func find(_ name: String, _ scope: [TemplateValue]) -> TemplateValue {
        if name == "." { return scope.last ?? .missing }
        for value in scope.reversed() { if let found = value.value(named: name) { return found } }
        assertionFailure("no value of this page is called “\(name)”")
        return .missing
    }

    /// Reads a template's text.
    private struct Reader {
        var rest: Substring
        let partials: [String: String]

        mutating func parts(until section: String?) throws -> [Part] {
            var parts: [Part] = []
            while let open = rest.firstRange(of: "{{") {
                if open.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<open.lowerBound]))) }
                rest = rest[open.upperBound...]
                let isRaw = rest.first == "{"
                let tag = String(try take(until: isRaw ? "}}}" : "}}").dropFirst(isRaw ? 1 : 0))
                switch tag.first {
                case "#", "^":
                    let name = String(tag.dropFirst())
                    parts.append(.section(name: name, shownWhen: tag.first == "#", parts: try self.parts(until: name)))
                case ">":
                    guard let partial = partials[String(tag.dropFirst())] else { throw Malformed(description: "there is no {{\(tag)}}") }
                    // A partial holds none: one that held itself would have no end.
                    var reader = Reader(rest: partial[...], partials: [:])
                    parts += try reader.parts(until: nil)
                case "/":
                    guard section == String(tag.dropFirst()) else { throw Malformed(description: "{{\(tag)}} closes no section") }
                    return parts
                default: parts.append(.value(name: tag, escaped: !isRaw))
                }
            }
            if let section { throw Malformed(description: "{{#\(section)}} is not closed") }
            parts.append(.text(String(rest)))
            return parts
        }

        private mutating func take(until end: String) throws -> Substring {
            guard let close = rest.firstRange(of: end) else { throw Malformed(description: "a tag is not closed by \(end)") }
            defer { rest = rest[close.upperBound...] }
            return rest[..<close.lowerBound]
        }
    }
}

import Yams

/// Formats of licence numbers by state and profession, from a file that a person writes:
///
/// ```yaml
/// version: 1
/// licences:
///   - state: CA
///     profession: contractor
///     format: "999999|9999999"
///     example: "1012345"
/// ```
///
/// In a format `9` is a digit, `A` a letter, `*` either, `[…]` may be left out, `|` parts alternatives, and anything else stands for itself.
/// Without `state` or `profession` a rule is for all of them; the first that fits a record decides.
package struct LicenceRules: Sendable, Hashable {
    package struct Rule: Sendable, Hashable {
        package var state: String?
        package var profession: String?
        package var format: String
        package var example: String?
    }

    package var rules: [Rule]

    package init(_ rules: [Rule]) { self.rules = rules }

    /// The rule for a record; nil where none is for it.
    func rule(state: String?, profession: String?) -> Rule? {
        rules.first { rule in
            if let wanted = rule.state, wanted.lowercased() != state?.lowercased() { return false }
            guard let wanted = rule.profession?.lowercased() else { return true }
            return profession?.lowercased().contains(wanted) ?? false
        }
    }

    /// Whether a number has a format. Spaces around it and the case of its letters mean nothing.
    package static func matches(_ number: String, _ format: String) -> Bool {
        let bytes = Array(number.utf8.prefix(200))
        return format.utf8.split(separator: UInt8(ascii: "|")).contains { alternative in
            // How far each way through the format can have come; `[…]` opens a second one.
            var places: Set<Int> = [0]
            var skipping: Set<Int> = []
            for sign in alternative {
                switch sign {
                case UInt8(ascii: "["): skipping = places
                case UInt8(ascii: "]"):
                    places.formUnion(skipping)
                    skipping = []
                default: places = Set(places.compactMap { $0 < bytes.count && fits(bytes[$0], sign) ? $0 + 1 : nil })
                }
            }
            return places.contains(bytes.count)
        }
    }

    private static func fits(_ byte: UInt8, _ sign: UInt8) -> Bool {
        let isDigit = (0x30...0x39).contains(byte), isLetter = (0x61...0x7A).contains(byte | 0x20)
        switch sign {
        case UInt8(ascii: "9"): return isDigit
        case UInt8(ascii: "A"): return isLetter
        case UInt8(ascii: "*"): return isDigit || isLetter
        default: return byte == sign || isLetter && byte | 0x20 == sign | 0x20
        }
    }
}

extension LicenceRules {
    /// Reads a file of rules. Everything in it must be known.
    package init(yaml text: String, name: String) throws(CleaningError) {
        func problem(_ message: String, _ node: Node? = nil, _ remedy: String) -> CleaningError {
            let place = node?.mark.map { ":\($0.line):\($0.column)" } ?? ""
            return CleaningError(.invalidRules, "\(name)\(place): \(message)", remedy: remedy)
        }
        let composed: Node?
        do { composed = try Yams.compose(yaml: text) } catch {
            throw problem("this is no YAML: \(error)", nil, "Compare it with the example in docs/cleaning.md")
        }
        guard let top = composed, let mapping = top.mapping else {
            throw problem("there are no rules", nil, "Write version: 1 and licences:")
        }
        for (key, _) in mapping where !["version", "licences"].contains(key.string ?? "") {
            throw problem("'\(key.string ?? "?")' means nothing here", key, "Use version and licences")
        }
        guard mapping["version"]?.string == "1" else {
            throw problem("this is not version 1", mapping["version"] ?? top, "Write version: 1")
        }
        guard let list = mapping["licences"]?.sequence, !list.isEmpty else {
            throw problem("there are no licences", mapping["licences"] ?? top, "List rules with a format each")
        }
        var rules: [Rule] = []
        for node in list {
            guard let fields = node.mapping else { throw problem("a rule is no mapping", node, "Write state, profession, format, example") }
            for (key, value) in fields {
                guard ["state", "profession", "format", "example"].contains(key.string ?? "") else {
                    throw problem("'\(key.string ?? "?")' means nothing here", key, "Use state, profession, format, example")
                }
                guard value.scalar != nil else { throw problem("'\(key.string ?? "?")' is no text", value, "Write it in quotation marks") }
            }
            guard let format = fields["format"]?.string, !format.isEmpty, format.utf8.count <= 200 else {
                throw problem("a rule has no format", node, "Add format: such as \"AA999999\"")
            }
            guard Self.isBalanced(format) else {
                throw problem("the brackets of '\(format)' don't match", fields["format"], "Close each [ with ]")
            }
            let rule = Rule(
                state: fields["state"]?.string, profession: fields["profession"]?.string, format: format, example: fields["example"]?.string
            )
            if let example = rule.example, !Self.matches(example, format) {
                throw problem("the example '\(example)' does not have the format '\(format)'", fields["example"], "Correct one of the two")
            }
            rules.append(rule)
        }
        self.init(rules)
    }

    private static func isBalanced(_ format: String) -> Bool {
        var isOpen = false
        for byte in format.utf8 {
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") {
                if isOpen == (byte == UInt8(ascii: "[")) { return false }
                isOpen.toggle()
            } else if byte == UInt8(ascii: "|"), isOpen {
                return false
            }
        }
        return !isOpen
    }
}

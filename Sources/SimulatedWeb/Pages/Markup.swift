/// HTML being written.
struct Markup {
    private(set) var text = ""

    mutating func add(_ markup: String) { text += markup }

    /// An element with text in it.
    mutating func element(_ name: String, _ attributes: String = "", _ content: String) {
        text += attributes.isEmpty ? "<\(name)>\(escaped(content))</\(name)>\n" : "<\(name) \(attributes)>\(escaped(content))</\(name)>\n"
    }
}

/// Text made fit for HTML's text and double-quoted attributes.
func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 }) else { return text }
    var out = ""
    for character in text.unicodeScalars {
        switch character {
        case "&": out += "&amp;"
        case "<": out += "&lt;"
        case ">": out += "&gt;"
        case "\"": out += "&quot;"
        default: out.unicodeScalars.append(character)
        }
    }
    return out
}

import HTML

/// HTML being written.
struct Markup {
    private(set) var text = ""

    mutating func add(_ markup: String) { text += markup }

    /// An element with text in it.
    mutating func element(_ name: String, _ attributes: String = "", _ content: String) {
        text += attributes.isEmpty ? "<\(name)>\(escaped(content))</\(name)>\n" : "<\(name) \(attributes)>\(escaped(content))</\(name)>\n"
    }
}

/// Text made fit for HTML's text and quoted attributes.
func escaped(_ text: String) -> String { HTMLText.escaped(text) }

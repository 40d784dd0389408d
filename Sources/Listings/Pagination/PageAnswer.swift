package import HTML

/// What an address answered with that is asked for a part of a list: a page, a piece of markup, or JSON that holds markup or records and says
/// where the list goes on. Pure; work is linear in the bytes.
package struct PageAnswer: Sendable {
    /// The page; of JSON with markup in it the markup, whose bytes are then those that ranges count. Other JSON is a document of data.
    package let document: Document
    /// Where the list goes on, as the answer says beside its records; nil where it says nothing, or that this was the end.
    package let next: WebURL?
    /// Whether it is but a part of a page: JSON, or markup without the elements that every page has.
    package let isPart: Bool

    /// The same as a link of the answer as a whole.
    package var nextLink: PaginationLink? {
        next.map { next in
            PaginationLink(
                role: .more, href: next.href, url: next, text: "", confidence: 0.95, provenance: Provenance(range: nil, path: ""),
                node: document.root)
        }
    }

    /// Markup in JSON is some text of at least so many bytes that begins with a tag.
    private static let leastMarkup = 20
    /// Levels of an answer at which its envelope is looked for.
    private static let depth = 3

    /// - Parameters:
    ///   - transportEncoding: What the server names; nil where it names none.
    ///   - url: Where the answer came from.
    package init(_ bytes: [UInt8], transportEncoding: String?, at url: WebURL) {
        let first = bytes.first { !TextBytes.isSpace($0) && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let text = String(decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...], as: UTF8.self)
            guard let value = TolerantJSON.values(text).first else { break }
            let envelope = Envelope(value)
            next = envelope.next(after: url)
            // Where records stand beside it as data, markup is something else.
            let markup = envelope.records < 2 ? envelope.markup : nil
            document = markup.map { Document(Self.whole($0)) } ?? Document(text)
            isPart = true
            return
        case UInt8(ascii: "<"):
            // Rows without their table are no rows to a parser.
            guard Self.isRow(bytes) else { break }
            document = Document.parse(Array("<table>".utf8) + bytes + Array("</table>".utf8), transportEncoding: transportEncoding)
            next = nil
            isPart = true
            return
        default: break
        }
        document = Document.parse(bytes, transportEncoding: transportEncoding)
        next = nil
        isPart = !Self.isWhole(document)
    }

    /// Whether a page says that it is one: by a document type, or by any of the elements that a parser supplies where they are missing, whose own
    /// stand nowhere in the page.
    private static func isWhole(_ document: Document) -> Bool {
        var node = document.firstChild(of: document.root)
        while let current = node {
            if document.kind(of: current) == .doctype { return true }
            node = document.nextSibling(of: current)
        }
        guard let html = document.rootElement else { return false }
        var element: NodeID? = html
        while let current = element {
            if document.sourceRange(of: current) != nil { return true }
            element = current == html ? document.firstElement(in: html) : document.nextElement(after: current)
        }
        return false
    }

    private static func whole(_ markup: String) -> String { isRow(markup.utf8.prefix(64)) ? "<table>\(markup)</table>" : markup }

    /// Whether markup begins with a part of a table.
    private static func isRow(_ bytes: some Collection<UInt8>) -> Bool {
        let tag = bytes.prefix(64).drop(while: TextBytes.isSpace).dropFirst().prefix { TextBytes.isLetter($0) }.map(TextBytes.lowercased)
        return ["tr", "td", "tbody"].contains { tag.elementsEqual($0.utf8) }
    }

    // MARK: Envelopes

    /// What stands around the records of an answer in JSON.
    private struct Envelope {
        /// The longest text that is markup.
        private(set) var markup: String?
        private var address: String?
        private var cursor: (name: String, value: String)?
        private var page: Int?
        private var isEnd = false
        private var goesOn = false
        private var items = 0
        /// Objects in the longest list of them.
        private(set) var records = 0

        init(_ value: JSONValue) { read(value, depth: 0, isNext: false) }

        private mutating func read(_ value: JSONValue, depth: Int, isNext: Bool) {
            guard depth < PageAnswer.depth, case .object(let members) = value else {
                if case .array(let list) = value, depth == 0 { count(list) }
                return
            }
            for member in members.prefix(200) {
                let key = String(decoding: member.key.utf8.prefix(40).filter(TextBytes.isLetter).map(TextBytes.lowercased), as: UTF8.self)
                switch member.value {
                case .string(let text):
                    take(text, key)
                    if isNext, key == "href" || key == "url", address == nil { address = text }
                case .number(let digits):
                    if Self.pages.contains(key) { page = Int(digits) }
                    if Self.cursors.contains(key), cursor == nil { cursor = (key, digits) }
                case .bool(let flag):
                    if Self.more.contains(key) { if flag { goesOn = true } else { isEnd = true } }
                    if Self.ends.contains(key), flag { isEnd = true }
                case .array(let list): count(list)
                case .object: read(member.value, depth: depth + 1, isNext: key == "next")
                case .null: break
                }
            }
        }

        private mutating func count(_ list: [JSONValue]) {
            items = max(items, list.count)
            if case .object = list.first { records = max(records, list.count) }
        }

        private mutating func take(_ text: String, _ key: String) {
            let head = text.utf8.prefix(200).drop(while: TextBytes.isSpace)
            if head.first == UInt8(ascii: "<"), text.utf8.count >= PageAnswer.leastMarkup, text.utf8.count > (markup?.utf8.count ?? 0) {
                markup = text
            }
            guard !text.isEmpty, text.utf8.count <= 2_000, !text.utf8.contains(where: TextBytes.isSpace) else { return }
            if Self.addresses.contains(key), address == nil, text.contains("/") || text.hasPrefix("?") {
                address = text
            } else if Self.cursors.contains(key), cursor == nil {
                cursor = (key, text)
            } else if Self.pages.contains(key), let number = Int(text) {
                page = number
            }
        }

        private static let addresses: Set<String> = [
            "next", "nexturl", "nexthref", "nextlink", "nextpageurl", "nextpagelink", "nextpage", "odatanextlink", "more", "moreurl",
            "loadmoreurl",
            "loadmore",
        ]
        private static let cursors: Set<String> = [
            "nextcursor", "cursor", "endcursor", "continuation", "continuationtoken", "nexttoken", "nextpagetoken", "pagetoken", "next",
            "after",
            "nextoffset", "nextstart",
        ]
        private static let pages: Set<String> = ["nextpage", "nextpagenumber"]
        private static let more: Set<String> = ["hasmore", "more", "hasnext", "hasnextpage", "ismore", "moreavailable", "morepages"]
        private static let ends: Set<String> = ["end", "islast", "lastpage", "islastpage", "done", "finished"]

        /// The address of the next part.
        func next(after url: WebURL) -> WebURL? {
            guard !isEnd else { return nil }
            if let address { return WebURL(address, base: url).flatMap { $0.isHTTP && $0 != url ? $0 : nil } }
            let names = QueryItems(url.query).names
            func name(_ known: [String], _ usual: String) -> String {
                names.first { known.contains($0.lowercased().filter(\.isLetter)) } ?? usual
            }
            if let page { return url.setting(name(["page", "p", "pg", "paged", "pagenumber"], "page"), to: String(page)) }
            if let cursor {
                let usual =
                    switch cursor.name {
                    case "nextpagetoken": "pageToken"
                    case "nexttoken", "pagetoken": "page_token"
                    case "continuation", "continuationtoken": "continuation"
                    case "endcursor", "after": "after"
                    case "nextoffset": "offset"
                    case "nextstart": "start"
                    default: "cursor"
                    }
                let known = [
                    "cursor", "after", "token", "pagetoken", "continuation", "startafter", "nextcursor", "offset", "start", "skip",
                ]
                return url.setting(name(known, usual), to: cursor.value)
            }
            guard goesOn, items > 0 || markup != nil else { return nil }
            // Nothing but that there is more: the number in our own question rises.
            for (name, step) in [("page", 1), ("p", 1), ("offset", items), ("start", items), ("skip", items)] where step > 0 {
                if let number = QueryItems(url.query)[name].flatMap({ Int($0) }), number < 1_000_000 {
                    return url.setting(name, to: String(number + step))
                }
            }
            return nil
        }
    }
}

extension Document {
    /// Whether this is data and no markup: JSON whose records are read without selectors.
    package var isData: Bool {
        let first = sourceBytes(0..<min(sourceLength, 1_000)).first { !TextBytes.isSpace($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }
}

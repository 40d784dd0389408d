/// What a page may cost. A page that goes past a limit still yields a whole tree, changed as each limit says, and `Document.limitsMet` names
/// the limits; nothing is an error. With them hostile input costs time and memory in proportion to its length, and no more memory than
/// `nodes` and `bytes` allow.
package struct ParserLimits: Sendable, Hashable {
    /// How many elements may be open at once, at least 16. An element that would be deeper becomes a sibling of the innermost one. 512 is
    /// what Blink and WebKit allow.
    package let depth: Int
    /// How many nodes a tree may have, at least 64. The page is read as if it ended with the token that reached the limit; what that token
    /// and the end of the page still call for (open table text, `html`, `head` and `body`, clones of formatting elements) is made.
    package let nodes: Int
    /// How many attributes a tag may have; the rest of them is dropped.
    package let attributes: Int
    /// How many active formatting elements there may be behind a marker, at least 8. The oldest is forgotten: it is not opened again.
    package let formatting: Int
    /// How many clones of formatting elements the page may call for, besides one for each four bytes read so far. Past them the formatting
    /// elements that would be opened again are forgotten.
    package let clones: Int
    /// How many bytes of the page, as UTF-8, are read: the page ends there. At most `maximumBytes`.
    package let bytes: Int

    /// The longest page whose text positions fit the tree's 31 bits in every case: 128 MiB.
    package static let maximumBytes = 1 << 27

    package init(
        depth: Int = 512, nodes: Int = 4_000_000, attributes: Int = 256, formatting: Int = 128, clones: Int = 4096,
        bytes: Int = maximumBytes
    ) {
        self.depth = max(depth, 16)
        self.nodes = min(max(nodes, 64), 1 << 30)
        self.attributes = max(attributes, 0)
        self.formatting = max(formatting, 8)
        self.clones = max(clones, 0)
        self.bytes = min(max(bytes, 0), Self.maximumBytes)
    }

    /// The limits that hold where none are given; real pages do not meet them.
    package static let standard = ParserLimits()

    /// The limits that a page met.
    package struct Met: OptionSet, Sendable, Hashable, CustomStringConvertible {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let depth = Met(rawValue: 1)
        package static let nodes = Met(rawValue: 2)
        package static let attributes = Met(rawValue: 4)
        package static let formatting = Met(rawValue: 8)
        package static let clones = Met(rawValue: 16)
        package static let bytes = Met(rawValue: 32)
        /// Those that cut a page off: what stands behind is not in the tree.
        package static let cuts: Met = [.nodes, .bytes]

        /// The limits by their names in `ParserLimits`.
        package var names: [String] {
            let all: [(Met, String)] = [
                (.depth, "depth"), (.nodes, "nodes"), (.attributes, "attributes"), (.formatting, "formatting"), (.clones, "clones"),
                (.bytes, "bytes"),
            ]
            return all.filter { contains($0.0) }.map(\.1)
        }

        package var description: String { names.joined(separator: ", ") }
    }
}

extension ParserLimits {
    /// Where a text in UTF-8 is to be cut: at the limit, or before the sequence that would cross it; nil where it fits.
    func cut(_ text: [UInt8]) -> Int? {
        guard text.count > bytes else { return nil }
        var end = bytes
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }
}

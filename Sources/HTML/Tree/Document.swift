/// A parsed page: a flat arena of nodes that name each other by number. A value: copies share their storage until one changes.
///
/// Text and attribute values are ranges of the source where the page could be taken as written, and ranges of a side buffer where
/// references, carriage returns or joins changed it.
public struct Document: Sendable {
    /// How far the page asks to be read by the rules of old browsers.
    package enum Quirks: String, Sendable { case noQuirks, limitedQuirks, quirks }

    /// What a node is.
    public enum Kind: UInt8, Sendable { case document, content, element, text, comment, doctype }

    @usableFromInline
    struct Node: Sendable {
        @usableFromInline var kind: Kind
        @usableFromInline var namespace = Namespace.html
        /// Whether `payload` is a range of attributes (elements) or of text.
        @usableFromInline var name = Atom.none
        @usableFromInline var parent: Int32 = -1
        @usableFromInline var firstChild: Int32 = -1
        @usableFromInline var lastChild: Int32 = -1
        @usableFromInline var next: Int32 = -1
        @usableFromInline var previous: Int32 = -1
        /// Text: where it is. Elements: the range of their attributes. Template: its content is `lastChild`'s owner, see `content`.
        @usableFromInline var range = TextRange()
        /// The bytes of the source the node stands for; `sourceStart` is -1 for what the parser made up.
        var sourceStart: Int32 = -1
        var sourceEnd: Int32 = -1
    }

    @usableFromInline
    struct Attribute: Sendable {
        @usableFromInline let name: Atom
        @usableFromInline let value: TextRange
    }

    @usableFromInline var nodes: [Node] = []
    @usableFromInline var attributes: [Attribute] = []
    var atoms = AtomTable()
    /// The page as UTF-8.
    @usableFromInline var source: [UInt8] = []
    /// Text that does not stand in the source as it is.
    @usableFromInline var side: [UInt8] = []
    /// The contents of `template` elements, and back.
    var contents: [Int32: Int32] = [:]
    var hosts: [Int32: Int32] = [:]
    /// Associations of controls with forms that the parser made.
    var formOwners: [Int32: Int32] = [:]
    var doctypes: [Int32: (publicID: String?, systemID: String?)] = [:]
    package internal(set) var quirks = Quirks.noQuirks
    /// The encoding the bytes were read in, by its name in the Encoding standard, in lower case.
    package internal(set) var encoding = "utf-8"
    /// The limits that the page met, and that shaped the tree.
    package internal(set) var limitsMet: ParserLimits.Met = []

    /// Whether the tree is not what the standard would have it be, since a limit was met.
    package var isLimited: Bool { !limitsMet.isEmpty }
}

/// A node's number in its document.
public struct NodeID: Hashable, Sendable {
    public let rawValue: Int32

    @inlinable @inline(__always)
    init(rawValue: Int32) { self.rawValue = rawValue }

    /// No node.
    @inlinable
    public static var none: NodeID { NodeID(rawValue: -1) }

    @inlinable @inline(__always)
    public static func == (a: NodeID, b: NodeID) -> Bool { a.rawValue == b.rawValue }
}

/// The vocabulary that an element belongs to.
public enum Namespace: UInt8, Sendable { case html, svg, mathML }

/// A range of the source or, where `start` has its high bit set, of the side buffer.
@usableFromInline
struct TextRange: Sendable, Equatable {
    @usableFromInline static let sideBit: UInt32 = 1 << 31
    @usableFromInline var start: UInt32 = 0
    @usableFromInline var length: UInt32 = 0

    @inlinable var isSide: Bool { start & Self.sideBit != 0 }
    @inlinable var offset: Int { Int(start & ~Self.sideBit) }
    @inlinable var range: Range<Int> { offset..<(offset + Int(length)) }

    init() {}

    init(source range: Range<Int>) {
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        length = UInt32(truncatingIfNeeded: range.count)
    }

    init(side range: Range<Int>) {
        start = UInt32(truncatingIfNeeded: range.lowerBound) | Self.sideBit
        length = UInt32(truncatingIfNeeded: range.count)
    }
}

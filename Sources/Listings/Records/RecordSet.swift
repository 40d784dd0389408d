import HTML

/// A stretch of a page that stands for one thing: an element, or siblings that follow each other.
struct RecordSpan: Sendable, Hashable {
    /// The items of the outline: from the first to behind the last.
    let range: Range<Int32>
    /// The item above, -1 at the top.
    let parent: Int32
}

/// Stretches of a page that are alike, and may be its records.
struct RecordSet: Sendable {
    /// How the stretches were found.
    enum Shape: Sendable, Hashable {
        /// Each is one element of the same path.
        case elements(path: Int32)
        /// Each is one element of this key, in containers whose paths agree in their names.
        case alike(path: Int32, key: UInt64)
        /// Each is a child of this name, whatever its classes, of containers of the same path.
        case named(path: Int32, tag: Atom)
        /// Each begins with a sibling of this key, in containers of the same path.
        case runs(path: Int32, leader: UInt64)
        /// As `runs`, where of siblings alike those begin one that are set off as a whole.
        case looks(path: Int32, leader: UInt64)
        /// Each begins with a sibling of this label, in containers of the same path.
        case labelled(path: Int32, label: UInt64)
        /// Each lies between separators, in containers of the same path.
        case parts(path: Int32, separator: UInt64)
    }

    let shape: Shape
    var spans: [RecordSpan]
    var traits = RecordTraits()
    var score = 0.0
}

/// What the records of a set have in common, in shares of the records.
struct RecordTraits: Sendable {
    var count = 0
    /// Bytes of text in all records.
    var text = 0
    /// Records with a link, with a date of their own, with one in a heading above them.
    var linked = 0.0
    var dated = 0.0
    var inherited = 0.0
    /// Records that tell how or where somebody is reached.
    var reached = 0.0
    /// Records that begin with a person's name; told only where nothing else tells that they are records.
    var named = 0.0
    /// The share of all text that lies in links.
    var linkText = 0.0
    /// Records that lie in navigation.
    var aside = 0.0
    /// Columns of a table whose names say what they hold.
    var heads = 0
    /// Records alike in what they hold.
    var regular = 0.0
    var meanText: Double { count == 0 ? 0 : Double(text) / Double(count) }
}

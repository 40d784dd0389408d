import CFormModel

/// The words by which forms name fields, found in a text in one pass (Aho and Corasick, "Efficient string matching", 1975).
struct Lexicon: Sendable {
    /// One occurrence of a word.
    struct Match {
        let concept: UInt8
        let start: Int
        let length: Int
        /// Whether it begins and ends where words do.
        let isWhole: Bool
    }

    /// The concepts' names, in the order in which they first stand in the words; `Match.concept` counts in it.
    let concepts: [String]

    /// A word's end: which concept and how long.
    private struct Word {
        let concept: UInt8
        let length: UInt8
    }

    private struct Edge {
        var byte: UInt8
        var target: Int32
    }

    /// Children of each state, sorted by byte, as one list.
    private let edges: [Edge]
    private let firstEdge: [Int32]
    /// The first state's children by byte, the state itself where there is none: most bytes of a text are looked up here.
    private let root: [Int32]
    private let fallback: [Int32]
    /// The nearest state on the chain of fallbacks, itself included, that ends words; -1 without.
    private let ending: [Int32]
    private let words: [[Word]]

    /// The words in `CFormModel/FieldWords.txt`.
    static let standard = Lexicon(
        String(decoding: UnsafeBufferPointer(start: rollcall_field_words(), count: rollcall_field_words_size()), as: UTF8.self))

    private init(_ source: String) {
        var concepts: [String] = []
        var children: [[Edge]] = [[]]
        var ends: [[Word]] = [[]]
        for line in source.split(separator: "\n") where !line.hasPrefix("#") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let name = String(line[..<colon])
            let concept = concepts.firstIndex(of: name) ?? concepts.count
            if concept == concepts.count { concepts.append(name) }
            for word in line[line.index(after: colon)...].split(separator: ",") {
                let bytes = FoldedText(prose: String(word)).bytes
                guard !bytes.isEmpty else { continue }
                var state = 0
                for byte in bytes {
                    if let edge = children[state].first(where: { $0.byte == byte }) {
                        state = Int(edge.target)
                    } else {
                        children[state].append(Edge(byte: byte, target: Int32(children.count)))
                        state = children.count
                        children.append([])
                        ends.append([])
                    }
                }
                if !ends[state].contains(where: { $0.concept == UInt8(concept) }) {
                    ends[state].append(Word(concept: UInt8(concept), length: UInt8(min(bytes.count, 255))))
                }
            }
        }
        self.concepts = concepts
        words = ends
        (edges, firstEdge) = Self.flat(children)
        var root = [Int32](repeating: 0, count: 256)
        for edge in children[0] { root[Int(edge.byte)] = edge.target }
        self.root = root
        (fallback, ending) = Self.links(children, ends)
    }

    private static func flat(_ children: [[Edge]]) -> ([Edge], [Int32]) {
        var edges: [Edge] = []
        var first: [Int32] = []
        for list in children {
            first.append(Int32(edges.count))
            edges += list.sorted { $0.byte < $1.byte }
        }
        first.append(Int32(edges.count))
        return (edges, first)
    }

    private static func links(_ children: [[Edge]], _ ends: [[Word]]) -> ([Int32], [Int32]) {
        var fallback = [Int32](repeating: 0, count: children.count)
        var ending = [Int32](repeating: -1, count: children.count)
        var queue = [0]
        var next = 0
        while next < queue.count {
            let state = queue[next]
            next += 1
            ending[state] = ends[state].isEmpty ? (state == 0 ? -1 : ending[Int(fallback[state])]) : Int32(state)
            for edge in children[state] {
                var back = Int(fallback[state])
                if state != 0 {
                    while back != 0, !children[back].contains(where: { $0.byte == edge.byte }) { back = Int(fallback[back]) }
                    if let found = children[back].first(where: { $0.byte == edge.byte }) { back = Int(found.target) }
                }
                fallback[Int(edge.target)] = Int32(back)
                queue.append(Int(edge.target))
            }
        }
        return (fallback, ending)
    }

    /// The state that a byte leads to.
    @inline(__always)
    private func next(_ state: Int, _ byte: UInt8) -> Int {
        var state = state
        while state != 0 {
            if let next = child(state, byte) { return next }
            state = Int(fallback[state])
        }
        return Int(root[Int(byte)])
    }

    private func child(_ state: Int, _ byte: UInt8) -> Int? {
        var low = Int(firstEdge[state])
        var high = Int(firstEdge[state + 1])
        while low < high {
            let middle = (low + high) / 2
            if edges[middle].byte < byte { low = middle + 1 } else { high = middle }
        }
        return low < Int(firstEdge[state + 1]) && edges[low].byte == byte ? Int(edges[low].target) : nil
    }

    /// Every word in a folded text, longest first where several end together. Parts of words count from five bytes on: compounds (`Kundenname`)
    /// and scripts that set no spaces.
    func matches(in text: FoldedText, _ body: (Match) -> Void) {
        let bytes = text.bytes
        var state = 0
        for (index, byte) in bytes.enumerated() {
            state = next(state, byte)
            var end = Int(ending[state])
            while end >= 0 {
                for word in words[end] {
                    let start = index + 1 - Int(word.length)
                    let isWhole = (start <= 0 || bytes[start - 1] == 0x20) && (index + 1 == bytes.count || bytes[index + 1] == 0x20)
                    if isWhole || word.length >= 5 || bytes[start] >= 0x80 {
                        body(Match(concept: word.concept, start: start, length: Int(word.length), isWhole: isWhole))
                    }
                }
                end = end == 0 ? -1 : Int(ending[Int(fallback[end])])
            }
        }
    }
}

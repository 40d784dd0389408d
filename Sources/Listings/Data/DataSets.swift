import HTML

/// Items of one place in data that may be a page's records: the items of its lists, of all lists in the same place below others taken together.
struct DataSet: Sendable {
    struct Item: Sendable {
        let node: DataNode
        /// The JSON pointer (RFC 6901) to it.
        let pointer: String
        /// What stands beside the lists it is in, nearest first: a date there is a date of all items.
        let above: [DataNode]
    }

    let part: PageData.Part
    /// The names on the way to the list.
    let way: String
    /// How deep the lists stand.
    let depth: Int
    var items: [Item]
    var score = 0.0
    /// Bytes of words in all items.
    var text = 0.0
    var linked = 0.0
    var dated = 0.0
    var inherited = 0.0
}

/// Finds the lists in data, and judges them as `RecordFinder` judges those of markup.
struct DataSets {
    private var found: [String: DataSet] = [:]
    private var order: [String] = []

    /// The best set of all parts; nil where no list holds anything to read.
    static func best(_ data: PageData) -> DataSet? {
        var all: [DataSet] = []
        for part in data.parts {
            var sets = DataSets()
            sets.walk(part.node, part, way: "", pointer: "", above: [], depth: 0)
            for key in sets.order {
                guard var set = sets.found[key], set.items.count >= (part.script == nil ? 1 : 2) else { continue }
                guard areOfOneKind(set) else { continue }
                judge(&set)
                if set.score > 0 { all.append(set) }
            }
        }
        guard var best = all.max(by: { $0.score < $1.score }) else { return nil }
        // What its items hold several of stands for itself where it says most of what they say.
        let inner = all.filter {
            $0.depth > best.depth && $0.part.path == best.part.path && $0.way.hasPrefix(best.way)
                && Double($0.items.count) >= 1.4 * Double(best.items.count) && $0.text >= 0.4 * best.text
                && $0.linked >= max(0.7, best.linked - 0.2) && $0.dated + $0.inherited >= best.dated + best.inherited - 0.25
        }
        if let finer = inner.max(by: { $0.text < $1.text }) { best = finer }
        // What holds the best one's items says more of each, as long as it is nearly as good.
        let outer = all.filter {
            $0.depth < best.depth && $0.part.path == best.part.path && best.way.hasPrefix($0.way) && $0.score >= 0.5 * best.score
        }
        return outer.filter { $0.items.count * 5 >= best.items.count * 4 }.max { $0.score < $1.score } ?? best
    }

    /// Whether items that say of what type they are say mostly the same: a graph of a page, its site and its owner is no list.
    private static func areOfOneKind(_ set: DataSet) -> Bool {
        var types: [String: Int] = [:]
        for item in set.items {
            guard case .members(let members) = item.node.content, let type = members.first(where: { $0.key == "@type" })?.value.text else {
                continue
            }
            types[type, default: 0] += 1
        }
        let typed = types.values.reduce(0, +)
        return typed * 2 < set.items.count || (types.values.max() ?? 0) * 5 >= typed * 3
    }

    // MARK: Lists

    private mutating func walk(_ node: DataNode, _ part: PageData.Part, way: String, pointer: String, above: [DataNode], depth: Int) {
        switch node.content {
        case .nothing, .text: return
        case .list(let items):
            add(items.enumerated().map { ($1, pointer + "/\($0)") }, part, way: way, above: above, depth: depth)
            for (place, item) in items.enumerated() {
                walk(item, part, way: way + "/", pointer: pointer + "/\(place)", above: above, depth: depth + 1)
            }
        case .members(let members):
            let above = [node] + above.prefix(3)
            var groups: [String: Int] = [:]
            for member in members { groups[member.key, default: 0] += 1 }
            // Objects by their number or name, each alike: a list that is written as an object.
            if members.count >= 3, groups.count == members.count, Self.areAlike(members.map(\.value)) {
                add(
                    members.map { ($0.value, pointer + "/" + Self.escaped($0.key)) }, part, way: way + "/*",
                    above: Array(above.dropFirst()),
                    depth: depth)
                for member in members {
                    walk(
                        member.value, part, way: way + "/*/", pointer: pointer + "/" + Self.escaped(member.key), above: Array(above),
                        depth: depth + 1)
                }
                return
            }
            var places: [String: Int] = [:]
            for member in members {
                let own = pointer + "/" + Self.escaped(member.key)
                if groups[member.key, default: 0] >= 2 || Self.feedItems.contains(member.key), member.value.isMembers {
                    // In XML a list is one name several times.
                    let place = places[member.key, default: 0]
                    places[member.key] = place + 1
                    add([(member.value, own + "/\(place)")], part, way: way + "/" + member.key, above: Array(above), depth: depth)
                    walk(
                        member.value, part, way: way + "/" + member.key + "/", pointer: own + "/\(place)", above: Array(above),
                        depth: depth + 1)
                } else {
                    walk(member.value, part, way: way + "/" + member.key, pointer: own, above: Array(above), depth: depth)
                }
            }
        }
    }

    private static let feedItems: Set<String> = ["item", "entry", "record", "row"]

    /// Whether all are objects that share their first names of members.
    private static func areAlike(_ nodes: [DataNode]) -> Bool {
        var shared: Set<String>?
        for node in nodes {
            guard case .members(let members) = node.content, members.count >= 2 else { return false }
            let keys = Set(members.prefix(40).map(\.key))
            shared = shared?.intersection(keys) ?? keys
            if shared?.isEmpty ?? true { return false }
        }
        return (shared?.count ?? 0) >= 2
    }

    private static func escaped(_ key: String) -> String {
        guard key.utf8.contains(UInt8(ascii: "/")) || key.utf8.contains(UInt8(ascii: "~")) else { return key }
        var output: [UInt8] = []
        for byte in key.utf8 {
            switch byte {
            case UInt8(ascii: "~"): output += "~0".utf8
            case UInt8(ascii: "/"): output += "~1".utf8
            default: output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func add(
        _ nodes: [(node: DataNode, pointer: String)], _ part: PageData.Part, way: String, above: [DataNode], depth: Int
    ) {
        let items = nodes.filter { entry in
            switch entry.node.content {
            case .members(let members): members.count >= 2
            // Rows of cells.
            case .list(let cells): cells.count >= 2 && cells.contains { $0.text != nil }
            default: false
            }
        }
        guard !items.isEmpty else { return }
        if found[way] == nil {
            order.append(way)
            found[way] = DataSet(part: part, way: way, depth: depth, items: [])
        }
        let room = RecordReader.maximumRecords - (found[way]?.items.count ?? 0)
        for entry in items.prefix(max(0, room)) {
            found[way]?.items.append(.init(node: entry.node, pointer: entry.pointer, above: above))
        }
    }

    // MARK: Judging

    private static func judge(_ set: inout DataSet) {
        var info = 0.0
        var linked = 0
        var dated = 0
        var inherited = 0
        for item in set.items {
            var text = 0
            var isLinked = false
            var isDated = false
            for leaf in DataLeaves.leaves(of: item.node, pointer: "") {
                let bytes = Array(leaf.text.utf8.prefix(600))
                if DataLeaves.isLink(leaf) {
                    isLinked = true
                    continue
                }
                if !isDated { isDated = bytes.withUnsafeBufferPointer { DateGlance.holdsDate($0, 0, $0.count) } }
                guard bytes.contains(UInt8(ascii: "<")) else {
                    if DataLeaves.isWords(bytes) { text += bytes.count }
                    continue
                }
                let shown = DataLeaves.withoutTags(bytes)
                if DataLeaves.isWords(shown) { text += shown.count }
                if leaf.text.lowercasedASCII.contains("href=") { isLinked = true }
            }
            set.text += Double(text)
            info += RecordFinder.information(Double(text))
            if isLinked { linked += 1 }
            if isDated { dated += 1 } else if DataLeaves.date(above: item) != nil { inherited += 1 }
        }
        let count = Double(set.items.count)
        set.linked = Double(linked) / count
        set.dated = Double(dated) / count
        set.inherited = Double(inherited) / count
        // One object is rather what holds the records than a record.
        if set.items.count == 1 { info *= 0.4 }
        set.score = info * (0.35 + 0.65 * set.linked) * (0.45 + 0.75 * set.dated + 0.45 * set.inherited)
    }
}

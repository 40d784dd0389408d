/// Which number each group of listings has: an entity keeps its number by overlap with what it was. Pure.
package struct EntityNumbering: Sendable, Hashable {
    /// The number of each group; nil for a new one.
    package private(set) var numbers: [Int64?]
    /// Entities that no group has the number of any more, with the group that most of their listings are in; nil where all have left.
    package private(set) var ended: [Int64: Int?]

    /// - Parameters:
    ///   - groups: listings that are one, none of them in two groups.
    ///   - former: the entity that listings were of, also of such as have left.
    package init(_ groups: [[Int64]], former: [Int64: Int64]) {
        struct Overlap {
            var group: Int
            var entity: Int64
            var count: Int
        }
        var overlaps: [Overlap] = []
        for (place, group) in groups.enumerated() {
            var counts: [Int64: Int] = [:]
            for listing in group { if let entity = former[listing] { counts[entity, default: 0] += 1 } }
            overlaps += counts.map { Overlap(group: place, entity: $0.key, count: $0.value) }
        }
        // The older number, and of equal parts the one with the oldest listing.
        func first(_ overlap: Overlap) -> Int64 { groups[overlap.group].min() ?? 0 }
        overlaps.sort { ($1.count, $0.entity, first($0)) < ($0.count, $1.entity, first($1)) }
        numbers = Array(repeating: nil, count: groups.count)
        var taken: Set<Int64> = []
        for overlap in overlaps where numbers[overlap.group] == nil && !taken.contains(overlap.entity) {
            numbers[overlap.group] = overlap.entity
            taken.insert(overlap.entity)
        }
        ended = [:]
        for entity in Set(former.values) where !taken.contains(entity) {
            ended.updateValue(overlaps.first { $0.entity == entity }?.group, forKey: entity)
        }
    }
}

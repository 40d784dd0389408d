package import Matching
package import Rolls

/// What becomes of some listings and of the entities around them: groups by comparison and by what people have decided, each with its number.
/// Pure.
package struct Regrouping: Sendable {
    /// A rule as far as these listings are concerned.
    package struct Rule: Sendable, Hashable {
        package var isSame: Bool
        /// Listings by side.
        package var sides: [Int64: Int]

        package init(isSame: Bool, sides: [Int64: Int]) { (self.isSame, self.sides) = (isSame, sides) }
    }

    /// Two listings that may be one.
    package struct Pair: Sendable, Hashable {
        package var first: Int64
        package var second: Int64

        package init(_ first: Int64, _ second: Int64) { (self.first, self.second) = (min(first, second), max(first, second)) }
    }

    /// The odds, in bits, from which two listings are one: two to one.
    package static let least = 1.0

    /// Listings that are one, each group with its number; nil for a new one.
    package let groups: [(listings: [Listing], entity: Int64?)]
    package let numbering: EntityNumbering

    /// - Parameters:
    ///   - listings: that are there, all of each entity that is touched.
    ///   - former: the entity that a listing was of, also of such as have left.
    ///   - pairs: that are worth a comparison besides those of one entity.
    package init(
        _ listings: [Listing], former: [Int64: Int64], pairs: Set<Pair>, rules: [Rule], knowledge: MatchKnowledge, population: Int
    ) {
        let listings = listings.sorted { $0.id < $1.id }
        let places = Dictionary(uniqueKeysWithValues: listings.enumerated().map { ($1.id, $0) })
        let neighbourhood = Neighbourhood(listings.map(EntityFields.values), knowledge: knowledge, population: population)
        var scored: [ScoredPair] = []
        func score(_ a: Int, _ b: Int) { scored.append(ScoredPair(first: a, second: b, bits: neighbourhood.bits(a, b))) }
        var together: [Int64: [Int]] = [:]
        for (place, listing) in listings.enumerated() { if let entity = former[listing.id] { together[entity, default: []].append(place) } }
        for members in together.values.sorted(by: { $0[0] < $1[0] }) {
            for (place, a) in members.enumerated() { for b in members.dropFirst(place + 1) { score(a, b) } }
        }
        for pair in pairs.sorted(by: { ($0.first, $0.second) < ($1.first, $1.second) }) {
            guard let a = places[pair.first], let b = places[pair.second], a != b else { continue }
            // Those of one entity are compared already.
            if let entity = former[pair.first], entity == former[pair.second] { continue }
            score(a, b)
        }
        var (same, different): ([Neighbourhood.Tie], [Neighbourhood.Tie]) = ([], [])
        for rule in rules {
            let members = rule.sides.compactMap { listing, side in places[listing].map { (place: $0, side: side) } }
                .sorted { $0.place < $1.place }
            guard let first = members.first else { continue }
            if rule.isSame {
                same += members.dropFirst().map { Neighbourhood.Tie(first.place, $0.place) }
            } else {
                for (place, a) in members.enumerated() {
                    for b in members.dropFirst(place + 1) where a.side != b.side { different.append(Neighbourhood.Tie(a.place, b.place)) }
                }
            }
        }
        let found = neighbourhood.groups(scored, same: same, different: different, least: Self.least, most: Entity.mostListings)
        numbering = EntityNumbering(found.map { $0.map { listings[$0].id } }, former: former)
        groups = zip(found, numbering.numbers).map { (listings: $0.map { listings[$0] }, entity: $1) }
    }
}

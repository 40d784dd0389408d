import Listings

/// Whether what a roll found may take the place of what was known: a redesign, a wall or a broken page must never empty a directory. Pure.
package struct RollGuard: Sendable, Hashable {
    /// A roll that finds less than this share of the listings known is not believed.
    package var smallestShare: Double
    /// A field read for less than this share of the listings it was read for before is a redesign.
    package var smallestFill: Double
    /// A field that reads otherwise for more than this share of all listings is one as well.
    package var largestChange: Double
    /// Fewer listings than this say nothing about shares.
    package var fewest: Int

    package init(smallestShare: Double = 0.5, smallestFill: Double = 0.4, largestChange: Double = 0.6, fewest: Int = 10) {
        self.smallestShare = smallestShare
        self.smallestFill = smallestFill
        self.largestChange = largestChange
        self.fewest = fewest
    }

    /// Counts over all listings, of what is known and of what was found.
    package struct Census: Sendable, Hashable {
        package struct Field: Sendable, Hashable {
            /// Of the listings in both.
            package var before = 0
            package var after = 0
            package var changed = 0

            package init() {}
        }

        /// Listings known and not yet gone.
        package var present = 0
        package var found = 0
        /// Listings in both.
        package var common = 0
        package var fields: [String: Field] = [:]
        /// Whether every page of the lists was read.
        package var isComplete = true
        /// What all listings found look like, and what those of the last roll that was believed looked like; nil before there was one.
        package var now = FieldCensus()
        package var past: FieldCensus?

        package init() {}

        /// Counts one listing that is in both.
        package mutating func note(before: ListingFields, after: ListingFields) {
            common += 1
            for kind in before.kinds { fields[kind, default: Field()].before += 1 }
            for kind in after.kinds { fields[kind, default: Field()].after += 1 }
            for change in before.changes(to: after) where !change.before.isEmpty && !change.after.isEmpty {
                fields[change.field, default: Field()].changed += 1
            }
        }
    }

    /// The guard of a roll whose recipe was learned again: such a one has to read nearly everything as it was.
    package var strict: RollGuard {
        var guarded = self
        guarded.smallestFill = max(smallestFill, 0.97)
        guarded.largestChange = min(largestChange, 0.05)
        return guarded
    }

    /// Why the roll is not believed; nil when it is.
    package func refusal(_ census: Census) -> String? {
        if census.found == 0 {
            return census.present == 0
                ? "no listing was recognised on any page" : "no listing was found where \(census.present) were known"
        }
        if census.isComplete, census.present >= fewest, Double(census.found) < Double(census.present) * smallestShare {
            return "\(census.found) listings were found where \(census.present) were known"
        }
        if let past = census.past, census.now.count >= fewest, past.count >= fewest {
            if census.now.strays - past.strays > census.present / 5 {
                return "\(census.now.strays) listings stand on pages of a design that the recipe does not know"
            }
            if let drift = census.now.drift(from: past, smallestFill: smallestFill) { return drift }
        }
        guard census.common >= fewest else { return nil }
        for (name, field) in census.fields.sorted(by: { $0.key < $1.key }) {
            if field.before >= fewest, Double(field.before) >= Double(census.common) * 0.3,
                Double(field.after) < Double(field.before) * smallestFill
            {
                return "\(name) was read for \(field.before) of \(census.common) listings before, and now for \(field.after)"
            }
            if Double(field.changed) > Double(census.common) * largestChange {
                return "\(name) reads otherwise for \(field.changed) of \(census.common) listings at once"
            }
        }
        return nil
    }
}

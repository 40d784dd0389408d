package import HTML
package import Listings

/// A listing as one page shows it.
package struct ReadListing: Sendable {
    package var fields: ListingFields
    /// Where each value stands, by kind.
    package var marks: [String: [ListingSources.Mark]]
    /// Values that were not sure enough to be taken.
    package var doubts: [FoundValue]
    /// Its own page, where the list links to one.
    package var address: WebURL?

    package init(fields: ListingFields = ListingFields(), address: WebURL? = nil) {
        self.fields = fields
        self.address = address
        marks = [:]
        doubts = []
    }

    /// Takes a value where it is sure enough, else leaves it for somebody to look at.
    mutating func take(_ value: FoundValue, leastConfidence: Double) {
        guard value.confidence >= leastConfidence else {
            if doubts.count < 16 { doubts.append(value) }
            return
        }
        let count = fields[value.kind].count
        fields.add(value.value, as: value.kind)
        if fields[value.kind].count > count { marks[value.kind.rawValue, default: []].append(ListingSources.Mark(value)) }
    }
}

/// What a list's page holds.
package struct ListReading: Sendable {
    package var items: [ReadListing] = []
    /// Further pages of the same list.
    package var pages: [WebURL] = []
    /// Whether there is a recipe for lists and it finds nothing here, so that the records are those that are found without one.
    package var isStray = false

    package init() {}
}

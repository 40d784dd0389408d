package import HTML
package import Listings

/// Reads listings out of a parsed page. Pure.
package protocol ListingReader: Sendable {
    /// The listings of a page that may be a list, and where the list goes on.
    func list(_ document: Document, at url: WebURL, country: Country?) -> ListReading

    /// What the page of one listing says of it; nil where it says nothing that belongs to one.
    func detail(_ document: Document, at url: WebURL, country: Country?) -> ListingFields?
}

/// What a list's page holds.
package struct ListReading: Sendable {
    package struct Item: Sendable {
        package var fields: ListingFields
        /// Its own page, where the list links to one.
        package var address: WebURL?

        package init(fields: ListingFields, address: WebURL?) {
            self.fields = fields
            self.address = address
        }
    }

    package var items: [Item] = []
    /// Further pages of the same list.
    package var pages: [WebURL] = []

    package init() {}
}

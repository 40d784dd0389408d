/// What a page is fetched for. The raw value is stored, and is the order in which pages are fetched.
package enum PageKind: Int, Sendable, Hashable, CaseIterable {
    /// The directory's own address.
    case start = 0
    /// A further page of a list that is known to be one.
    case list = 1
    /// A page that may be a list, or lead to lists.
    case explore = 2
    /// The page of one listing.
    case detail = 3
    /// A sitemap, asked for where the lists lead to nobody.
    case sitemap = 4
}

/// An address that a crawl has found.
package struct FoundPage: Sendable, Hashable {
    package var address: String
    package var kind: PageKind
    /// Steps from the start, pages of the same list counted as one.
    package var depth: Int
    /// The listing whose page it is.
    package var key: String?
    /// Whether it goes on from a part of a list, and not from a whole page: worth having only while the parts bring somebody new.
    package var isPart: Bool

    package init(address: String, kind: PageKind, depth: Int, key: String? = nil, isPart: Bool = false) {
        self.address = address
        self.kind = kind
        self.depth = depth
        self.key = key
        self.isPart = isPart
    }
}

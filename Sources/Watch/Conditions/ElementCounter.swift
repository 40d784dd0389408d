package import HTML

/// How elements of a page are counted for `count("…")`.
package enum ElementCounter {
    /// Counts nothing: for results that are no pages.
    package static func unavailable(_ body: [UInt8], _ selector: Selector) -> Int? { nil }

    /// How many elements of a page a selector matches.
    package static func count(_ body: [UInt8], _ selector: Selector) -> Int? { nil }
}

/// A country by its two letters of ISO 3166-1, in upper case.
package struct Country: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    package let rawValue: String

    /// Nil when these aren't two ASCII letters; whether the country exists isn't asked.
    package init?(rawValue: String) {
        guard rawValue.utf8.count == 2, rawValue.utf8.allSatisfy(TextBytes.isLetter) else { return nil }
        self.rawValue = rawValue.uppercased()
    }

    /// For constants of the program.
    init(_ code: StaticString) { rawValue = code.description }

    package var description: String { rawValue }
}

import Listings

/// What a roll's listings look like taken together: how often each field is there, how often it has the form of its kind, and how long it is.
/// Kept with each roll that is believed, and compared with the next. Pure.
package struct FieldCensus: Sendable, Hashable, Codable {
    package struct Field: Sendable, Hashable, Codable {
        /// Listings that have it.
        package var filled = 0
        /// Those whose value has the form of its kind.
        package var formed = 0
        /// Bytes of all values.
        package var bytes = 0

        package init() {}
    }

    /// Listings counted.
    package var count = 0
    package var fields: [String: Field] = [:]
    /// Listings on pages of lists that the recipe finds nothing on.
    package var strays = 0

    package init() {}

    /// Counts one listing.
    package mutating func note(_ listing: ListingFields) {
        count += 1
        for (kind, values) in listing.values {
            guard let value = values.first else { continue }
            var field = fields[kind] ?? Field()
            field.filled += 1
            if Self.isFormed(value, kind) { field.formed += 1 }
            field.bytes += value.utf8.count
            fields[kind] = field
        }
    }

    /// Whether a value looks as its kind does. Kinds that have no form of their own are told by their letters.
    private static func isFormed(_ value: String, _ kind: String) -> Bool {
        let digits = value.utf8.count { (0x30...0x39).contains($0) }
        return switch FieldKind(rawValue: kind) {
        case .telephone, .faxNumber: value.hasPrefix("+") && digits >= 7
        case .email: value.contains("@")
        case .url, .sameAs, .image: value.contains("://")
        case .license, .identifier, .postalCode, .taxID: digits > 0
        default: value.utf8.count > digits * 2
        }
    }

    /// What is so much otherwise than before that the pages are no longer read rightly; nil where nothing is.
    /// - Parameter smallestFill: A field that is there less often than this share of how often it was is drift.
    package func drift(from past: FieldCensus, smallestFill: Double) -> String? {
        for (name, before) in past.fields.sorted(by: { $0.key < $1.key }) {
            let share = Double(before.filled) / Double(past.count)
            guard share >= 0.3 else { continue }
            let after = fields[name] ?? Field()
            let now = Double(after.filled) / Double(count)
            if now < share * smallestFill {
                return "\(name) was there in \(Self.percent(share)) of all listings, and now is in \(Self.percent(now))"
            }
            guard after.filled > 0 else { continue }
            let (formed, wasFormed) = (Double(after.formed) / Double(after.filled), Double(before.formed) / Double(before.filled))
            if formed < wasFormed * 0.6 {
                return
                    "\(name) looked like one in \(Self.percent(wasFormed)) of the listings that have it, and now does in \(Self.percent(formed))"
            }
            let (length, was) = (Double(after.bytes) / Double(after.filled), Double(before.bytes) / Double(before.filled))
            if was > 0, length > was * 3 + 10 || length * 3 + 10 < was {
                return "\(name) was \(Int(was)) bytes long on average, and now is \(Int(length))"
            }
        }
        return nil
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}

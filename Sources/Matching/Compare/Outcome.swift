/// What the comparison of one field of two records gave.
struct Outcome: Hashable {
    /// 0: one of them has no value. 1: they differ. Above, the more alike, the higher; the kind's highest level is "the same".
    var level: UInt8
    /// Bits by which what they share is rare; 0 where that plays no part.
    var rarity: Float = 0

    static let missing = Outcome(level: 0)
    static let different = Outcome(level: 1)
    /// Levels are packed into this many bits each.
    static let bits = 4
}

extension ColumnKind {
    /// What the levels of agreement are called, from 0.
    var levels: [String] {
        switch self {
        case .name, .text:
            [
                "missing", "different", "a little shared", "partly the same", "mostly the same", "one within the other", "nearly the same",
                "the same",
            ]
        case .givenName, .familyName, .place:
            ["missing", "different", "similar", "part, initial or swapped", "one slip apart", "the same"]
        case .code: ["missing", "different", "the same"]
        case .category: ["missing", "different", "a word shared", "the same"]
        case .address:
            [
                "missing", "different", "the same number, another street", "the same street, another number",
                "the same street, a number close",
                "the same street, a number missing", "the same number, a similar street", "the same but for small words", "the same",
            ]
        case .phone: ["missing", "different", "the same area", "the same exchange", "one slip apart", "the same"]
        case .email, .url: ["missing", "different", "the same host", "one slip apart", "the same"]
        case .postalCode: ["missing", "different", "the same beginning", "one slip apart", "the same"]
        case .houseNumber, .identifier: ["missing", "different", "two slips apart", "one slip apart", "the same"]
        case .date: ["missing", "different", "the same year", "two parts the same", "one slip apart", "the same"]
        case .number: ["missing", "different", "within a tenth", "within a hundredth", "the same"]
        case .recordID, .ignored: ["missing"]
        }
    }

    /// What is expected of true matches before any record was seen: the share of each level from 1. Learning starts here, and stays near
    /// here where there is little to learn from.
    var expectedShares: [Double] {
        switch self {
        case .name: [0.01, 0.015, 0.045, 0.09, 0.12, 0.12, 0.6]
        case .text: [0.1, 0.15, 0.2, 0.2, 0.05, 0.1, 0.2]
        case .givenName, .familyName, .place: [0.1, 0.03, 0.05, 0.12, 0.7]
        case .code: [0.1, 0.9]
        case .category: [0.45, 0.15, 0.4]
        case .address: [0.06, 0.02, 0.04, 0.04, 0.06, 0.06, 0.12, 0.6]
        case .phone: [0.12, 0.03, 0.03, 0.07, 0.75]
        case .email, .url: [0.15, 0.1, 0.1, 0.65]
        case .postalCode: [0.1, 0.03, 0.07, 0.8]
        case .houseNumber, .identifier: [0.12, 0.03, 0.1, 0.75]
        case .date: [0.08, 0.03, 0.04, 0.1, 0.75]
        case .number: [0.3, 0.1, 0.1, 0.5]
        case .recordID, .ignored: []
        }
    }

    /// The level at which two values are equal as normalised.
    var same: UInt8 { UInt8(levels.count - 1) }
}

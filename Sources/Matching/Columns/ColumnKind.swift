/// What the values of a column are, and so how two of them are compared.
package enum ColumnKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// The number or name of the row itself; says nothing of what the record is about.
    case recordID = "record id"
    /// Says nothing: empty, always the same, or the answer itself (`cluster`).
    case ignored
    /// Name of an organisation, a work, a product; whole names of people.
    case name
    /// One part of a person's name.
    case givenName = "given name"
    case familyName = "family name"
    /// Street with or without number, also a whole address in one column.
    case address
    case houseNumber = "house number"
    case phone
    case email
    case url
    case postalCode = "postal code"
    /// A town or another word of few letters that many records share.
    case place
    /// One of few values: a state, a sex, a status.
    case code
    /// One or several words that say of what sort it is.
    case category
    case date
    /// A number or mark that names one thing: a licence, a social security number, a model.
    case identifier
    case number
    /// Sentences.
    case text

    /// Whether it says where something is or how it is reached. Colleagues, families and shops under one roof share all of that.
    var isPlace: Bool {
        switch self {
        case .address, .houseNumber, .place, .code, .postalCode, .phone, .url: true
        default: false
        }
    }

    /// Whether it says in which part of the world something is, so that one such field follows from another: a town from its postal code.
    var isRegion: Bool { self == .place || self == .code || self == .postalCode }

    /// Whether it says who or what something is.
    var isIdentity: Bool {
        switch self {
        case .name, .givenName, .familyName, .identifier, .email: true
        default: false
        }
    }

    /// Whether the kind is compared at all.
    package var isCompared: Bool { self != .recordID && self != .ignored }
}

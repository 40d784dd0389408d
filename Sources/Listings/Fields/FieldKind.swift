/// What a value of a listing is. The raw value is its name in JSON: the property's name in schema.org where there is one.
package enum FieldKind: String, Hashable, Sendable, CaseIterable, Codable {
    /// The name of what is listed, where it isn't known to be a person's or an organisation's.
    case name
    case person
    case organization
    /// What a person does: "Director", "Sales".
    case jobTitle
    /// A part of an organisation that is contacted: "Admissions".
    case department
    case category

    /// A whole postal address on one line.
    case address
    case streetAddress
    case postOfficeBoxNumber
    case addressLocality
    case addressRegion
    case postalCode
    case addressCountry
    /// Latitude and longitude: `52.37,4.89`.
    case geo

    case telephone
    case faxNumber
    case email
    case url
    /// A profile elsewhere: LinkedIn, Facebook.
    case sameAs
    case image

    case openingHours
    /// The number of a licence to practise.
    case license
    /// Any other number or code that names the record.
    case identifier
    case taxID
    case date
    case price
    case description
    /// A value whose kind isn't known.
    case text
}

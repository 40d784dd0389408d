package import Listings

/// Which column of a table holds what, by its header: `Phone No.`, `zip_code`, `contactEmail`.
package struct ColumnRoles: Sendable, Hashable {
    package private(set) var roles: [FieldKind?]
    package let headers: [String]

    package init(_ headers: [String]) {
        self.headers = headers
        roles = headers.map(Self.role)
    }

    /// Says of a column what it holds, or with nil that it isn't to be checked.
    package mutating func assign(_ header: String, _ kind: FieldKind?) throws(CleaningError) {
        guard let place = headers.firstIndex(of: header) ?? headers.firstIndex(where: { $0.lowercased() == header.lowercased() }) else {
            throw CleaningError(.notFound, "there is no column '\(header)'", remedy: "Name one of \(headers.joined(separator: ", "))")
        }
        roles[place] = kind
    }

    /// The first column of a kind.
    package func first(_ kind: FieldKind) -> Int? { roles.firstIndex(of: kind) }

    /// Words in lower case, cut where the case or the sign changes.
    private static func words(_ header: String) -> [String] {
        var words: [String] = [], word = "", wasLower = false
        for character in header {
            if character.isLetter || character.isNumber {
                if character.isUppercase, wasLower, !word.isEmpty {
                    words.append(word)
                    word = ""
                }
                word += character.lowercased()
                wasLower = character.isLowercase
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    private static let table: [(FieldKind, Set<String>)] = [
        (.faxNumber, ["fax", "faxnumber", "telefax"]),
        (.email, ["email", "mail", "emailaddress", "courriel"]),
        (.url, ["url", "website", "web", "homepage", "site", "webseite"]),
        (.telephone, ["phone", "tel", "telephone", "mobile", "cell", "cellphone", "telefon", "telefono", "phonenumber", "telefoon"]),
        (.postalCode, ["zip", "zipcode", "postal", "postcode", "postalcode", "plz", "zip5"]),
        (.license, ["license", "licence", "lic", "licensenumber", "licencenumber", "permit"]),
        (.addressRegion, ["state", "province", "region", "addressregion"]),
        (.addressCountry, ["country", "addresscountry", "countrycode"]),
        (.addressLocality, ["city", "town", "locality", "suburb", "addresslocality", "municipality", "ort"]),
        (.streetAddress, ["street", "streetaddress", "address1", "addr1"]),
        (.address, ["address", "addr"]),
        (.category, ["category", "profession", "type", "trade", "specialty"]),
        (.person, ["person", "owner", "firstname", "lastname", "surname", "givenname", "familyname"]),
        (.organization, ["company", "organization", "organisation", "business", "firm"]),
        (.name, ["name", "title"]),
    ]

    private static func role(_ header: String) -> FieldKind? {
        let words = words(header), set = Set(words), joined = words.joined()
        if set.contains("id") || set.contains("count") || set.contains("date") { return nil }
        // "E-mail", "Post Code"
        let pairs = Set(zip(words, words.dropFirst()).map { $0 + $1 } + [joined])
        for (kind, names) in table where !names.isDisjoint(with: pairs) || !names.isDisjoint(with: set) {
            // "Phone type", "Street number", "License status" name something about it.
            if words.count > 1, let last = words.last, ["type", "status", "kind", "class", "expires", "expiry", "verified"].contains(last) {
                return nil
            }
            if kind == .streetAddress || kind == .address, let last = words.last, ["number", "no", "nr", "2", "name"].contains(last) {
                return nil
            }
            return kind
        }
        return nil
    }
}

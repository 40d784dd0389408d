/// One thing that a profile says of a business. The keys are HTML's autofill tokens where one exists ("Autofill" in the HTML standard), else terms
/// of schema.org.
package enum ProfileKey: String, Sendable, Hashable, CaseIterable, Comparable {
    case organization
    case legalName
    case alternateName
    case name
    case honorificPrefix = "honorific-prefix"
    case givenName = "given-name"
    case additionalName = "additional-name"
    case familyName = "family-name"
    case organizationTitle = "organization-title"
    case email
    case tel
    case faxNumber
    case url
    case streetAddress = "street-address"
    case addressLevel2 = "address-level2"
    case addressLevel1 = "address-level1"
    case postalCode = "postal-code"
    case country
    case latitude
    case longitude
    case category
    case description
    case disambiguatingDescription
    case slogan
    case keywords
    case openingHours
    case hasCredential
    case vatID
    case taxID
    case areaServed
    case knowsAbout
    case knowsLanguage
    case foundingDate
    case numberOfEmployees
    case priceRange
    case paymentAccepted
    case sameAs
    case logo
    case image
    case acceptsTerms

    /// What its value must be.
    package enum Kind: Sendable {
        case text
        /// One text, or several lines of one.
        case lines
        /// One text or a list of texts.
        case list
        case email, phone, url, urls, country, date, number, consent
        /// Degrees, north and east above 0.
        case degrees
        /// Addresses of pictures, or paths of their files.
        case files
    }

    package var kind: Kind {
        switch self {
        case .streetAddress, .description: .lines
        case .category, .keywords, .openingHours, .areaServed, .knowsAbout, .knowsLanguage, .paymentAccepted: .list
        case .email: .email
        case .tel, .faxNumber: .phone
        case .url: .url
        case .logo, .image: .files
        case .sameAs: .urls
        case .country: .country
        case .foundingDate: .date
        case .numberOfEmployees: .number
        case .latitude, .longitude: .degrees
        case .acceptsTerms: .consent
        default: .text
        }
    }

    /// As a sentence names it: "licence number is required and the profile has none".
    package var words: String {
        switch self {
        case .organization: "business name"
        case .legalName: "legal name"
        case .alternateName: "other name"
        case .name: "contact's name"
        case .honorificPrefix: "form of address"
        case .givenName: "given name"
        case .additionalName: "middle name"
        case .familyName: "family name"
        case .organizationTitle: "job title"
        case .email: "e-mail address"
        case .tel: "telephone number"
        case .faxNumber: "fax number"
        case .url: "web site"
        case .streetAddress: "street address"
        case .addressLevel2: "city"
        case .addressLevel1: "state or province"
        case .postalCode: "postal code"
        case .country: "country"
        case .latitude: "latitude"
        case .longitude: "longitude"
        case .category: "category"
        case .description: "description"
        case .disambiguatingDescription: "short description"
        case .slogan: "slogan"
        case .keywords: "keywords"
        case .openingHours: "opening hours"
        case .hasCredential: "licence number"
        case .vatID: "VAT number"
        case .taxID: "tax number"
        case .areaServed: "service area"
        case .knowsAbout: "fields of practice"
        case .knowsLanguage: "languages"
        case .foundingDate: "founding date"
        case .numberOfEmployees: "number of employees"
        case .priceRange: "price range"
        case .paymentAccepted: "ways to pay"
        case .sameAs: "social links"
        case .logo: "logo"
        case .image: "picture"
        case .acceptsTerms: "consent to the terms"
        }
    }

    package static func < (a: ProfileKey, b: ProfileKey) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }

    /// Words that people write for a key, so that an error can name the key that was meant.
    static let synonyms: [String: ProfileKey] = [
        "company": .organization, "business": .organization, "business_name": .organization, "businessname": .organization,
        "firm": .organization, "legal_name": .legalName, "contact": .name, "full_name": .name, "fullname": .name, "contact_name": .name,
        "first_name": .givenName, "firstname": .givenName, "last_name": .familyName, "lastname": .familyName, "surname": .familyName,
        "title": .organizationTitle, "mail": .email, "e-mail": .email, "phone": .tel, "telephone": .tel, "mobile": .tel, "fax": .faxNumber,
        "website": .url, "web": .url, "homepage": .url, "site": .url, "street": .streetAddress, "address": .streetAddress,
        "city": .addressLevel2, "town": .addressLevel2, "locality": .addressLevel2, "state": .addressLevel1, "province": .addressLevel1,
        "region": .addressLevel1, "zip": .postalCode, "zipcode": .postalCode, "zip_code": .postalCode, "postcode": .postalCode,
        "postalcode": .postalCode, "postal_code": .postalCode, "country-name": .country,
        "lat": .latitude, "lng": .longitude, "lon": .longitude, "categories": .category, "trade": .category,
        "about": .description, "short_description": .disambiguatingDescription, "summary": .disambiguatingDescription,
        "tagline": .slogan, "tags": .keywords, "hours": .openingHours, "opening_hours": .openingHours, "licence": .hasCredential,
        "license": .hasCredential, "license_number": .hasCredential, "licence_number": .hasCredential, "bar_number": .hasCredential,
        "vat": .vatID, "vat_number": .vatID, "tax_id": .taxID, "ein": .taxID, "service_area": .areaServed,
        "practice_areas": .knowsAbout, "services": .knowsAbout, "specialties": .knowsAbout, "languages": .knowsLanguage,
        "founded": .foundingDate, "employees": .numberOfEmployees, "payment": .paymentAccepted, "social": .sameAs,
        "social_links": .sameAs, "photo": .image, "terms": .acceptsTerms, "accept_terms": .acceptsTerms,
    ]
}

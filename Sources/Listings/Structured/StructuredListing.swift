package import HTML

/// A listing as a page's structured data gives it, in the fields that listings have everywhere (`FieldKind`).
package struct StructuredListing: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package var kind: FieldKind
        /// As the page gives it.
        package var text: String
        /// In its normal form, as for values read from the page's text.
        package var value: String
        /// Where it stands below `vocabulary` in the page's structured data (RFC 6901).
        package var pointer: String
    }

    /// The name of the vocabulary in the page's structured data: `json-ld`, `microdata`, `rdfa`, `microformat`, `opengraph`.
    package var vocabulary: String
    package var types: [String]
    package var fields: [Field]

    /// How sure a value is that the page itself gives to machines.
    package static let confidence = 0.98

    /// The first value of a kind.
    package func value(_ kind: FieldKind) -> String? { fields.first { $0.kind == kind }?.value }
}

extension StructuredData {
    /// The people, organisations and places that the page describes for machines, best vocabularies first, each once; at most 1,000.
    package func listings(_ context: ReadingContext = ReadingContext(), base: WebURL? = nil) -> [StructuredListing] {
        var listings: [StructuredListing] = []
        var seen: Set<[String]> = []
        let vocabularies = [
            ("json-ld", jsonLD), ("microdata", microdata), ("rdfa", rdfa), ("microformat", microformats), ("opengraph", openGraph),
        ]
        for (vocabulary, items) in vocabularies {
            for top in StructuredThings.read(items, vocabulary) {
                for thing in top.all(2_000) where listings.count < 1_000 {
                    var mapping = StructuredMapping(context: context, base: base, isScript: vocabulary == "json-ld")
                    mapping.read(thing)
                    guard mapping.isListing(thing, vocabulary) else { continue }
                    let listing = StructuredListing(vocabulary: vocabulary, types: thing.types, fields: mapping.fields)
                    // What another vocabulary says again isn't another listing.
                    let name = listing.value(.name) ?? listing.value(.organization) ?? listing.value(.person) ?? ""
                    let reach = listing.value(.telephone) ?? listing.value(.streetAddress) ?? listing.value(.email) ?? ""
                    if seen.insert([name.lowercasedASCII, reach.lowercasedASCII]).inserted { listings.append(listing) }
                }
            }
        }
        return listings
    }
}

extension [FoundValue] {
    /// What the page's structured data says as well is sure.
    func confirmed(by listings: [StructuredListing]) -> [FoundValue] {
        var said: [FieldKind: Set<String>] = [:]
        for field in listings.lazy.flatMap(\.fields) { said[field.kind, default: []].insert(field.value.lowercasedASCII) }
        for kind in [FieldKind.person, .organization] { said[kind, default: []].formUnion(said[.name] ?? []) }
        return map { found in
            guard said[found.kind]?.contains(found.value.lowercasedASCII) == true else { return found }
            var found = found
            found.confidence = Swift.max(found.confidence, StructuredListing.confidence)
            return found
        }
    }
}

/// The properties of one thing as fields of a listing. Terms are schema.org's, those of microformats (`tel`, `locality`) and of Open
/// Graph's business and place objects.
struct StructuredMapping {
    let context: ReadingContext
    let base: WebURL?
    private(set) var fields: [StructuredListing.Field] = []

    /// Whether the data stands in a script, where nothing has resolved character references.
    let isScript: Bool

    init(context: ReadingContext, base: WebURL?, isScript: Bool) {
        self.context = context
        self.base = base
        self.isScript = isScript
    }

    private static let kinds: [String: FieldKind] = [
        "legalname": .organization, "org": .organization, "organization-name": .organization, "worksfor": .organization,
        "affiliation": .organization, "og:site_name": .organization,
        "jobtitle": .jobTitle, "job-title": .jobTitle, "role": .jobTitle, "title": .jobTitle, "department": .department,
        "category": .category, "additionaltype": .category, "servicetype": .category,
        "streetaddress": .streetAddress, "street-address": .streetAddress, "business:contact_data:street_address": .streetAddress,
        "og:street-address": .streetAddress, "postofficeboxnumber": .postOfficeBoxNumber, "post-office-box": .postOfficeBoxNumber,
        "addresslocality": .addressLocality, "locality": .addressLocality, "business:contact_data:locality": .addressLocality,
        "og:locality": .addressLocality, "addressregion": .addressRegion, "region": .addressRegion,
        "business:contact_data:region": .addressRegion, "og:region": .addressRegion, "postalcode": .postalCode, "postal-code": .postalCode,
        "business:contact_data:postal_code": .postalCode, "og:postal-code": .postalCode, "addresscountry": .addressCountry,
        "country-name": .addressCountry, "business:contact_data:country_name": .addressCountry, "og:country-name": .addressCountry,
        "telephone": .telephone, "tel": .telephone, "phone": .telephone, "business:contact_data:phone_number": .telephone,
        "og:phone_number": .telephone, "faxnumber": .faxNumber, "fax": .faxNumber, "business:contact_data:fax_number": .faxNumber,
        "og:fax_number": .faxNumber, "email": .email, "business:contact_data:email": .email, "og:email": .email,
        "url": .url, "mainentityofpage": .url, "business:contact_data:website": .url, "og:url": .url, "sameas": .sameAs,
        "image": .image, "logo": .image, "photo": .image, "og:image": .image, "openinghours": .openingHours,
        "description": .description, "note": .description, "og:description": .description, "taxid": .taxID, "vatid": .taxID,
        "pricerange": .price,
    ]

    mutating func read(_ thing: StructuredThing, _ depth: Int = 0) {
        let isPerson = thing.types.contains { ["person", "physician", "attorney"].contains($0.lowercasedASCII) }
        for property in thing.properties where fields.count < 500 {
            switch property.value {
            case .text(let text): readText(property.name, text, property.pointer, isPerson: isPerson, isTop: depth == 0)
            case .thing(let inner): if depth < 3 { readThing(property.name, inner, depth) }
            }
        }
        readPlace(thing, "latitude", "longitude")
        readPlace(thing, "place:location:latitude", "place:location:longitude")
        readPlace(thing, "og:latitude", "og:longitude")
    }

    private mutating func readText(_ name: String, _ text: String, _ pointer: String, isPerson: Bool, isTop: Bool) {
        switch name {
        case "name", "fn", "og:title": if isTop { add(isPerson ? .person : .name, text, pointer) }
        case "address", "adr", "location": if isTop { add(.address, text, pointer) }
        case "geo":
            let parts = text.split { ",;".contains($0) }
            if parts.count == 2 { add(.geo, "\(String(parts[0]).strippingSpace),\(String(parts[1]).strippingSpace)", pointer) }
        default: if let kind = Self.kinds[name] { add(kind, text, pointer) }
        }
    }

    private mutating func readThing(_ name: String, _ thing: StructuredThing, _ depth: Int) {
        switch name {
        case "address", "adr", "geo", "contactpoint", "location":
            read(thing, depth + 1)
        case "openinghoursspecification": readHours(thing)
        case "worksfor", "affiliation", "org", "department":
            if let called = thing.values("name").first, case .text(let text) = called.value {
                add(name == "department" ? .department : .organization, text, called.pointer)
            }
        case "image", "logo", "photo":
            if let url = (thing.values("url") + thing.values("contenturl") + thing.values("value")).first, case .text(let text) = url.value
            {
                add(.image, text, url.pointer)
            }
        case "addresscountry", "country-name":
            if let country = thing.values("name").first, case .text(let text) = country.value {
                add(.addressCountry, text, country.pointer)
            }
        case "identifier", "hascredential": readLicence(thing)
        default: return
        }
    }

    /// Identifiers that say of themselves that they are licences.
    private mutating func readLicence(_ thing: StructuredThing) {
        func text(_ names: [String]) -> (String, String)? {
            for name in names {
                if let found = thing.values(name).first, case .text(let text) = found.value { return (text, found.pointer) }
            }
            return nil
        }
        guard let (number, pointer) = text(["value", "identifier", "credentialid"]) else { return }
        let label = (text(["name", "propertyid", "credentialcategory"])?.0 ?? "").lowercasedASCII
        add(["licen", "registration", "permit"].contains { label.contains($0) } ? .license : .identifier, number, pointer)
    }

    private static let days = ["mo", "tu", "we", "th", "fr", "sa", "su"]

    private mutating func readHours(_ thing: StructuredThing) {
        func texts(_ name: String) -> [String] {
            thing.values(name).compactMap { if case .text(let text) = $0.value { text } else { nil } }
        }
        let days = texts("dayofweek").compactMap { day -> Int? in
            let short = day.split { "/#".contains($0) }.last.map { String($0).lowercasedASCII.prefix(2) } ?? ""
            return Self.days.firstIndex(of: String(short))
        }
        guard let opens = texts("opens").first, let closes = texts("closes").first else { return }
        let span = "\(opens.prefix(5))-\(closes.prefix(5))"
        add(.openingHours, days.isEmpty ? span : "\(Self.runs(of: Set(days).sorted())) \(span)", thing.pointer)
    }

    /// `[0, 1, 2, 4]` as `Mo-We,Fr`.
    private static func runs(of days: [Int]) -> String {
        var parts: [String] = []
        var start = 0
        for place in days.indices where place + 1 == days.count || days[place + 1] != days[place] + 1 {
            let (first, last) = (Self.days[days[start]].capitalizedASCII, Self.days[days[place]].capitalizedASCII)
            parts.append(start == place ? first : place == start + 1 ? "\(first),\(last)" : "\(first)-\(last)")
            start = place + 1
        }
        return parts.joined(separator: ",")
    }

    private mutating func readPlace(_ thing: StructuredThing, _ latitude: String, _ longitude: String) {
        guard let north = thing.values(latitude).first, let east = thing.values(longitude).first, case .text(let a) = north.value,
            case .text(let b) = east.value, let y = Double(a), let x = Double(b), y.magnitude <= 90, x.magnitude <= 180
        else { return }
        add(.geo, "\(a),\(b)", thing.pointer)
    }

    private mutating func add(_ kind: FieldKind, _ text: String, _ pointer: String) {
        let value = normal(kind, text)
        guard !value.isEmpty, text.utf8.count <= 20_000, !fields.contains(where: { $0.kind == kind && $0.value == value }) else { return }
        fields.append(.init(kind: kind, text: text, value: value, pointer: pointer))
    }

    private func normal(_ kind: FieldKind, _ text: String) -> String {
        switch kind {
        case .telephone, .faxNumber:
            let plain = text.lowercasedASCII.hasPrefix("tel:") ? String(text.dropFirst(4)) : text
            return PhoneRecognizer().spans(in: Array(plain.utf8), context).first?.value ?? plain
        case .email:
            let plain = text.lowercasedASCII.hasPrefix("mailto:") ? String(text.dropFirst(7).prefix { $0 != "?" }) : text
            return EmailRecognizer().spans(in: Array(plain.utf8), context).first?.value ?? plain
        case .url, .sameAs, .image: return WebURL(text, base: base)?.href ?? text
        default: return isScript ? Self.resolved(text) : text
        }
    }

    /// Many a site writes `Smith &amp; Sons` into its scripts as it does into its pages.
    private static func resolved(_ text: String) -> String {
        guard let start = text.firstIndex(of: "&"), text[start...].contains(";"), text.utf8.count <= 20_000 else { return text }
        let document = Document("<!DOCTYPE html><body>\(text.replacing("<", with: "&lt;"))")
        return document.textContent(of: document.root)
    }

    /// Whether there is enough to list: a way to reach it or its place, and for Open Graph more than what every page says.
    func isListing(_ thing: StructuredThing, _ vocabulary: String) -> Bool {
        let types = thing.types.map(\.lowercasedASCII)
        let isPart = types.contains { ["postaladdress", "geocoordinates", "contactpoint", "h-adr", "h-geo", "offer"].contains($0) }
        if isPart { return false }
        let kinds = Set(fields.map(\.kind))
        let hasName = !kinds.isDisjoint(with: [.name, .person, .organization])
        let isReached = !kinds.isDisjoint(with: [
            .telephone, .faxNumber, .email, .address, .streetAddress, .addressLocality, .postalCode, .geo, .openingHours, .license,
        ])
        if vocabulary == "opengraph" { return hasName && isReached }
        if isReached && hasName { return true }
        return hasName
            && types.contains { $0 == "person" || $0 == "h-card" || $0.hasSuffix("organization") || $0.hasSuffix("business") }
    }
}

extension String {
    fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}

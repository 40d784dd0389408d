import HTML

/// What a profile holds for a term, in every form in which it may be written, the likeliest first.
struct ProfileValues {
    let profile: Profile
    /// What the form asks for beside a street; nil where the rest of an address may be asked for elsewhere.
    var beside: Set<String>?

    struct Value: Sendable, Hashable {
        var key: ProfileKey
        var forms: [String]
        /// Whether it may be shortened to fit.
        var isProse = false
        /// Whether items at its end may be left out to fit.
        var isList = false
    }

    /// The profile's key that a term draws on; nil for terms of no profile.
    static func key(of term: String) -> ProfileKey? {
        if let key = ProfileKey(rawValue: term) { return key }
        if term.hasPrefix("tel-") { return .tel }
        switch term {
        case "address-line1", "address-line2", "address-line3", "address-streetname", "address-housenumber", "apartment":
            return .streetAddress
        case "postal-code-and-city", "postal-code-or-suburb": return .postalCode
        default: return nil
        }
    }

    /// Nil where the profile has nothing to say.
    func value(of term: String, for control: PageControl) -> Value? {
        guard let key = Self.key(of: term) else { return nil }
        let forms = self.forms(of: term, key, control)
        guard !forms.isEmpty else { return nil }
        let isProse = key == .description || key == .disambiguatingDescription || key == .slogan
        return Value(key: key, forms: forms, isProse: isProse, isList: key.kind == .list && key != .category)
    }

    private func forms(of term: String, _ key: ProfileKey, _ control: PageControl) -> [String] {
        let isArea = control.tag == "textarea"
        switch key {
        case .name: return [profile.wholeName ?? profile[.organization]].compactMap(\.self)
        case .givenName: return [profile.nameParts.given].compactMap(\.self)
        case .familyName: return [profile.nameParts.family].compactMap(\.self)
        case .organization: return [profile[.organization] ?? profile[.legalName]].compactMap(\.self)
        case .legalName: return [profile[.legalName] ?? profile[.organization]].compactMap(\.self)
        case .tel: return telephone(profile.telephone, term, control)
        case .faxNumber: return telephone(profile[.faxNumber].flatMap { Telephone($0, in: profile.homeCountry) }, "tel", control)
        case .url, .logo, .image: return profile[key].map { address($0, control) } ?? []
        case .streetAddress: return unique(whole(term, control) + street(term, isArea: isArea))
        case .addressLevel1:
            guard let text = profile[.addressLevel1] else { return [] }
            guard let region = Region.named(text, in: profile.homeCountry) else { return [text] }
            return unique([text] + region.names + [region.code])
        case .postalCode:
            guard let code = profile[.postalCode] else { return [] }
            if term == "postal-code-and-city" { return profile[.addressLevel2].map { ["\(code) \($0)"] } ?? [] }
            return unique([code, code.replacing(" ", with: ""), String(code.prefix { $0 != "-" })])
        case .country:
            guard let text = profile[.country] else { return [] }
            guard let country = Country.named(text) else { return [text] }
            let isShort = control.constraints.maxLength.map { $0 <= 3 } ?? false
            return unique(isShort ? [country.code, country.alpha3].compactMap(\.self) : country.names + [country.code])
        case .description:
            return unique(
                [profile[.description], profile[.disambiguatingDescription]].compactMap(\.self).map { isArea ? $0 : $0.collapsed })
        case .disambiguatingDescription:
            return unique(
                [profile[.disambiguatingDescription], profile[.slogan], profile[.description]].compactMap(\.self).map { $0.collapsed })
        case .sameAs: return social(control)
        case .foundingDate: return profile[.foundingDate].flatMap(DateValue.init).map { date($0, control) } ?? []
        case .openingHours, .paymentAccepted, .knowsAbout, .knowsLanguage, .areaServed, .keywords:
            let all = profile.all(key)
            return all.isEmpty ? [] : [all.joined(separator: isArea && key == .openingHours ? "\n" : key == .openingHours ? "; " : ", ")]
        case .category: return profile.all(.category)
        default: return profile.all(key)
        }
    }

    private func unique(_ texts: [String]) -> [String] { texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

    private func telephone(_ number: Telephone?, _ term: String, _ control: PageControl) -> [String] {
        guard let number, let forms = number.part(term) else { return [] }
        let example = control.constraints.placeholder.flatMap { term == "tel" || term == "tel-national" ? number.shaped(like: $0) : nil }
        return unique([example].compactMap(\.self) + forms)
    }

    private func address(_ text: String, _ control: PageControl) -> [String] {
        guard control.state != "url", let url = WebURL(text), let host = url.host else { return [text] }
        let short = host + (url.path == "/" ? "" : url.path)
        // An example without a scheme asks for one like it.
        let example = control.constraints.placeholder ?? ""
        let isBare = example.hasPrefix("www.") || !example.contains("://") && example.contains(".") && !example.contains(" ")
        return unique(isBare ? [short, text] : [text, short])
    }

    /// The whole address, where a form that asks for no place asks for an address: less would say a street, and not where it is.
    private func whole(_ term: String, _ control: PageControl) -> [String] {
        guard let beside, term == "street-address", beside.isDisjoint(with: Self.places), let city = profile[.addressLevel2],
            control.constraints.autocomplete?.contains("address") != true
        else { return [] }
        let code = beside.contains("postal-code") ? nil : profile[.postalCode]
        let region = beside.contains("address-level1") ? nil : profile[.addressLevel1]
        // Where regions are written the code follows them, else it goes before the place.
        let place =
            region.map { ["\(city),", $0, code].compactMap(\.self) } ?? [code, city].compactMap(\.self)
        let lines = profile.streetLines + [place.joined(separator: " ")]
        return [lines.joined(separator: control.tag == "textarea" ? "\n" : ", ")]
    }

    private static let places: Set<String> = ["address-level2", "address-level3", "postal-code-and-city", "postal-code-or-suburb"]

    private func street(_ term: String, isArea: Bool) -> [String] {
        let lines = profile.streetLines
        guard let first = lines.first else { return [] }
        switch term {
        case "address-line1": return [first]
        case "address-line2": return lines.count > 1 ? [lines[1]] : []
        case "address-line3": return lines.count > 2 ? [lines[2]] : []
        case "address-streetname": return StreetParts(first).map { [$0.street] } ?? [first]
        case "address-housenumber": return StreetParts(first).map { [$0.number] } ?? []
        case "apartment": return lines.count > 1 ? [lines[1]] : []
        default: return [lines.joined(separator: isArea ? "\n" : ", ")]
        }
    }

    /// The link of the network that the control names; without one the first.
    private func social(_ control: PageControl) -> [String] {
        let words = FoldedText(
            identifier: [control.label, control.name, control.constraints.placeholder].compactMap(\.self).joined(separator: " ")
        ).bytes
            .split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        let networks = ["facebook", "twitter", "x", "linkedin", "instagram", "youtube", "xing", "tiktok", "pinterest"]
        guard let network = networks.first(where: { words.contains($0) && $0 != "x" }) else { return profile.all(.sameAs) }
        return profile.all(.sameAs).filter { link in
            let host = WebURL(link)?.host ?? ""
            return host.contains(network) || network == "twitter" && (host == "x.com" || host.hasSuffix(".x.com"))
        }
    }

    private func date(_ date: DateValue, _ control: PageControl) -> [String] {
        switch control.state {
        case "date": return date.day == nil ? [] : [date.iso]
        case "month": return date.month == nil ? [] : [String(date.iso.prefix(7))]
        case "number": return [String(date.year)]
        default:
            let example = [control.constraints.placeholder, control.constraints.title].compactMap(\.self).lazy.compactMap {
                date.shaped(like: $0)
            }.first
            return unique([example].compactMap(\.self) + [date.iso, String(date.year)])
        }
    }
}

/// A line of an address as street and house number.
struct StreetParts: Hashable {
    let street: String
    let number: String

    /// Nil where the line does not begin or end with a number.
    init?(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count > 1, let first = words.first, let last = words.last else { return nil }
        if first.first?.isNumber == true {
            (number, street) = (first.trimmedOfComma, words.dropFirst().joined(separator: " "))
        } else if last.first?.isNumber == true {
            (number, street) = (last, words.dropLast().joined(separator: " ").trimmedOfComma)
        } else {
            return nil
        }
    }
}

extension String {
    fileprivate var trimmedOfComma: String { last == "," ? String(dropLast()) : self }
}

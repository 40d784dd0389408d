import HTML
package import Listings

/// A field that is not what it should be.
package struct CleaningProblem: Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        case telephone = "telephone_invalid"
        case email = "email_invalid"
        case emailDomain = "email_domain_takes_no_mail"
        case url = "url_invalid"
        case postalCode = "postal_code_invalid"
        case postalRegion = "postal_code_elsewhere"
        case region = "region_unknown"
        case license = "license_format"
    }

    package var code: Code
    /// The place of the column, from 0.
    package var column: Int
    package var value: String
    /// What is wrong, in words that go on from the value.
    package var reason: String
    package var remedy: String

    package init(code: Code, column: Int, value: String, reason: String, remedy: String) {
        (self.code, self.column, self.value, self.reason, self.remedy) = (code, column, value, reason, remedy)
    }
}

/// Checks the rows of one table and writes them in normal form. Empty fields are neither right nor wrong.
package struct RecordCleaner: Sendable {
    package let roles: ColumnRoles
    /// Where rows are at home that don't say so themselves.
    package var country: Country?
    package var licences: LicenceRules?
    /// What stands against an address's domain as the name system has it, where that was asked.
    package var domainFault: (@Sendable (_ address: String) -> String?)?

    package init(_ roles: ColumnRoles, country: Country?, licences: LicenceRules? = nil) {
        (self.roles, self.country, self.licences) = (roles, country, licences)
    }

    /// The row's country: its own column's, where that is one, else the table's.
    func country(_ row: [String]) -> Country? {
        guard let place = roles.first(.addressCountry), row.indices.contains(place), !row[place].isEmpty else { return country }
        return CountryNames.country(row[place]) ?? country
    }

    /// What is wrong with a row, in the order of its columns.
    package func problems(_ row: [String]) -> [CleaningProblem] {
        let country = country(row)
        var problems: [CleaningProblem] = []
        for (place, kind) in roles.roles.enumerated() {
            guard let kind, row.indices.contains(place) else { continue }
            let value = NameForm.plain(row[place])
            if value.isEmpty || Self.isNothing(value) { continue }
            func add(_ code: CleaningProblem.Code, _ reason: String, _ remedy: String) {
                problems.append(.init(code: code, column: place, value: value, reason: reason, remedy: remedy))
            }
            switch kind {
            case .telephone, .faxNumber: phoneProblem(value, country).map { add(.telephone, $0.0, $0.1) }
            case .email:
                for address in Self.several(value) {
                    if let fault = EmailSyntax.fault(address) {
                        add(.email, fault, "Correct the address; one alone looks like name@example.org")
                    } else if let fault = domainFault?(address) {
                        add(.emailDomain, "cannot be reached: \(fault)", "Compare the domain with the website, or remove the address")
                    }
                }
            case .url: Self.urlFault(value).map { add(.url, $0, "Write it as https://example.org/page") }
            case .postalCode: postalProblem(value, row, country).map { add($0, $1, $2) }
            case .addressRegion:
                if let country, RegionNames.knows(country), RegionNames.code(of: value, in: country) == nil, !isElsewhere(row) {
                    add(.region, "is no state or province of \(country)", "Write its name or its code, or name the row's country")
                }
            case .license:
                if let rule = licences?.rule(state: region(row, country), profession: text(row, .category)),
                    !LicenceRules.matches(value, rule.format)
                {
                    add(
                        .license, "does not have the format \(rule.format)",
                        "Compare it with the licence" + (rule.example.map { ", such as \($0)" } ?? ""))
                }
            default: continue
            }
        }
        return problems
    }

    /// Whether a row that doesn't name its country shows by its state or its postal code that it is of another one than the table's.
    private func isElsewhere(_ row: [String]) -> Bool {
        if let place = roles.first(.addressCountry), row.indices.contains(place), CountryNames.country(row[place]) != nil { return false }
        let region = text(row, .addressRegion).map(NameForm.plain), code = text(row, .postalCode).map(NameForm.plain)
        if let code, let found = PostalCodeText.country(of: code), found != country { return true }
        guard let region else { return false }
        return ["US", "CA", "AU"].contains { name in
            guard let other = Country(rawValue: name), other != country, let known = RegionNames.code(of: region, in: other) else {
                return false
            }
            guard let code else { return true }
            guard case .valid(let normal) = PostalCodeText.read(code, in: other) else { return false }
            return PostalRegions.regions(of: normal, in: other)?.contains(known) == true
        }
    }

    /// What people write where there is nothing.
    private static func isNothing(_ value: String) -> Bool {
        value.utf8.count <= mostOfNothing && nothing.contains(value.lowercased())
    }

    private static let nothing: Set<String> = ["-", "--", "n/a", "na", "none", "null", "nil", "unknown", "tbd", "?", "."]
    /// Bytes of the longest of them.
    private static let mostOfNothing = 7

    /// Addresses that share a field.
    package static func several(_ value: String) -> [String] {
        value.split { $0 == ";" || $0 == "," || $0 == " " || $0 == "|" }.map(String.init)
    }

    private func text(_ row: [String], _ kind: FieldKind) -> String? {
        roles.first(kind).flatMap { row.indices.contains($0) && !row[$0].isEmpty ? row[$0] : nil }
    }

    private func region(_ row: [String], _ country: Country?) -> String? {
        guard let text = text(row, .addressRegion) else { return nil }
        return country.flatMap { RegionNames.code(of: text, in: $0) } ?? text
    }

    private func phoneProblem(_ value: String, _ country: Country?) -> (String, String)? {
        switch PhoneText.e164(value, country: country) {
        case .success: nil
        case .failure(.noNumber): ("holds no telephone number, or more than one", "Leave one number, such as +1 413 555 0100")
        case .failure(.unknownCountry): ("has a country code that no country has", "Correct the digits after the +")
        case .failure(.needsCountry): ("does not say which country it is of", "Write it with + and its country code, or give --country")
        case .failure(.impossible(let country)):
            ("is no number that \(country) has", "Count its digits; of another country write it with + and its code")
        }
    }

    private static func urlFault(_ value: String) -> String? {
        let whole = value.contains("://") ? value : "https://" + value
        guard let url = WebURL(whole) else { return "is no URL" }
        guard ["http", "https"].contains(url.scheme) else { return "is no address of the web" }
        guard let host = url.host, host.contains(".") || host.hasPrefix("[") else { return "names no site" }
        return nil
    }

    private func postalProblem(_ value: String, _ row: [String], _ country: Country?) -> (CleaningProblem.Code, String, String)? {
        guard let country else { return nil }
        // "NSW 2067": the state stands with the code.
        let words = value.split(separator: " ", maxSplits: 1).map(String.init)
        let isLed = words.count == 2 && RegionNames.code(of: words[0], in: country) != nil
        switch PostalCodeText.read(isLed ? words[1] : value, in: country) {
        case .unknown: return nil
        case .invalid:
            if isElsewhere(row) { return nil }
            // Spreadsheets take the zeros away.
            let isCut =
                country.rawValue == "US" && (3...4).contains(value.utf8.count) && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
            return (
                .postalCode, "is no postal code of \(country)",
                isCut
                    ? "Put back the zeros that a spreadsheet took away: \(String(repeating: "0", count: 5 - value.utf8.count) + value)"
                    : "Correct it, or name the row's country"
            )
        case .valid(let code):
            guard PostalRegions.isInUse(code, in: country) else {
                return (.postalCode, "is a postal code that \(country) has not given out", "Correct its first characters")
            }
            guard let region = region(row, country), RegionNames.code(of: region, in: country) != nil,
                let regions = PostalRegions.regions(of: code, in: country), !regions.contains(region)
            else { return nil }
            return (
                .postalRegion, "lies in \(regions.sorted().joined(separator: " or ")), not in \(region)",
                "Correct the postal code or the state"
            )
        }
    }

    /// The row in normal form: Unicode NFC and single spaces everywhere, telephones as E.164, e-mail domains in lower case, URLs as browsers
    /// write them, postal codes as their country does, states as codes, names that are all in one case in mixed case. What is not valid is
    /// left as it is.
    package func normalised(_ row: [String]) -> [String] {
        let country = country(row)
        var output = row
        for place in row.indices {
            let value = NameForm.plain(row[place])
            output[place] = value
            guard !value.isEmpty, roles.roles.indices.contains(place), let kind = roles.roles[place] else { continue }
            switch kind {
            case .telephone, .faxNumber:
                if case .success(let number) = PhoneText.e164(value, country: country) { output[place] = number }
            case .email:
                if EmailSyntax.fault(value) == nil, let at = value.lastIndex(of: "@") {
                    output[place] = value[..<at] + value[at...].lowercased()
                }
            case .url:
                if Self.urlFault(value) == nil, let url = WebURL(value.contains("://") ? value : "https://" + value) {
                    output[place] = url.href
                }
            case .postalCode:
                if let country, case .valid(let code) = PostalCodeText.read(value, in: country) { output[place] = code }
            case .addressRegion:
                if let country, let code = RegionNames.code(of: value, in: country) { output[place] = code }
            case .addressCountry: if let country = CountryNames.country(value) { output[place] = country.rawValue }
            case .name, .person, .organization, .addressLocality, .streetAddress: output[place] = NameForm.cased(value)
            default: continue
            }
        }
        return output
    }

    /// The components of the row's address on one line, where it has a column of whole addresses and is of the United States; nil otherwise.
    package func components(_ row: [String]) -> AddressComponents? {
        guard let text = text(row, .address), country(row)?.rawValue ?? "US" == "US" else { return nil }
        return AddressParser.shared?.components(of: NameForm.plain(text))
    }
}

/// A telephone number read from groups of digits.
struct PhoneNumber: Hashable, Sendable {
    /// `+` and all digits (E.164), or the digits as written where the country isn't known.
    var value: String
    /// Whether `value` is E.164.
    var isInternational: Bool
    var country: Country?
}

extension PhonePlan {
    /// Reads digits with `+` (or `00`) before them. Nil when no country's plan admits them.
    func international(_ digits: ArraySlice<UInt8>) -> PhoneNumber? {
        guard (7...15).contains(digits.count), let (found, length) = country(ofInternational: digits) else { return nil }
        var national = digits.dropFirst(length)
        let owner = owner(ofInternational: digits).flatMap { self[$0] } ?? found
        if !owner.admits(national), !found.trunk.isEmpty, national.starts(with: found.trunk),
            found.admits(national.dropFirst(found.trunk.count))
        {
            // "+44 (0)20 …": the trunk prefix is written, and not dialled from abroad.
            national = national.dropFirst(found.trunk.count)
        }
        guard found.admits(national) || owner.admits(national) else { return nil }
        let value = "+" + String(decoding: found.code + national, as: UTF8.self)
        return PhoneNumber(value: value, isInternational: true, country: self.owner(ofInternational: found.code + national))
    }

    /// Reads digits as they are dialled inside `country`: with its trunk prefix, or without where it has none or numbers are written so.
    func national(_ digits: ArraySlice<UInt8>, in country: Listings.Country) -> (number: PhoneNumber, hasTrunk: Bool)? {
        guard let plan = self[country] else { return nil }
        if !plan.trunk.isEmpty, digits.starts(with: plan.trunk), plan.admits(digits.dropFirst(plan.trunk.count)) {
            return (number(plan, digits.dropFirst(plan.trunk.count)), true)
        }
        // Mexico dialled 01, 044 and 045 before its numbers until 2019, and is still written so.
        if country.rawValue == "MX" {
            for prefix in ["01", "044", "045"] where digits.starts(with: prefix.utf8) && plan.admits(digits.dropFirst(prefix.utf8.count)) {
                return (number(plan, digits.dropFirst(prefix.utf8.count)), true)
            }
        }
        return plan.admits(digits) ? (number(plan, digits), false) : nil
    }

    private func number(_ plan: Country, _ national: ArraySlice<UInt8>) -> PhoneNumber {
        let digits = plan.code + national
        return PhoneNumber(
            value: "+" + String(decoding: digits, as: UTF8.self), isInternational: true, country: owner(ofInternational: digits))
    }
}

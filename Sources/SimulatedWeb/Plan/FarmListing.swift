/// A file that was sent with a form.
package struct FarmUpload: Sendable, Hashable {
    /// Bytes that directories take.
    package static let mostBytes = 100_000

    package var name: String
    /// As it was sent.
    package var type: String
    package var bytes: [UInt8]

    package init(name: String, type: String, bytes: [UInt8]) { (self.name, self.type, self.bytes) = (name, type, bytes) }

    /// What is wrong with it for a directory that takes PNG and JPEG; nil for nothing.
    func fault(upTo limit: Int) -> String? {
        if bytes.count > limit { return "size" }
        let isPNG = bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) && type == "image/png"
        let isJPEG = bytes.starts(with: [0xFF, 0xD8, 0xFF]) && type == "image/jpeg"
        return isPNG || isJPEG ? nil : "file"
    }
}

/// One record a directory shows, as it truly is: the ground truth that extraction is compared with.
package struct FarmListing: Sendable, Hashable {
    /// Position in its directory, from 0.
    package var index: Int
    /// Unique in its directory: `maria-lopez-17`.
    package var slug: String
    /// A person's name (bars, realtors) or the company's (businesses).
    package var name: String
    /// The firm a person works for; nil for companies.
    package var organisation: String?
    package var category: String
    package var street: String
    package var city: String
    /// State, province or county, as written in addresses there.
    package var state: String
    package var postalCode: String
    package var country: FarmCountry
    /// As the site prints it.
    package var phone: String
    /// E.164.
    package var phoneE164: String
    package var email: String
    package var website: String?
    /// Bar number or licence; nil where none is shown.
    package var licence: String?
    package var hours: String?
    /// Only of what was submitted by the form.
    package var description: String? = nil
    /// The same.
    package var logo: FarmUpload? = nil

    /// The address on one line, in the order of its country.
    package var address: String {
        switch country {
        case .us, .ca, .au: "\(street), \(city), \(state) \(postalCode)"
        case .uk: "\(street), \(city), \(postalCode)"
        case .de, .fr, .es: "\(street), \(postalCode) \(city)"
        }
    }

    /// Every value that the site shows of the record, on its lists or on its own page, by the name of its kind in schema.org's words as Rollcall
    /// writes them. What a roll has stored of it is compared with this.
    package var fields: [String: String] {
        var fields = ["name": name, "category": category, "address": address, "telephone": phoneE164, "email": email]
        fields["organization"] = organisation
        fields["url"] = website
        fields["license"] = licence
        fields["openingHours"] = hours
        fields["description"] = description
        return fields
    }
}

extension FarmPlan {
    /// The n-th record of a directory.
    package func listing(_ number: Int, of site: FarmDirectory) -> FarmListing {
        var dice = Dice(seed, 0x1157, UInt64(site.index), UInt64(number))
        let words = Vocabulary.of(site.country)
        let place = dice.pick(words.places)
        let first = dice.pick(words.firstNames)
        let last = dice.pick(words.lastNames)
        let trade = dice.pick(words.trades[site.family] ?? words.places[0].trades)
        let firm = Vocabulary.firm(
            site.family, last: last, other: dice.pick(words.lastNames), trade: trade, country: site.country, dice: &dice)
        let person = site.family != .business
        let name = person ? "\(first) \(last)" : firm
        let slug = "\(Vocabulary.slug(name))-\(number + 1)"
        let domain = "\(Vocabulary.slug(person ? firm : name)).example"
        var (shown, e164) = Vocabulary.phone(country: site.country, area: dice.pick(place.areaCodes), style: site.index % 3, dice: &dice)
        let email =
            person
            ? "\(Vocabulary.slug(first)).\(Vocabulary.slug(last))@\(domain)"
            : "\(dice.pick(["info", "office", "contact", "hello", "sales"]))@\(domain)"
        let website = dice.chance(0.7) ? "https://www.\(domain)/" : nil
        if let round = lastChange(number, of: site) {
            // Another telephone, and nothing else: the throws that follow stay the same.
            var other = Dice(seed, 0xC4A6, UInt64(site.index), UInt64(number) << 16 | UInt64(round))
            (shown, e164) = Vocabulary.phone(country: site.country, area: other.pick(place.areaCodes), style: site.index % 3, dice: &other)
        }
        let licence: String? =
            switch site.family {
            case .bar: String(100_000 + dice.roll(800_000))
            case .realtor: "\(place.code)-\(10_000_000 + dice.roll(80_000_000))"
            case .business: nil
            }
        return FarmListing(
            index: number, slug: slug, name: name, organisation: person ? firm : nil, category: trade,
            street: Vocabulary.street(words, country: site.country, dice: &dice), city: place.city, state: place.state,
            postalCode: Vocabulary.postalCode(place, country: site.country, dice: &dice), country: site.country, phone: shown,
            phoneE164: e164,
            email: email, website: website, licence: licence, hours: dice.chance(0.5) ? dice.pick(words.hours) : nil)
    }

    /// All records of a directory while it is well, in the order shown.
    package func listings(of site: FarmDirectory) -> [FarmListing] { roster(of: site).map { listing($0, of: site) } }

    /// The numbers of a directory's records, in the order shown: those of the beginning that have not left, and those that came since.
    package func roster(of site: FarmDirectory) -> [Int] {
        guard site.generation > 0 else { return Array(0..<site.listings) }
        let newcomers = max(1, site.listings / 40)
        return (0..<(site.listings + site.generation * newcomers)).filter { number in
            let came = number < site.listings ? 0 : 1 + (number - site.listings) / newcomers
            return (came..<site.generation).allSatisfy { round in
                var dice = Dice(seed, 0x1EF7, UInt64(site.index), UInt64(number) << 16 | UInt64(round))
                return !dice.chance(0.02)
            }
        }
    }

    /// The last round in which a record's telephone changed; nil where it is the first one.
    private func lastChange(_ number: Int, of site: FarmDirectory) -> Int? {
        (0..<site.generation).last { round in
            var dice = Dice(seed, 0xC4A5, UInt64(site.index), UInt64(number) << 16 | UInt64(round))
            return dice.chance(0.04)
        }
    }
}

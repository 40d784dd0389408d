package import Model

/// What a simulated web consists of: every directory, its records and its neighbours, as pure functions of a seed.
package struct FarmPlan: Sendable {
    package let seed: UInt64
    package let directories: [FarmDirectory]
    /// Loopback addresses in use, by number.
    package let addresses: [String]
    /// DNS zones in use, by number: `listings.test`.
    package let zones: [String]
    /// Organisations that issue certificates, by number; the first two issue most.
    package let issuers: [String]

    /// Most addresses one farm listens at, whatever its size.
    package static let mostAddresses = 64

    package init(directories count: Int = 500, seed: UInt64 = 1) {
        self.seed = seed
        let hosted = min(Self.mostAddresses - 2 * Self.networks.count, max(1, count / 12))
        // The numbers after the hosted ones belong to the networks, two each.
        let addresses = (0..<(hosted + 2 * Self.networks.count)).map { "127.77.\($0 / 200).\(10 + $0 % 200)" }
        let zones = (0..<min(400, max(4, count / 25))).map(Self.zone)
        let issuers = ["Open Encrypt Foundation", "GlobeTrust Limited"] + (0..<max(3, min(40, count / 60))).map(Self.issuer)
        let width = max(4, String(max(count - 1, 0)).count)
        self.addresses = addresses
        self.zones = zones
        self.issuers = issuers
        self.directories = (0..<count).map {
            Self.directory(
                $0, seed: seed, hosted: hosted, addresses: addresses, zones: zones, issuers: issuers.count, width: width)
        }
    }

    /// Delivery networks a directory may stand behind, by the names a probe tells them by.
    package static let networks = ["cloudflare", "fastly", "cloudfront", "akamai"]

    /// The name servers of a zone, sorted.
    package func nameServers(ofZone index: Int) -> [String] {
        let label = zones[index].dropLast(5)
        return ["ns1.\(label)-dns.test", "ns2.\(label)-dns.test"]
    }

    /// What two directories with the same answer share.
    package func fate(_ kind: SharedCause.Kind, of site: FarmDirectory) -> SharedCause? {
        switch kind {
        case .address: site.network == nil ? SharedCause(kind: .address, name: site.address) : nil
        case .nameServer: SharedCause(kind: .nameServer, name: nameServers(ofZone: site.zoneIndex)[0])
        case .network: site.network.map { SharedCause(kind: .network, name: $0) }
        case .issuer: site.scheme == .https ? SharedCause(kind: .issuer, name: issuers[site.issuerIndex]) : nil
        }
    }

    private static func directory(
        _ index: Int, seed: UInt64, hosted: Int, addresses: [String], zones: [String], issuers: Int, width: Int
    ) -> FarmDirectory {
        var dice = Dice(seed, 0xD1, UInt64(index))
        let family = FarmDirectory.Family.allCases[index % 3]
        let country = dice.pick([FarmCountry.us, .us, .us, .us, .ca, .ca, .uk, .uk, .de, .fr, .es, .au])
        let place = dice.pick(Vocabulary.of(country).places)
        let number = String(index)
        let slug = "\(family.rawValue)-\(String(repeating: "0", count: max(0, width - number.count)))\(number)"
        let zone = dice.roll(zones.count)
        let network = dice.roll(25)
        let networkName = network < networks.count ? networks[network] : nil
        let address = networkName == nil ? dice.roll(hosted) : hosted + 2 * network + dice.roll(2)
        let secure = dice.chance(0.6)
        let large = dice.chance(0.6)
        let importance: Importance =
            switch dice.roll(20) {
            case 0: .critical
            case 1...4: .high
            case 5...14: .normal
            default: .low
            }
        let layout = dice.pick(FarmDirectory.Layout.allCases)
        return FarmDirectory(
            index: index, family: family, slug: slug, name: name(family, place: place, country: country, dice: &dice),
            host: "\(slug).\(zones[zone])",
            scheme: secure ? .https : .http, country: country, region: "\(country.rawValue)-\(place.code)",
            category: category(family), importance: importance,
            tags: [family.rawValue, country.rawValue.lowercased(), layout.rawValue], layout: layout,
            formShape: dice.pick(FarmDirectory.FormShape.allCases), paging: dice.pick(FarmDirectory.Paging.allCases),
            listings: 18 + dice.roll(240),
            pageSize: dice.pick([10, 12, 20, 25]), large: large, http2: secure && dice.chance(0.5), gzip: dice.chance(0.5),
            address: addresses[address], addressIndex: address, zoneIndex: zone, network: networkName,
            issuerIndex: dice.chance(0.85) ? dice.roll(2) : 2 + dice.roll(issuers - 2))
    }

    private static func category(_ family: FarmDirectory.Family) -> String {
        switch family {
        case .bar: "bar association"
        case .business: "business directory"
        case .realtor: "realtors"
        }
    }

    private static func name(_ family: FarmDirectory.Family, place: Vocabulary.Place, country: FarmCountry, dice: inout Dice) -> String {
        let (city, state) = (place.city, place.stateName)
        return switch (family, country.language) {
        case (.bar, "de"): dice.pick(["Rechtsanwaltskammer \(city)", "Anwaltverein \(city)", "Anwaltssuche \(state)"])
        case (.bar, "fr"): dice.pick(["Barreau de \(city)", "Ordre des avocats de \(city)", "Annuaire des avocats \(state)"])
        case (.bar, "es"): dice.pick(["Colegio de Abogados de \(city)", "Directorio de abogados de \(state)"])
        case (.bar, _):
            dice.pick(["\(state) Bar Association", "\(city) Lawyer Referral Service", "\(city) County Bar", "Law Society of \(state)"])
        case (.business, "de"): dice.pick(["Branchenbuch \(city)", "Firmenverzeichnis \(state)", "\(city) Gewerbeführer"])
        case (.business, "fr"): dice.pick(["Annuaire des entreprises de \(city)", "Guide local \(city)", "Pages pro \(state)"])
        case (.business, "es"): dice.pick(["Guía de empresas de \(city)", "Directorio comercial \(state)", "Páginas locales \(city)"])
        case (.business, _):
            dice.pick(["\(city) Business Directory", "Greater \(city) Chamber Listings", "\(state) Local Pages", "Shop \(city)"])
        case (.realtor, "de"): dice.pick(["Maklerverzeichnis \(city)", "Immobilienmakler \(state)"])
        case (.realtor, "fr"): dice.pick(["Agents immobiliers de \(city)", "Annuaire immobilier \(state)"])
        case (.realtor, "es"): dice.pick(["Agentes inmobiliarios de \(city)", "Directorio inmobiliario \(state)"])
        case (.realtor, _):
            dice.pick([
                "\(city) Association of Realtors", "\(state) Realtor Finder", "\(city) Home Agents", "\(state) Property Professionals",
            ])
        }
    }

    private static func zone(_ index: Int) -> String {
        let words = [
            "directories", "listings", "findlocal", "rollbook", "guidepages", "memberweb", "citylist", "prosearch", "whoiswho", "localbook",
            "registerhost",
            "yellowroad", "openindex", "nearby", "assocnet", "catalogue",
        ]
        let round = index / words.count
        return "\(words[index % words.count])\(round == 0 ? "" : "-\(round + 1)").test"
    }

    private static func issuer(_ index: Int) -> String {
        let words = ["Northgate Trust Services", "Alder Certification", "Baltic Sign", "Harbour CA", "Meridian Secure", "Quarry Trust"]
        let round = index / words.count
        return "\(words[index % words.count])\(round == 0 ? "" : " \(round + 1)")"
    }
}

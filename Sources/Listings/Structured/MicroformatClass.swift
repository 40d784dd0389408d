/// The class names of microformats 2 (http://microformats.org/wiki/microformats2-parsing): `h-card`, `p-name`, `u-url`, `dt-start`, `e-content`.
struct MicroformatClasses {
    var roots: [String] = []
    var plain: [String] = []
    var links: [String] = []
    var times: [String] = []
    var embedded: [String] = []

    var isProperty: Bool { !(plain.isEmpty && links.isEmpty && times.isEmpty && embedded.isEmpty) }

    init(_ classes: [String]) {
        for name in classes {
            guard let dash = name.utf8.firstIndex(of: UInt8(ascii: "-")), Self.isName(name.utf8[name.utf8.index(after: dash)...]) else {
                continue
            }
            let rest = String(name[name.utf8.index(after: dash)...])
            switch name[..<dash] {
            case "h": Self.add(name, to: &roots)
            case "p": Self.add(rest, to: &plain)
            case "u": Self.add(rest, to: &links)
            case "dt": Self.add(rest, to: &times)
            case "e": Self.add(rest, to: &embedded)
            default: break
            }
        }
    }

    private static func add(_ name: String, to names: inout [String]) {
        if !names.contains(name) { names.append(name) }
    }

    /// Words of lower-case letters joined by hyphens; the first one, a vendor's, may have digits when another follows.
    private static func isName(_ text: Substring.UTF8View) -> Bool {
        let words = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard !words.isEmpty else { return false }
        for (place, word) in words.enumerated() {
            guard !word.isEmpty else { return false }
            let mayHaveDigits = place == 0 && words.count > 1
            guard word.allSatisfy({ (0x61...0x7A).contains($0) || (mayHaveDigits && TextBytes.isDigit($0)) }) else { return false }
        }
        return true
    }

    static func isPropertyName(_ name: String) -> Bool {
        let classes = MicroformatClasses([name])
        return classes.isProperty
    }
}

/// What the class names of the old microformats mean in the new ones.
struct ClassicMicroformat: Sendable {
    let type: String
    /// Old class names (several: all must be there) and the new ones that they stand for.
    let properties: [(old: [String], new: [String])]
    let rels: [(old: String, new: [String])]

    /// By the old root's class name.
    static let all: [String: ClassicMicroformat] = {
        var table: [String: ClassicMicroformat] = [:]
        for line in rules.utf8.split(separator: 0x0A) {
            let words = line.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            guard words.count >= 2 else { continue }
            var properties: [(old: [String], new: [String])] = []
            var rels: [(old: String, new: [String])] = []
            for word in words.dropFirst(2) {
                let halves = word.utf8.split(separator: UInt8(ascii: "=")).map { String(decoding: $0, as: UTF8.self) }
                guard halves.count == 2 else { continue }
                let new = halves[1].utf8.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
                if halves[0].hasPrefix("@") {
                    rels.append((String(halves[0].dropFirst()), new))
                } else {
                    properties.append((halves[0].utf8.split(separator: UInt8(ascii: "+")).map { String(decoding: $0, as: UTF8.self) }, new))
                }
            }
            table[words[0]] = ClassicMicroformat(type: words[1], properties: properties, rels: rels)
        }
        return table
    }()

    // One line a root: its new type, then old=new, with `+` between classes that must come together and `@` before a rel.
    private static let rules = """
        adr h-adr locality=p-locality region=p-region extended-address=p-extended-address post-office-box=p-post-office-box street-address=p-street-address postal-code=p-postal-code country-name=p-country-name
        geo h-geo latitude=p-latitude longitude=p-longitude
        hentry h-entry category=p-category entry-title=p-name published=dt-published entry-content=e-content entry-summary=p-summary author=p-author,h-card geo=p-geo,h-geo updated=dt-updated @bookmark=u-url @tag=p-category
        hfeed h-feed category=p-category site-description=p-summary description=p-summary site-title=p-name title=p-name @tag=p-category
        hproduct h-product category=p-category price=p-price description=p-description url=u-url photo=u-photo brand=p-brand identifier=u-identifier review=p-review,h-review fn=p-name
        hrecipe h-recipe nutrition=p-nutrition yield=p-yield author=p-author,h-card duration=dt-duration photo=u-photo instructions=e-instructions summary=p-summary fn=p-name ingredient=p-ingredient category=p-category @tag=p-category
        hresume h-resume experience=h-event,p-experience summary=p-summary affiliation=p-affiliation,h-card contact=h-card,p-contact skill=p-skill education=h-event,p-education
        hreview-aggregate h-review-aggregate rating=p-rating description=p-description photo=u-photo worst=p-worst reviewer=p-reviewer,p-author,h-card best=p-best count=p-count votes=p-votes dtreviewed=dt-reviewed url=u-url summary=p-name fn=p-item,h-item,p-name
        hreview h-review rating=p-rating worst=p-worst dtreviewed=dt-reviewed reviewer=p-author,h-card url=p-item,h-item,u-url photo=p-item,h-item,u-photo best=p-best description=p-description fn=p-item,h-item,p-name summary=p-name item+vcard=p-item,vcard item+vevent=p-item,vevent item+hproduct=p-item,hproduct @self+bookmark=u-url @tag=p-category
        vcard h-card tel=p-tel honorific-suffix=p-honorific-suffix family-name=p-family-name photo=u-photo logo=u-logo postal-code=p-postal-code country-name=p-country-name uid=u-uid category=p-category adr=p-adr,h-adr locality=p-locality nickname=p-nickname label=p-label note=p-note street-address=p-street-address latitude=p-latitude email=u-email bday=dt-bday extended-address=p-extended-address additional-name=p-additional-name organization-unit=p-organization-unit given-name=p-given-name key=u-key org=p-org honorific-prefix=p-honorific-prefix geo=p-geo,h-geo fn=p-name url=u-url region=p-region longitude=p-longitude organization-name=p-organization-name title=p-job-title role=p-role
        vevent h-event attendee=p-attendee description=p-description duration=dt-duration dtend=dt-end dtstart=dt-start geo=p-location,h-geo organizer=p-organizer category=p-category url=u-url summary=p-name contact=p-contact location=p-location
        """
}

extension FarmPlan {
    /// What a business of a directory's country and trade that is on no list yet tells of itself, by HTML's autofill tokens and terms of schema.org.
    package func applicant(of site: FarmDirectory) -> [String: String] {
        let like = listing(site.listings + 7, of: site)
        let isPerson = site.family != .business
        return [
            "organization": like.organisation ?? like.name, "name": isPerson ? like.name : "Mia Lindqvist", "email": like.email,
            "tel": like.phoneE164, "street-address": like.street, "address-level2": like.city, "address-level1": like.state,
            "postal-code": like.postalCode, "country": site.country.rawValue, "url": like.website ?? "https://www.lindqvist.example/",
            "category": like.category, "hasCredential": like.licence ?? "L-20417", "openingHours": "Mo-Fr 08:00-18:00",
            "description": String(repeating: "We are new in town and glad to help. ", count: 60),
        ]
    }

    /// Whether a directory's form has a control that only robots fill in.
    package func hasTrap(_ site: FarmDirectory) -> Bool { SitePages(plan: self, site: site).trap != nil }

    /// Whether a listing that a directory has published is what such a business has told of itself.
    package func isMeant(_ listing: FarmListing, by site: FarmDirectory) -> Bool {
        let meant = applicant(of: site)
        return listing.email == meant["email"] && listing.city == meant["address-level2"] && listing.category == meant["category"]
            && listing.postalCode == meant["postal-code"] && listing.street == meant["street-address"]
            && listing.name == (site.family == .business ? meant["organization"] : meant["name"])
    }
}

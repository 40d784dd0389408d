package import Model

/// One site of the simulated web: who it is, where it stands, how its pages look. A pure function of the plan's seed and its index.
package struct FarmDirectory: Sendable, Hashable {
    package enum Family: String, CaseIterable, Sendable {
        case bar, business, realtor
    }

    /// How the records of a listing page are marked up.
    package enum Layout: String, CaseIterable, Sendable {
        case table, cards, definitionList, nestedLists
    }

    /// How the submission form ties its labels to its controls.
    package enum FormShape: String, CaseIterable, Sendable {
        case labelFor, wrapping, placeholderOnly, tableLayout, multiStep
    }

    /// How a listing's next page is addressed.
    package enum Paging: String, CaseIterable, Sendable {
        /// `?page=2`
        case query
        /// `/page/2`
        case path
        /// `?start=20`
        case offset
    }

    /// What stands between the submission form and robots.
    package enum Captcha: String, CaseIterable, Sendable {
        case recaptcha, hcaptcha, turnstile, picture
    }

    /// Whether the submission form takes a picture.
    package enum Upload: String, Sendable {
        case optional, required
    }

    /// What scripts do with the submission form.
    package enum FormScript: String, CaseIterable, Sendable {
        /// The page is an empty shell, which a script fills.
        case shell
        /// Who is listed is chosen first; a field is shown only with the second choice: in markup that is hidden and disabled till then, or made by the
        /// script.
        case conditional
        /// Its markup leads nowhere: a script sends its last step, and shows in its place what came of that.
        case posted
        /// The same without any `form`: its controls stand in an element like others.
        case loose
    }

    package enum Scheme: String, Sendable {
        case http, https
    }

    /// 0 up to the plan's count.
    package var index: Int
    package var family: Family
    /// Unique: `bar-0042`.
    package var slug: String
    package var name: String
    package var host: String
    package var scheme: Scheme
    package var country: FarmCountry
    /// Country and subdivision: `US-OH`.
    package var region: String
    package var category: String
    package var importance: Importance
    package var tags: [String]
    package var layout: Layout
    package var formShape: FormShape
    package var paging: Paging
    /// Records listed while the directory is well.
    package var listings: Int
    package var pageSize: Int
    /// Whether the home page is one of the heavy ones (20 to 60 KB).
    package var large: Bool
    /// Whether HTTP/2 is offered (https only).
    package var http2: Bool
    /// Whether pages are sent compressed to those who take gzip.
    package var gzip: Bool
    /// The loopback address it answers at, shared with its neighbours.
    package var address: String
    /// Number of that address.
    package var addressIndex: Int
    /// Number of the DNS zone it lives in.
    package var zoneIndex: Int
    /// The delivery network in front of it (`cloudflare`, …), where there is one.
    package var network: String?
    /// Number of the issuer of its certificate.
    package var issuerIndex: Int

    /// Whether its robots.txt keeps quiet about a Crawl-delay.
    package var isHurried = false
    /// How often its records have changed since the beginning: some left, some came, some say otherwise.
    package var generation = 0
    /// How it looks otherwise than it did at first; nil for not at all.
    package var redesign: Redesign?
    /// Whether its lists are sent as an empty shell that a script fills.
    package var isScripted = false
    /// What scripts have to do with its submission form; nil for nothing.
    package var formScript: FormScript?
    /// Whether its form takes a logo; nil where it asks for none.
    package var upload: Upload?
    /// How its lists go on where they have no further pages; nil for pages.
    package var more: LoadMore?

    /// The path of the first page of records.
    package var listingPath: String {
        if redesign == .movedList { return index % 2 == 0 ? "/our-members" : "/register/all-entries" }
        return switch (family, index % 3) {
        case (.bar, 0): "/find-a-lawyer"
        case (.bar, 1): "/members/directory"
        case (.bar, _): "/lawyers"
        case (.business, 0): "/businesses"
        case (.business, 1): "/directory/companies"
        case (.business, _): "/browse"
        case (.realtor, 0): "/agents"
        case (.realtor, 1): "/find-an-agent"
        case (.realtor, _): "/realtors/all"
        }
    }

    /// The path of the submission form.
    package var submissionPath: String {
        switch index % 5 {
        case 0: "/add-listing"
        case 1: "/join"
        case 2: "/submit"
        case 3: "/get-listed"
        default: "/account/new-entry"
        }
    }

    /// Whether its form can ask first who is listed: ``FormScript/conditional`` leaves the others' as they are.
    package var asksWho: Bool { family != .business && formShape != .multiStep && formShape != .tableLayout }

    /// The captcha of the submission form; nil for the many that have none.
    package var captcha: Captcha? { index % 32 == 7 ? Captcha.allCases[index / 32 % Captcha.allCases.count] : nil }

    /// The path that shows the n-th page of records, counted from 1.
    package func listingPath(page: Int) -> String {
        guard page > 1 else { return listingPath }
        return switch paging {
        case .query: "\(listingPath)?page=\(page)"
        case .path: "\(listingPath)/page/\(page)"
        case .offset: "\(listingPath)?start=\((page - 1) * pageSize)"
        }
    }

    /// The path of one record's own page.
    package func detailPath(_ listing: FarmListing) -> String { "\(listingPath)/\(pageName(listing))" }
}

/// A country of the simulated web, with what depends on it.
package enum FarmCountry: String, CaseIterable, Sendable {
    case us = "US"
    case ca = "CA"
    case uk = "UK"
    case de = "DE"
    case fr = "FR"
    case es = "ES"
    case au = "AU"

    /// ISO 639 code of the language its sites are written in.
    package var language: String {
        switch self {
        case .us, .ca, .uk, .au: "en"
        case .de: "de"
        case .fr: "fr"
        case .es: "es"
        }
    }
}

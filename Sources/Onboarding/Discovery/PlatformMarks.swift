import HTML

/// The scripts and services that directories are built with, told by marks in a page's markup.
enum PlatformMarks {
    /// The platform and the mark that tells it; nil where nothing does. Directory scripts come before what they are built on, by a lower rank.
    static func platform(of document: Document, info: PageInfo) -> (name: String, evidence: String, rank: Int)? {
        var best: (rank: Int, mark: String)?
        func look(_ text: String) {
            guard text.utf8.count > 3 else { return }
            let bytes = text.utf8.prefix(300).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            for (rank, entry) in table.enumerated() {
                guard rank < best?.rank ?? .max, let mark = entry.marks.first(where: { bytes.holds($0) }) else { continue }
                best = (rank, String(decoding: mark, as: UTF8.self))
            }
        }
        if let generator = info.generator { look("generator " + generator) }
        var elements = 0
        var next = document.firstElement(in: document.root)
        while let element = next, elements < 5_000 {
            elements += 1
            for atom in [Atom.class, .id, .src, .href, .action] {
                if let value = document.attribute(atom, of: element) { look(value) }
            }
            next = document.elementAfter(element, within: document.root)
        }
        return best.map { (table[$0.rank].name, "the mark \"\($0.mark)\" in its markup", $0.rank) }
    }

    private static let table: [(name: String, marks: [[UInt8]])] = [
        ("GeoDirectory", ["geodir"]), ("Business Directory Plugin", ["wpbdp", "business-directory-plugin"]),
        ("HivePress", ["hivepress", "hp-form"]),
        ("Directorist", ["directorist", "atbd_"]), ("ListingPro", ["listingpro"]), ("MyListing", ["mylisting"]),
        ("Listify", ["themes/listify"]), ("Advanced Classifieds & Directory Pro", ["acadp", "advanced-classifieds-and-directory"]),
        ("WP Job Manager", ["wp-job-manager", "job-manager-form"]), ("Connections", ["cn-entry", "connections-business-directory"]),
        ("eDirectory", ["edirectory", "arcasolutions"]), ("Brilliant Directories", ["brilliantdirectories", "bdwebsite"]),
        ("phpMyDirectory", ["phpmydirectory", "pmd_"]), ("phpLD", ["phpld", "phplinkdirectory", "php link directory"]),
        ("GrowthZone", ["growthzone", "chambermaster", "micronetonline"]), ("Wild Apricot", ["wildapricot"]),
        ("YourMembership", ["yourmembership"]),
        ("MemberClicks", ["memberclicks"]), ("Ultimate Member", ["ultimate-member", "um-form"]), ("SobiPro", ["sobipro"]),
        ("JReviews", ["jreviews"]),
        ("Mosets Tree", ["com_mtree"]), ("Gravity Forms", ["gform_wrapper", "gravityforms"]), ("WPForms", ["wpforms"]),
        ("Formidable", ["frm_forms"]),
        ("Ninja Forms", ["nf-form"]), ("Contact Form 7", ["wpcf7"]), ("Drupal", ["drupal"]), ("Joomla", ["joomla", "com_content"]),
        ("WordPress", ["wp-content", "wp-includes", "wordpress"]), ("Squarespace", ["squarespace"]), ("Wix", ["wixstatic", "wix.com"]),
        ("Webflow", ["webflow"]), ("Shopify", ["cdn.shopify"]), ("TYPO3", ["typo3"]),
    ].map { ($0.0, $0.1.map { Array($0.utf8) }) }

    /// Services whose forms stand in a frame on the directory's page.
    static func formService(of link: Link) -> String? {
        guard link.kind == .frame || link.kind == .script, let host = link.url?.host else { return nil }
        return services.first { host == $0.host || host.hasSuffix("." + $0.host) }?.name
    }

    private static let services: [(host: String, name: String)] = [
        ("jotform.com", "JotForm"), ("typeform.com", "Typeform"), ("docs.google.com", "Google Forms"), ("forms.gle", "Google Forms"),
        ("wufoo.com", "Wufoo"), ("formstack.com", "Formstack"), ("airtable.com", "Airtable"), ("cognitoforms.com", "Cognito Forms"),
        ("hsforms.com", "HubSpot"), ("hsforms.net", "HubSpot"), ("tally.so", "Tally"), ("123formbuilder.com", "123FormBuilder"),
        ("forms.office.com", "Microsoft Forms"),
    ]
}

extension [UInt8] {
    /// Whether a mark occurs.
    fileprivate func holds(_ mark: [UInt8]) -> Bool {
        guard let first = mark.first, count >= mark.count else { return false }
        for start in 0...(count - mark.count) where self[start] == first && self[start...].starts(with: mark) { return true }
        return false
    }
}

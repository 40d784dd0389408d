import HTML

/// What a directory makes of one submitted form: it is looked at as a careful site would, and either published, refused with the form and what is
/// wrong, or thrown away because a robot's trap was filled.
package struct Submission: Sendable, Hashable {
    package enum Verdict: Sendable, Hashable {
        case published(FarmListing)
        /// Names of controls with what is wrong, in order.
        case refused([Refusal])
        /// The trap was filled: a robot's. It is thanked and forgotten.
        case trapped
    }

    package struct Refusal: Sendable, Hashable {
        package var field: String
        package var reason: String
    }

    /// Bytes of a form's data that are read: of text, and with a file.
    static let mostBytes = 64 << 10
    static let mostUpload = 512 << 10

    /// The controls' names and values, the first of each.
    package private(set) var values: [String: String]
    /// The files that were chosen, by the names of their controls.
    private var files: [String: FarmUpload] = [:]

    /// Reads what a form sent, by its type.
    init(body: [UInt8], contentType: String) {
        guard let form = MultipartForm(body: body, contentType: contentType) else {
            self.init(body: body)
            return
        }
        self.init(body: EmptyCollection<UInt8>())
        for part in form.parts {
            guard let fileName = part.fileName else {
                if values[part.name] == nil { values[part.name] = String(decoding: part.bytes, as: UTF8.self) }
                continue
            }
            if !fileName.isEmpty || !part.bytes.isEmpty {
                files[part.name] = FarmUpload(name: fileName, type: part.type ?? "text/plain", bytes: part.bytes)
            }
        }
    }

    /// Reads `application/x-www-form-urlencoded` (URL standard).
    init(body: some Collection<UInt8>) {
        var values: [String: String] = [:]
        for pair in body.prefix(Self.mostBytes).split(separator: UInt8(ascii: "&")).prefix(200) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            func text(_ bytes: some Collection<UInt8>) -> String {
                String(decoding: PercentCoding.decode(bytes.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }), as: UTF8.self)
            }
            let name = text(parts[0])
            if values[name] == nil { values[name] = parts.count > 1 ? text(parts[1]) : "" }
        }
        self.values = values
    }

    /// Judges it as the directory's own: pure, so that the same data always comes to the same end.
    /// - Parameter number: The place that a published listing takes in the directory, from 0.
    func judge(plan: FarmPlan, site: FarmDirectory, number: Int) -> Verdict {
        let pages = SitePages(plan: plan, site: site)
        if let trap = pages.trap, values[trap].map({ !$0.isEmpty }) == true { return .trapped }
        var refusals: [Refusal] = []
        if values["token"] != pages.token { refusals.append(Refusal(field: "token", reason: "session")) }
        if site.captcha != nil { refusals.append(Refusal(field: "captcha", reason: "captcha")) }
        var read: [String: String] = [:]
        let isFirm = values["listing_kind"] == "2"
        var logo: FarmUpload?
        for field in plan.submissionFields(of: site) {
            if field.control == "file" {
                logo = files[field.name]
                let wrong = logo.map { $0.fault(upTo: FarmUpload.mostBytes) } ?? (field.required ? "required" : nil)
                if let wrong { refusals.append(Refusal(field: field.name, reason: wrong)) }
                continue
            }
            let value = (values[field.name] ?? "").strippingSpace
            if field.isForFirms, !isFirm {
                // A page that is filled in as people see it never sends it.
                if values[field.name] != nil { refusals.append(Refusal(field: field.name, reason: "not asked for")) }
                continue
            }
            if value.isEmpty {
                if field.required { refusals.append(Refusal(field: field.name, reason: "required")) }
                continue
            }
            if let reason = pages.fault(in: value, of: field) { refusals.append(Refusal(field: field.name, reason: reason)) }
            read[field.token] = field.control == "select" ? pages.option(value, of: field) : value
        }
        guard refusals.isEmpty else { return .refused(refusals) }
        let isPerson = site.family != .business
        let name = (isPerson ? read["name"] : read["organization"]) ?? ""
        return .published(
            FarmListing(
                index: number, slug: "\(Vocabulary.slug(name))-\(number + 1)", name: name,
                organisation: isPerson ? read["organization"] : nil,
                category: read["category"] ?? "", street: read["street-address"] ?? "", city: read["address-level2"] ?? "",
                state: read["address-level1"] ?? "", postalCode: read["postal-code"] ?? "", country: site.country, phone: read["tel"] ?? "",
                phoneE164: "+" + (read["tel"] ?? "").filter { ("0"..."9").contains($0) }, email: read["email"] ?? "", website: read["url"],
                licence: read["licence"], hours: read["hours"], description: read["description"], logo: logo))
    }
}

extension SitePages {
    /// The name of the control that people never see; nil where the form has none.
    var trap: String? { site.index % 3 == 0 ? "contact_me" : nil }

    /// The hidden value that the form must bring back.
    var token: String { String(7_919 * (site.index + 1)) }

    /// What is wrong with a value; nil for nothing.
    func fault(in value: String, of field: FarmField) -> String? {
        switch field.control {
        case "email": return value.contains("@") && !value.contains(" ") ? nil : "email"
        case "url": return WebURL(value)?.isHTTP == true ? nil : "url"
        case "tel": return (7...15).contains(value.count { ("0"..."9").contains($0) }) ? nil : "telephone"
        case "select": return option(value, of: field) == nil ? "option" : nil
        case "textarea": return value.utf16.count > longestText ? "length" : nil
        default: return value.utf8.count > 300 || value.contains("\n") ? "length" : nil
        }
    }

    /// The label of an option by its value.
    func option(_ value: String, of field: FarmField) -> String? {
        let options = options(of: field)
        return Int(value).flatMap { (1...max(1, options.count)).contains($0) && !options.isEmpty ? options[$0 - 1] : nil }
    }

    /// What a list offers, the first of value 1.
    func options(of field: FarmField) -> [String] {
        let vocabulary = Vocabulary.of(site.country)
        if field.token == "kind" { return [words.name, words.firm] }
        return field.token == "category"
            ? vocabulary.trades[site.family] ?? [] : Array(Set(vocabulary.places.map(\.state))).sorted()
    }

    /// Characters that the description takes.
    var longestText: Int { 500 + 250 * (site.index % 5) }

    /// The answer to a form that was taken.
    func accepted(_ listing: FarmListing) -> FarmPage {
        frame(title: words.submit) { html in
            html.element("h1", "", words.submit)
            html.element("p", "class=\"notice\"", words.sentences[0])
            html.add("<p><a href=\"\(site.detailPath(listing))\">\(escaped(listing.name))</a></p>\n")
        }
    }

    /// The form again, with what is wrong with what was sent.
    func refused(_ submission: Submission, _ refusals: [Submission.Refusal]) -> FarmPage {
        let fields = plan.submissionFields(of: site)
        var page = frame(title: words.submit) { html in
            html.element("h1", "", words.submit)
            html.add("<ul class=\"errors\" role=\"alert\">\n")
            for refusal in refusals {
                let label = fields.first { $0.name == refusal.field }?.label ?? refusal.field
                html.element("li", "", "\(label): \(refusal.reason == "required" ? words.required : refusal.reason)")
            }
            html.add("</ul>\n")
            form(step: fields.last?.step ?? 1, earlier: submission.values, &html)
        }
        page.status = 422
        return page
    }

    /// What a captcha's markup looks like: the ways of the larger services, and a picture of the site's own.
    func captcha(_ html: inout Markup) {
        switch site.captcha {
        case .recaptcha?:
            html.add("<div class=\"g-recaptcha\" data-sitekey=\"6Lfarm\"></div>\n")
        case .hcaptcha?: html.add("<div class=\"h-captcha\" data-sitekey=\"farm\"></div>\n")
        case .turnstile?: html.add("<div class=\"cf-turnstile\" data-sitekey=\"0x4farm\"></div>\n")
        case .picture?:
            html.add(
                "<p><img src=\"/captcha.png\" alt=\"captcha\"><label for=\"code\">Code</label><input name=\"captcha_code\" id=\"code\" required></p>\n"
            )
        case nil: break
        }
    }
}

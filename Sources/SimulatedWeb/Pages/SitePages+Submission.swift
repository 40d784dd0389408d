/// One control of a directory's submission form, as it truly is: the ground truth that form mapping is compared with.
package struct FarmField: Sendable, Hashable {
    /// The control's `name`.
    package var name: String
    /// The word of the canonical profile: an HTML autofill token where one exists, else a schema.org term.
    package var token: String
    /// As shown to people.
    package var label: String
    /// `text`, `email`, `tel`, `url`, `textarea`, `select` or `file`.
    package var control: String
    package var required: Bool
    /// Step of a form of several, from 1.
    package var step: Int
    /// Whether it is shown, and required, only for firms: with ``FarmDirectory/FormScript/conditional``.
    package var isForFirms = false
}

extension FarmPlan {
    /// The controls of a directory's submission form, in document order.
    package func submissionFields(of site: FarmDirectory) -> [FarmField] {
        let words = Wording.of(site.country.language)
        var dice = Dice(seed, 0xF0, UInt64(site.index))
        let style = dice.roll(3)
        func name(_ plain: String, _ other: String, _ number: Int) -> String {
            switch style {
            case 0: plain
            case 1: "listing[\(other)]"
            default: "field_\(number)"
            }
        }
        var fields: [FarmField] = []
        func add(_ plain: String, _ token: String, _ label: String, _ control: String = "text", required: Bool = false) {
            let step = site.formShape == .multiStep ? 1 + fields.count / 5 : 1
            fields.append(
                FarmField(
                    name: name(plain, token, fields.count + 1), token: token, label: label, control: control, required: required, step: step
                ))
        }
        if site.family == .business {
            add("company", "organization", words.firm, required: true)
        } else {
            add("fullname", "name", words.name, required: true)
            add("firm", "organization", words.firm)
        }
        add("category", "category", words.category, "select", required: true)
        add("mail", "email", words.email, "email", required: true)
        add("telephone", "tel", words.phone, "tel", required: dice.chance(0.7))
        add("street", "street-address", words.address, required: true)
        add("town", "address-level2", words.city, required: true)
        add("region", "address-level1", words.state, dice.chance(0.4) ? "select" : "text")
        add("zip", "postal-code", words.postalCode, required: dice.chance(0.8))
        add("homepage", "url", words.website, "url")
        if site.family != .business { add("licence_no", "licence", words.licence, required: dice.chance(0.5)) }
        if dice.chance(0.6) { add("opening", "hours", words.hours) }
        add("about", "description", words.description, "textarea")
        if let upload = site.upload {
            add("logo", "logo", site.country.language == "es" ? "Logotipo" : "Logo", "file", required: upload == .required)
        }
        if site.formScript == .conditional, site.asksWho {
            if let firm = fields.firstIndex(where: { $0.token == "organization" }) {
                (fields[firm].isForFirms, fields[firm].required) = (true, true)
            }
            let label =
                switch site.country.language {
                case "de": "Art des Eintrags"
                case "fr": "Type de fiche"
                case "es": "Tipo de ficha"
                default: "Listing type"
                }
            let kind = FarmField(name: "listing_kind", token: "kind", label: label, control: "select", required: true, step: 1)
            fields.insert(kind, at: 0)
        }
        return fields
    }
}

extension SitePages {
    /// The submission page; one of several steps where the form has them. Values of earlier steps come along in the query, and go on as hidden ones.
    /// - Parameter isPart: Only what a script puts into the shell.
    func submission(step: Int, earlier query: String = "", formless: Bool, isPart: Bool = false) -> String {
        if isPart {
            var html = Markup()
            if !formless { form(step: step, earlier: query.isEmpty ? [:] : Submission(body: query.utf8).values, &html) }
            return html.text
        }
        return framed(title: words.submit) { html in
            html.element("h1", "", words.submit)
            html.element("p", "", words.sentences[0])
            if site.formScript == .shell { return fill("form-place", &html) }
            guard !formless else {
                html.element("p", "", words.sentences[(site.index + 3) % words.sentences.count])
                return
            }
            form(step: step, earlier: query.isEmpty ? [:] : Submission(body: query.utf8).values, &html)
        }
    }

    func form(step: Int, earlier: [String: String], _ html: inout Markup) {
        let all = plan.submissionFields(of: site)
        let steps = all.last?.step ?? 1
        let step = min(max(1, step), steps)
        let action = step < steps ? "\(site.submissionPath)?step=\(step + 1)" : site.submissionPath
        let takesFiles = step == steps && all.contains { $0.control == "file" }
        let encoding = takesFiles ? " enctype=\"multipart/form-data\"" : ""
        let isLoose = site.formScript == .loose && step == steps
        let isPosted = site.formScript == .posted && step == steps || isLoose
        let way = isPosted ? "action=\"#\"" : "method=\"\(step < steps ? "get" : "post")\" action=\"\(action)\"\(encoding)"
        html.add(isLoose ? "<div id=\"entry\">\n" : "<form class=\"\(css("form"))\" \(way)>\n")
        if takesFiles { html.add("<input type=\"hidden\" name=\"MAX_FILE_SIZE\" value=\"\(FarmUpload.mostBytes)\">\n") }
        html.add(
            "<input type=\"hidden\" name=\"\(step < steps ? "step" : "token")\" value=\"\(step < steps ? String(step + 1) : token)\">\n"
        )
        for field in all where field.step < step {
            guard let value = earlier[field.name], !value.isEmpty else { continue }
            html.add("<input type=\"hidden\" name=\"\(field.name)\" value=\"\(escaped(value))\">\n")
        }
        if let trap {
            // People never see it.
            html.add(
                "<div style=\"position:absolute;left:-9999px\" aria-hidden=\"true\"><input type=\"text\" name=\"\(trap)\" tabindex=\"-1\" autocomplete=\"off\"></div>\n"
            )
        }
        if steps > 1 { html.element("h2", "", "\(words.step) \(step) / \(steps)") }
        if site.formShape == .tableLayout { html.add("<table>\n") }
        for field in all where field.step == step {
            if field.isForFirms { firmsOnly(field, &html) } else { control(field, &html) }
        }
        if site.formShape == .tableLayout { html.add("</table>\n") }
        if step == steps { captcha(&html) }
        html.add("<button type=\"submit\">\(escaped(step < steps ? words.next : words.send))</button>\n\(isLoose ? "</div>" : "</form>")\n")
        if isPosted { post(&html) }
    }

    /// The script that sends the form in its markup's place: it shows what came back, or what was wrong.
    private func post(_ html: inout Markup) {
        html.add(
            """
            <script>
            const sent = document.getElementById('entry') ?? document.forms[document.forms.length - 1];
            const isLoose = sent.localName !== 'form';
            (isLoose ? sent.querySelector('button') : sent).addEventListener(isLoose ? 'click' : 'submit', event => {
              event.preventDefault();
              const data = new FormData(isLoose ? undefined : sent);
              if (isLoose) for (const one of sent.querySelectorAll('input,select,textarea')) data.append(one.name, one.files?.[0] ?? one.value);
              fetch('\(site.submissionPath)', {method: 'POST', body: data}).then(answer => answer.text()).then(text => {
                const answer = new DOMParser().parseFromString(text, 'text/html');
                const errors = answer.querySelector('.errors');
                if (errors) sent.before(errors);
                else sent.replaceWith(...answer.querySelectorAll('h1, .notice, .notice + p'));
              });
            });
            </script>

            """)
    }

    /// An empty place, and the script that fills it with the page's part.
    func fill(_ place: String, _ html: inout Markup) {
        html.add("<div id=\"\(place)\"></div>\n<script>\n")
        html.add("fetch('\(Self.partPath)' + location.pathname + location.search).then(answer => answer.text())\n")
        html.add("  .then(part => { document.getElementById('\(place)').innerHTML = part; });\n</script>\n")
    }

    /// A control that is there for firms alone: hidden and disabled till then, or made by the script.
    private func firmsOnly(_ field: FarmField, _ html: inout Markup) {
        let decides = "document.getElementById('f-listing-kind')"
        if site.index % 2 == 0 {
            html.add("<fieldset id=\"for-firms\" hidden disabled>\n")
            control(field, &html)
            html.add("</fieldset>\n<script>\n\(decides).addEventListener('change', event => {\n")
            html.add("  const part = document.getElementById('for-firms');\n")
            html.add("  part.hidden = part.disabled = event.target.value !== '2';\n});\n</script>\n")
        } else {
            html.add("<div id=\"for-firms\"></div>\n<template id=\"of-firms\">")
            control(field, &html)
            html.add("</template>\n<script>\n\(decides).addEventListener('change', event => {\n")
            html.add("  const part = document.getElementById('of-firms').content.cloneNode(true);\n")
            html.add(
                "  document.getElementById('for-firms').replaceChildren(...(event.target.value === '2' ? [part] : []));\n});\n</script>\n")
        }
    }

    private func control(_ field: FarmField, _ html: inout Markup) {
        let id = "f-\(Vocabulary.slug(field.name))"
        let label = field.label + (field.required ? " *" : "")
        let shape = site.formShape
        let placeholder = shape == .placeholderOnly ? " placeholder=\"\(escaped(label))\"" : ""
        let hint = site.index % 6 == 0 && ["email", "tel", "name", "organization", "postal-code", "url"].contains(field.token)
        let common =
            "name=\"\(field.name)\" id=\"\(id)\"\(placeholder)\(field.required ? " required" : "")\(hint ? " autocomplete=\"\(field.token)\"" : "")"
        let input: String
        switch field.control {
        case "textarea": input = "<textarea \(common) rows=\"6\" maxlength=\"\(longestText)\"></textarea>"
        case "select":
            input =
                "<select \(common)><option value=\"\">\(escaped(field.label))</option>"
                + options(of: field).enumerated().map { "<option value=\"\($0.offset + 1)\">\(escaped($0.element))</option>" }.joined()
                + "</select>"
        case "file":
            input = "<input type=\"file\" \(common) accept=\"image/png, .jpg\"> <small>max. \(FarmUpload.mostBytes / 1_000) KB</small>"
        default: input = "<input type=\"\(field.control)\" \(common)>"
        }
        switch shape {
        case .labelFor, .multiStep: html.add("<div class=\"\(css("row"))\"><label for=\"\(id)\">\(escaped(label))</label>\(input)</div>\n")
        case .wrapping: html.add("<label>\(escaped(label)) \(input)</label>\n")
        case .placeholderOnly: html.add("<p>\(input)</p>\n")
        case .tableLayout: html.add("<tr><td>\(escaped(label)):</td><td>\(input)</td></tr>\n")
        }
    }
}

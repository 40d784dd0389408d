import HTML

/// Reads what a form would be sent back through the mapping and compares it with the profile: a fault of conversion shows as a difference.
package struct RoundTrip: Sendable, Hashable {
    package enum Verdict: String, Sendable, Hashable {
        case same
        /// A text that was cut: what was sent is the beginning of what the profile has.
        case shortened
        /// An option that means nearly the same.
        case nearest
        case differs
    }

    package struct Line: Sendable, Hashable {
        package var key: ProfileKey
        package var label: String
        package var wanted: String
        package var read: String
        package var verdict: Verdict
    }

    package private(set) var lines: [Line] = []

    /// Whether nothing differs.
    package var isFaithful: Bool { lines.allSatisfy { $0.verdict != .differs } }

    /// Reads the values of `plan` as the page's controls and options give them, and compares them with `profile`.
    package init(_ plan: FillPlan, _ page: MappedPage, profile: Profile) {
        let reader = Reader(profile: profile)
        for field in plan.fields {
            guard let key = field.key, key != .acceptsTerms, field.ordinal < page.page.controls.count else { continue }
            let control = page.page.controls[field.ordinal]
            if control.state == "file" {
                lines.append(
                    reader.line(key, label: field.label, plan.entries.filter { $0.isFile && $0.name == control.name }.compactMap(\.file)))
                continue
            }
            // What is sent is read from the form's data, not from what was meant to be sent.
            let sent = control.name.map { name in plan.entries.filter { $0.name == name }.map(\.value) } ?? field.values
            let values = sent.contains { field.values.contains($0) } || sent.isEmpty ? field.values : sent
            let isPicked = control.tag == "select" || control.state == "checkbox" || control.state == "radio"
            let shown =
                isPicked
                ? values.map { value in
                    let holder = plan.fields.first { $0.key == key && $0.values.contains(value) && Self.holds(value, $0, page) }
                    return Self.label(of: value, in: holder ?? field, page)
                } : values
            lines.append(reader.line(key, field.term, label: field.label, shown, isList: isPicked))
        }
    }

    private static func holds(_ value: String, _ field: FillPlan.Field, _ page: MappedPage) -> Bool {
        label(at: field.ordinal, value, page) != nil
    }

    /// What people read instead of a value that a field was given; the value where they read nothing else.
    static func label(of value: String, in field: FillPlan.Field, _ page: MappedPage) -> String {
        label(at: field.ordinal, value, page) ?? value
    }

    private static func label(at ordinal: Int, _ value: String, _ page: MappedPage) -> String? {
        guard page.page.controls.indices.contains(ordinal) else { return nil }
        let control = page.page.controls[ordinal]
        guard control.tag != "select" else { return control.options.first { $0.value == value }?.label }
        return page.page.group(of: control).first { $0.value == value }?.caption
    }

    private struct Reader {
        let profile: Profile

        func line(_ key: ProfileKey, _ term: String, label: String, _ values: [String], isList: Bool) -> Line {
            let read = values.joined(separator: ", ")
            let (wanted, verdict) = compare(key, term, read, values, isList: isList)
            return Line(key: key, label: label, wanted: wanted, read: read, verdict: verdict)
        }

        /// Files are the same when every byte is.
        func line(_ key: ProfileKey, label: String, _ files: [UploadFile]) -> Line {
            let wanted = profile.files[key] ?? []
            let isSame = !files.isEmpty && files.allSatisfy { file in wanted.contains { $0.digest == file.digest } }
            return Line(
                key: key, label: label, wanted: wanted.map(\.name).joined(separator: ", "),
                read: files.map(\.name).joined(separator: ", "), verdict: isSame ? .same : .differs)
        }

        private func compare(_ key: ProfileKey, _ term: String, _ read: String, _ values: [String], isList: Bool) -> (String, Verdict) {
            switch key {
            case .tel, .faxNumber:
                let number = key == .tel ? profile.telephone : profile[.faxNumber].flatMap { Telephone($0, in: profile.homeCountry) }
                guard let number else { return ("", .differs) }
                let wanted = number.e164 ?? number.national
                if term == "tel" || term == "tel-national" || key == .faxNumber {
                    let back = Telephone(read, in: number.country)
                    return (wanted, back?.national == number.national && back?.country == number.country ? .same : .differs)
                }
                let digits = read.filter { ("0"..."9").contains($0) }
                return (wanted, !digits.isEmpty && (wanted + (number.extension ?? "")).contains(digits) ? .same : .differs)
            case .addressLevel1:
                let wanted = profile[key] ?? ""
                let region = Region.named(wanted, in: profile.homeCountry)
                if let region, Self.regions(in: read, profile.homeCountry).contains(region) { return (wanted, .same) }
                return (wanted, same(wanted, read) ? .same : .differs)
            case .country:
                let wanted = profile[key] ?? ""
                return (wanted, Country.named(read) == Country.named(wanted) || same(wanted, read) ? .same : .differs)
            case .category, .knowsAbout:
                let wanted = profile.all(key)
                if values.allSatisfy({ value in wanted.contains { same($0, value) } }) || same(wanted.joined(separator: ", "), read) {
                    return (wanted.joined(separator: ", "), .same)
                }
                let isNear = values.allSatisfy { value in wanted.contains { CategoryWords.likeness($0, value) >= 0.5 } }
                return (wanted.joined(separator: ", "), isNear ? .nearest : .differs)
            case .numberOfEmployees where isList:
                return (profile[key] ?? "", .nearest)
            case .description, .disambiguatingDescription, .slogan:
                let all = [profile[key], profile[.description], profile[.disambiguatingDescription], profile[.slogan]].compactMap(\.self)
                if let whole = all.first(where: { same($0, read) }) { return (whole, .same) }
                let stem = FoldedText(prose: read, limit: 4_000).bytes
                let cut = all.first { !stem.isEmpty && FoldedText(prose: $0, limit: 20_000).bytes.starts(with: stem) }
                return (cut ?? all.first ?? "", cut == nil ? .differs : .shortened)
            case .url, .logo, .image, .sameAs:
                func bare(_ text: String) -> String {
                    let url = WebURL(text) ?? WebURL("https://" + text)
                    return url.map { ($0.host ?? "") + ($0.path == "/" ? "" : $0.path) } ?? text
                }
                let wanted = profile.all(key)
                return (wanted.first ?? "", wanted.contains { bare($0) == bare(read) } ? .same : .differs)
            case .name, .givenName, .familyName: return contact(key, read)
            case .organization, .legalName:
                let wanted = [profile[key], profile[.organization], profile[.legalName]].compactMap(\.self)
                return (wanted.first ?? "", wanted.contains { same($0, read) } ? .same : .differs)
            case .postalCode:
                let wanted = profile[key] ?? ""
                let packed = read.replacing(" ", with: "")
                return (
                    wanted,
                    same(wanted.replacing(" ", with: ""), packed) || read.hasPrefix(wanted) || wanted.hasPrefix(read + "-")
                        ? .same : .differs
                )
            case .streetAddress:
                let wanted = profile.streetLines.joined(separator: ", ")
                let (whole, part) = (FoldedText(prose: wanted, limit: 400).padded, FoldedText(prose: read, limit: 400).padded)
                let isPart =
                    term != "street-address" && !part.isEmpty
                    && Phrases([String(decoding: part, as: UTF8.self)]).firstIndex(in: whole) != nil
                return (wanted, whole == part || isPart || isWhole(part, whole) ? .same : .differs)
            case .foundingDate:
                let wanted = profile[key] ?? ""
                let year = DateValue(wanted).map { String($0.year) } ?? wanted
                return (wanted, read.contains(year) || read.contains(String(year.suffix(2))) ? .same : .differs)
            default:
                let wanted = profile.all(key).joined(separator: ", ")
                if same(wanted, read) { return (wanted, .same) }
                let (whole, part) = (FoldedText(prose: wanted, limit: 4_000).bytes, FoldedText(prose: read, limit: 4_000).bytes)
                return (wanted, !part.isEmpty && whole.starts(with: part) ? .shortened : .differs)
            }
        }

        /// Whether an address is the profile's street and what else of its place the profile says.
        private func isWhole(_ read: [UInt8], _ street: [UInt8]) -> Bool {
            guard !profile.streetLines.isEmpty, read.starts(with: street) else { return false }
            let rest = [ProfileKey.addressLevel2, .addressLevel1, .postalCode].compactMap { profile[$0] }.joined(separator: " ")
            let known = Set(FoldedText(prose: rest, limit: 400).bytes.split(separator: 0x20))
            return read.dropFirst(street.count).split(separator: 0x20).allSatisfy { known.contains($0) }
        }

        private func contact(_ key: ProfileKey, _ read: String) -> (String, Verdict) {
            let wanted =
                switch key {
                case .givenName: profile.nameParts.given
                case .familyName: profile.nameParts.family
                default: profile.wholeName ?? profile[.organization]
                }
            return (wanted ?? "", same(wanted ?? "", read) ? .same : .differs)
        }

        /// The regions that an option's label names: as a whole, or in its words before or after a code.
        private static func regions(in text: String, _ country: Country?) -> [Region] {
            let words = text.split { $0 == " " || $0 == "-" || $0 == "(" || $0 == ")" || $0 == "," || $0 == "–" }
            let pieces = [text] + [words.first, words.last].compactMap { $0.map(String.init) }
            return pieces.compactMap { Region.named($0, in: country) }
        }

        private func same(_ a: String, _ b: String) -> Bool {
            FoldedText(prose: a, limit: 20_000).bytes == FoldedText(prose: b, limit: 20_000).bytes
        }
    }
}

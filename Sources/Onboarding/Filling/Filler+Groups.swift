import HTML

extension Filler {
    /// Ticks those boxes of a group, or that one of its buttons, that mean what the profile says: categories, languages, ways to pay.
    /// - Returns: Whether the group is one that a profile has something for; any other is left to be asked about.
    mutating func pick(from group: [PageControl]) -> Bool {
        guard let first = group.first, let (key, title) = Self.asked(of: group) else { return false }
        let isRequired = group.contains { $0.constraints.isRequired } || TermWords.marksRequired(title)
        var wanted = profile.all(key)
        switch answers[ControlKey(first)] {
        case .leave?: return true
        case .value(let value)?: wanted = [value]
        case .term?, nil: break
        }
        guard !wanted.isEmpty else {
            if isRequired {
                note(
                    .missing, first, "\(key.words) is required and the profile has none", isBlocking: true,
                    [Suggestion(.term(key.rawValue))])
            }
            return true
        }
        var choices = OptionChooser(group: group).categories(wanted)
        if first.state == "radio" { choices = Array(choices.prefix(1)) }
        let captions = Suggestion.options(group.prefix(12).map(\.caption))
        guard let best = choices.first else {
            note(
                .unfit, first, "none of the \(group.count) choices of \"\(title)\" means \"\((wanted.first ?? "").cut(60))\"",
                isBlocking: isRequired, captions)
            return true
        }
        guard best.isSure else {
            note(.unsure, first, "\"\(title)\": \(best.how)", isBlocking: isRequired, captions)
            return true
        }
        for choice in choices {
            let box = group[choice.index]
            fields.append(
                FillPlan.Field(
                    ordinal: box.ordinal, control: ControlKey(box), label: title, term: key.rawValue, key: key,
                    values: [box.value.isEmpty ? "on" : box.value], shown: box.caption, how: choice.how))
        }
        return true
    }

    /// What of a profile a group asks for and how it is called: its innermost legend, else the end of the text before its first control; else by its name.
    private static func asked(of group: [PageControl]) -> (key: ProfileKey, title: String)? {
        guard let first = group.first else { return nil }
        func key(_ term: String?) -> ProfileKey? { term.flatMap(ProfileKey.init(rawValue:)).flatMap { picked.contains($0) ? $0 : nil } }
        if let legend = first.legends.last(where: { !$0.isEmpty }), let key = key(TermWords.term(label: legend, isListing: true)) {
            return (key, legend.collapsed)
        }
        let words = first.before.split(separator: " ")
        for count in stride(from: min(words.count, mostWords), to: 0, by: -1) {
            let title = words.suffix(count).joined(separator: " ")
            if let key = key(TermWords.term(label: title, isListing: true)) { return (key, title) }
        }
        return key(first.name.flatMap { TermWords.term(identifier: $0) }).map { ($0, first.before.collapsed.cut(60)) }
    }

    /// Words of a title.
    private static let mostWords = 4
    private static let picked: Set<ProfileKey> = [.category, .knowsAbout, .knowsLanguage, .paymentAccepted, .areaServed]
}

import HTML

/// Which option of a list means what a profile says.
struct OptionChooser {
    struct Choice: Hashable {
        var index: Int
        /// How it was found, in words.
        var how: String
        /// Whether a person should look at it.
        var isSure: Bool
    }

    /// An option as far as its meaning goes.
    private struct Option {
        var value: String
        var label: String
        var isDisabled: Bool
    }

    private let options: [Option]

    init(_ options: [FormControl.Option]) {
        self.options = options.prefix(2_000).map { Option(value: $0.value, label: $0.label, isDisabled: $0.isDisabled) }
    }

    /// Boxes or buttons of one name, of which some are ticked.
    init(group: [PageControl]) {
        options = group.prefix(2_000).map {
            Option(value: $0.value.isEmpty ? "on" : $0.value, label: $0.caption, isDisabled: $0.constraints.isDisabled)
        }
    }

    /// Options that stand for something: not those that only say "please choose".
    private var indices: [Int] { options.indices.filter { !options[$0].isDisabled && !options[$0].value.isEmpty } }

    /// The option whose label or value is one of the texts, the first text that has one.
    func exact(_ texts: [String]) -> Choice? {
        for text in texts {
            let wanted = FoldedText(prose: text).bytes
            guard !wanted.isEmpty else { continue }
            if let index = indices.first(where: { FoldedText(prose: options[$0].label).bytes == wanted }) {
                return Choice(index: index, how: "the option \"\(options[index].label.cut(60))\"", isSure: true)
            }
            if let index = indices.first(where: { FoldedText(prose: options[$0].value).bytes == wanted }) {
                return Choice(index: index, how: "the option of value \"\(options[index].value.cut(60))\"", isSure: true)
            }
        }
        return nil
    }

    /// The option for a region: by name, by code, and by both in one ("OH - Ohio", "Ohio (OH)").
    func region(_ text: String, in country: Country?) -> Choice? {
        let region = Region.named(text, in: country)
        if let choice = exact([text] + (region?.names ?? []) + [region?.code].compactMap(\.self)) { return choice }
        guard let region else { return nil }
        let names = region.names.map { FoldedText(prose: $0).bytes }
        let code = FoldedText(prose: region.code).bytes
        let found = indices.filter { index in
            let words = FoldedText(prose: options[index].label).bytes.split(separator: 0x20).map(Array.init)
            guard words.count > 1 else { return false }
            for (start, end) in [(1, words.count), (0, words.count - 1)] where words[start == 1 ? 0 : words.count - 1] == code {
                if names.contains(Array(words[start..<end].joined(separator: [0x20]))) { return true }
            }
            return false
        }
        return found.count == 1 ? Choice(index: found[0], how: "\(region.names[0]) by its code and name", isSure: true) : nil
    }

    /// The option for a country: by any of its names or codes.
    func country(_ text: String) -> Choice? {
        guard let country = Country.named(text) else { return exact([text]) }
        if let choice = exact(country.names + [country.code, country.alpha3].compactMap(\.self)) { return choice }
        let found = indices.filter { Country.named(options[$0].label) == country || Country.named(options[$0].value) == country }
        return found.first.map { Choice(index: $0, how: "\(country.names[0]) by another name", isSure: true) }
    }

    /// The options for several categories, each once: those that are sure, else the one that the first is nearest to.
    func categories(_ texts: [String]) -> [Choice] {
        var seen: Set<Int> = []
        let sure = texts.compactMap { category([$0]) }.filter { $0.isSure && seen.insert($0.index).inserted }
        return sure.isEmpty ? [category(texts)].compactMap(\.self) : sure
    }

    /// The option for a category: the same words, else the most words of the same meaning, else "Other", which a person should look at.
    func category(_ texts: [String]) -> Choice? {
        if let choice = exact(texts) { return choice }
        for text in texts {
            let ranked = indices.map { ($0, CategoryWords.likeness(text, options[$0].label)) }.filter { $0.1 >= 0.5 }
                .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
            guard let best = ranked.first else { continue }
            let isAlone = ranked.count == 1 || ranked[1].1 < best.1
            return Choice(
                index: best.0, how: "\"\(text.cut(60))\" is nearest to \"\(options[best.0].label.cut(60))\"",
                isSure: isAlone && best.1 >= 0.6)
        }
        return indices.first { CategoryWords.isOther(options[$0].label) }.map {
            Choice(index: $0, how: "no option means \"\((texts.first ?? "").cut(60))\", so \"\(options[$0].label.cut(40))\"", isSure: false)
        }
    }

    /// The option that holds a number: "11-50", "more than 200", "500+".
    func range(_ number: Int) -> Choice? {
        for index in indices {
            let label = options[index].label.replacing(",", with: "")
            let numbers = label.split { !("0"..."9").contains($0) }.prefix(3).compactMap { Int($0) }
            let words = FoldedText(prose: label).bytes.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
            let isOpenAbove =
                label.contains("+") || words.contains { ["more", "over", "above", "mehr", "uber", "plus", "mas"].contains($0) }
            let isOpenBelow =
                words.contains { ["less", "fewer", "under", "below", "weniger", "unter", "moins", "menos"].contains($0) }
                || label.contains("<")
            let fits =
                switch (numbers.count, numbers.first, numbers.last) {
                case (2, let least?, let most?): (least...max(least, most)).contains(number)
                case (1, let only?, _): isOpenAbove ? number >= only : isOpenBelow ? number < only : number == only
                default: false
                }
            if fits { return Choice(index: index, how: "\(number) lies in \"\(options[index].label.cut(40))\"", isSure: true) }
        }
        return nil
    }
}

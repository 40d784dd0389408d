import HTML

/// Turns a page's controls into features, one bag a control; controls that no value is typed into or picked from get an empty bag.
package struct FieldFeatures: Sendable {
    private let page: FormPage
    private let texts: [ControlText?]
    /// The entries of each control's form (or those of no form) in document order, and where the control stands among them.
    private let groups: [[Int]]
    private let place: [(group: Int, index: Int)?]
    private let groupConcepts: [UInt128]
    /// The concepts of each form's own words, and those of its buttons.
    private let formConcepts: [(words: ConceptSet, buttons: [ConceptSet])]

    package init(_ page: FormPage) {
        self.page = page
        let lexicon = Lexicon.standard
        texts = page.controls.map { $0.isEntry ? ControlText($0, lexicon) : nil }
        var groups = [[Int]](repeating: [], count: page.forms.count + 1)
        var place = [(group: Int, index: Int)?](repeating: nil, count: page.controls.count)
        for control in page.controls where control.isEntry {
            let group = control.form ?? page.forms.count
            place[control.ordinal] = (group, groups[group].count)
            groups[group].append(control.ordinal)
        }
        var concepts = [UInt128](repeating: 0, count: groups.count)
        for (index, group) in groups.enumerated() {
            for control in group { concepts[index] |= texts[control]?.own.whole ?? 0 }
        }
        self.groups = groups
        self.place = place
        groupConcepts = concepts
        formConcepts = page.forms.map { form in
            (
                ConceptSet(FoldedText(identifier: form.words, limit: 100), lexicon),
                form.buttons.prefix(3).map { ConceptSet(FoldedText(prose: $0, limit: 40), lexicon) }
            )
        }
    }

    /// The entries that stand before and after a control in its form, by distance (-1, 1, 2 …).
    func neighbour(of ordinal: Int, _ distance: Int) -> Int? {
        guard let place = place[ordinal] else { return nil }
        let index = place.index + distance
        return groups[place.group].indices.contains(index) ? groups[place.group][index] : nil
    }

    /// The group of entries a control belongs to: its form's, in document order.
    func group(of ordinal: Int) -> [Int] { place[ordinal].map { groups[$0.group] } ?? [] }

    /// Where a control stands in its group.
    func place(of ordinal: Int) -> Int? { place[ordinal]?.index }

    /// The concepts of what names a control itself.
    func concepts(of ordinal: Int) -> ConceptSet { texts[ordinal]?.own ?? ConceptSet() }

    /// The evidence for one control.
    package func bag(_ ordinal: Int) -> FeatureBag {
        var bag = FeatureBag(room: 700)
        guard let text = texts[ordinal] else { return bag }
        let control = page.controls[ordinal]
        addType(control, &bag)
        addNames(text, &bag)
        addLabel(text, &bag)
        addNearby(text, &bag)
        OptionFeatures.add(control.options, &bag)
        addSection(control, text, &bag)
        addNeighbours(ordinal, text, &bag)
        bag.finish()
        return bag
    }

    // MARK: The control itself

    private func addType(_ control: PageControl, _ bag: inout FeatureBag) {
        bag.add("bias", 0, .type)
        bag.add("state", control.state.utf8, .type)
        if let type = control.type { bag.add("type", type.lowercased().utf8, .type) }
        let constraints = control.constraints
        if let mode = constraints.inputMode { bag.add("mode", mode.utf8, .type) }
        if let length = constraints.maxLength { bag.add("maxlength", length <= 20 ? length : length < 64 ? 21 + length / 16 : 30, .type) }
        if constraints.isRequired { bag.add("required", 0, .type) }
        if constraints.isReadOnly { bag.add("readonly", 0, .type) }
        if constraints.isDisabled { bag.add("disabled", 0, .type) }
        if control.isInert { bag.add("inert", 0, .type) }
        if let concealment = control.concealment { bag.add("concealed", concealment.rawValue.utf8, .type) }
        if constraints.pattern != nil { bag.add("pattern", 0, .type) }
        if !control.value.isEmpty, control.tag == "input" {
            let bytes = control.value.utf8
            let digits = bytes.count { (0x30...0x39).contains($0) }
            bag.add(
                "value", (digits == bytes.count ? 1 : digits > 0 ? 2 : 3) + (bytes.contains(0x40) ? 4 : 0) + (bytes.first == 0x2B ? 8 : 0),
                .type)
        }
        if let autocomplete = constraints.autocomplete {
            let words = autocomplete.lowercased().split(separator: " ").prefix(6)
            for word in words { bag.add("autocomplete", word.utf8, .autocomplete) }
            // What stands before the token is a section or what the value is for.
            if let token = words.last { bag.add("token", token.utf8, .autocomplete, .concept) }
        }
        let state = Array(control.state.utf8)
        texts[control.ordinal]?.own.forEach { if $1 { bag.add("sxc", state + [UInt8($0)], .type) } }
        if control.state != "text" { bag.add("special", state, .type, .concept) }
        for (kind, text) in [("shape", control.constraints.placeholder), ("vshape", control.value)] as [(StaticString, String?)] {
            if let shape = text.flatMap(Self.shape) { bag.add(kind, shape, .hint, .concept) }
        }
        // A dialling code beside the control leaves the national number to it.
        for (kind, text) in [
            ("dialb", control.before), ("diala", control.after), ("diall", control.label ?? ""),
            ("dialh", control.constraints.placeholder ?? ""),
        ] as [(StaticString, String)]
        where Self.hasDiallingCode(text) {
            bag.add(kind, 0, .nearby, .concept)
        }
    }

    private func addNames(_ text: ControlText, _ bag: inout FeatureBag) {
        if text.identifiers.isEmpty { bag.add("nameless", 0, .name) }
        for identifier in text.identifiers {
            Self.addWords(identifier, word: "nw", pair: "nb", .name, &bag)
            Self.addGrams(identifier, "ng", .name, &bag, isTail: true)
            bag.add("nf", identifier.bytes, .name)
            if let last = identifier.bytes.split(separator: 0x20).last(where: { !(0x30...0x39).contains($0[$0.startIndex]) }) {
                bag.add("nl", last, .name)
            }
        }
        Self.addWords(text.other, word: "ow", pair: "ob", .name, &bag)
        Self.addWords(text.wrapper, word: "ww", pair: nil, .name, &bag)
        text.identifierConcepts.forEach { bag.add("nc", $0 * 2 + ($1 ? 1 : 0), .name, .concept) }
        text.wrapperConcepts.forEach { bag.add("wc", $0 * 2 + ($1 ? 1 : 0), .name) }
    }

    private func addLabel(_ text: ControlText, _ bag: inout FeatureBag) {
        if !text.hasLabel { bag.add("unlabelled", 0, .label) }
        Self.addWords(text.label, word: "lw", pair: "lb", .label, &bag)
        Self.addGrams(text.label, "lg", .label, &bag)
        if text.label.bytes.count < 40 { bag.add("lf", text.label.bytes, .label) }
        text.labelConcepts.forEach { bag.add("lc", $0 * 2 + ($1 ? 1 : 0), .label, .concept) }
        Self.addWords(text.hint, word: "hw", pair: "hb", .hint, &bag)
        Self.addGrams(text.hint, "lg", .hint, &bag)
        text.hintConcepts.forEach { bag.add("hc", $0 * 2 + ($1 ? 1 : 0), .hint, .concept) }
        text.own.forEach { bag.add("oc", $0 * 2 + ($1 ? 1 : 0), .label, .concept) }
        // Two concepts together say more than each: "phone" and "country", "street" and "number".
        var concepts: [Int] = []
        text.own.forEach { if $1 { concepts.append($0) } }
        for (index, first) in concepts.prefix(6).enumerated() {
            for second in concepts.prefix(6).dropFirst(index + 1) { bag.add("occ", first * 128 + second, .label, .concept) }
        }
    }

    private func addNearby(_ text: ControlText, _ bag: inout FeatureBag) {
        Self.addWords(text.inside, word: "iw", pair: "ib", .nearby, &bag)
        text.insideConcepts.forEach { bag.add("ic", $0 * 2 + ($1 ? 1 : 0), .nearby, .concept) }
        Self.addWords(text.before, word: "bw", pair: nil, .nearby, &bag, last: 6)
        Self.addWords(text.after, word: "aw", pair: nil, .nearby, &bag)
        text.beforeConcepts.forEach { bag.add("bc", $0 * 2 + ($1 ? 1 : 0), .nearby) }
        text.afterConcepts.forEach { bag.add("ac", $0 * 2 + ($1 ? 1 : 0), .nearby) }
    }

    /// What an example looks like: digits as 9, letters as a, runs as one; nil for what is none (long, or without a digit or @).
    private static func shape(_ text: String) -> [UInt8]? {
        guard (1...40).contains(text.utf8.count), text.utf8.contains(where: { (0x30...0x39).contains($0) || $0 == 0x40 || $0 == 0x2F })
        else { return nil }
        var shape: [UInt8] = []
        var run = 0
        for byte in text.utf8 {
            let mark: UInt8 = (0x30...0x39).contains(byte) ? 0x39 : (0x41...0x5A).contains(byte & 0xDF) || byte >= 0x80 ? 0x61 : byte
            if mark == shape.last {
                run += 1
                // Up to six digits their number counts: codes, years, postal codes.
                if mark == 0x39, run < 6 { shape.append(mark) }
            } else {
                shape.append(mark)
                run = 1
            }
            if shape.count > 16 { break }
        }
        return shape
    }

    private static func hasDiallingCode(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if previous == 0x2B, (0x31...0x39).contains(byte) { return true }
            previous = byte
        }
        return false
    }

    // MARK: Around it

    private func addSection(_ control: PageControl, _ text: ControlText, _ bag: inout FeatureBag) {
        Self.addWords(text.heading, word: "sw", pair: nil, .section, &bag)
        text.headingConcepts.forEach { bag.add("sc", $0 * 2 + ($1 ? 1 : 0), .section) }
        if let language = page.language {
            bag.add("lang", language.utf8, .form)
            text.own.forEach { if $1 { bag.add("langc", Array(language.utf8) + [UInt8($0)], .form) } }
        }
        guard let place = place[control.ordinal] else { return }
        let count = groups[place.group].count
        bag.add("entries", count < 4 ? count : count < 8 ? 4 : count < 16 ? 5 : 6, .form)
        bag.add("place", min(place.index, 4), .form)
        if control.form == nil { bag.add("formless", 0, .form) }
        if let form = control.form {
            formConcepts[form].words.forEach { concept, _ in bag.add("fc", concept, .form) }
            for button in formConcepts[form].buttons {
                button.forEach { concept, isWhole in if isWhole { bag.add("fb", concept, .form) } }
            }
        }
        var rest = groupConcepts[place.group]
        while rest != 0 {
            bag.add("gc", rest.trailingZeroBitCount, .form)
            rest &= rest - 1
        }
    }

    private func addNeighbours(_ ordinal: Int, _ text: ControlText, _ bag: inout FeatureBag) {
        for (distance, kinds) in Self.neighbourKinds {
            guard let other = neighbour(of: ordinal, distance), let near = texts[other] else {
                bag.add(kinds.concept, -1, .neighbours)
                continue
            }
            near.own.forEach { concept, isWhole in if isWhole { bag.add(kinds.concept, concept, .neighbours) } }
            bag.add(kinds.state, page.controls[other].state.utf8, .neighbours)
            guard abs(distance) == 1 else { continue }
            for word in (near.identifiers.first?.bytes ?? []).split(separator: 0x20).suffix(3) { bag.add(kinds.word, word, .neighbours) }
            for word in near.label.bytes.split(separator: 0x20).prefix(4) { bag.add(kinds.word, word, .neighbours) }
        }
        // How many entries before it in the form are called the same.
        if let place = place[ordinal] {
            let whole = text.own.whole
            let alike = groups[place.group][..<place.index].suffix(12).count { texts[$0]?.own.whole == whole }
            bag.add("alike", min(alike, 3), .neighbours)
            let follow = groups[place.group][(place.index + 1)...].prefix(3).count { texts[$0]?.own.whole == whole }
            bag.add("follow", min(follow, 3), .neighbours)
        }
    }

    private static let neighbourKinds: [(Int, (concept: StaticString, state: StaticString, word: StaticString))] = [
        (-1, ("p1", "p1s", "p1w")), (1, ("n1", "n1s", "n1w")), (-2, ("p2", "p2s", "p2w")), (2, ("n2", "n2s", "n2w")),
    ]

    // MARK: Words and parts of words

    private static func addWords(
        _ text: FoldedText, word: StaticString, pair: StaticString?, _ group: FeatureBag.Group, _ bag: inout FeatureBag, last: Int = 16
    ) {
        var previous: ArraySlice<UInt8>?
        for piece in text.bytes.split(separator: 0x20).suffix(last) {
            bag.add(word, piece, group)
            if let pair, let previous { bag.add(FeatureBag.hash(FeatureBag.hash(FeatureBag.seed(pair), previous) &* 31, piece), group) }
            previous = piece
        }
    }

    /// All runs of 3, 4 and 5 bytes of the words, ends marked; scripts of several bytes a letter get 6 and 9 too.
    private static func addGrams(
        _ text: FoldedText, _ kind: StaticString, _ group: FeatureBag.Group, _ bag: inout FeatureBag, isTail: Bool = false
    ) {
        guard !text.bytes.isEmpty else { return }
        // Of an identifier the end says most; a cut sequence of UTF-8 begins no run.
        let bytes = [0x20] + (isTail ? text.bytes.suffix(40) : text.bytes.prefix(60)) + [0x20]
        let seed = FeatureBag.seed(kind)
        let isWide = text.bytes.contains { $0 >= 0x80 }
        bytes.withUnsafeBufferPointer { bytes in
            for start in bytes.indices where bytes[start] & 0xC0 != 0x80 {
                var hash = seed
                for at in start..<min(bytes.count, start + (isWide ? 9 : 5)) {
                    hash = FeatureBag.hash(hash, byte: bytes[at])
                    let length = at - start + 1
                    if isWide ? length == 6 || length == 9 : length >= 3 { bag.add(hash, group, .gram) }
                }
            }
        }
    }
}

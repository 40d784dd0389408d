import HTML

/// Signs that a form shows outright, so that no model is needed: captchas, traps for robots, several steps.
enum FormSigns {
    /// The captchas in the form; those of the page where it has but one form that people fill in.
    static func captchas(_ page: FormPage, _ index: Int) -> [String] {
        let form = page.forms[index]
        if !form.captchas.isEmpty || page.captchas.isEmpty { return form.captchas }
        let filled = page.forms.indices.filter { number in
            page.forms[number].controls.count { page.controls[$0].isEntry && page.controls[$0].concealment == nil } > 1
        }
        return filled == [index] ? page.captchas : []
    }

    /// The controls that people never see and that robots fill in: out of sight without being of type `hidden`, and named like a trap or like
    /// something that robots like to fill.
    static func honeypots(_ page: FormPage, _ index: Int) -> [Int] {
        page.forms[index].controls.filter { isHoneypot(page.controls[$0]) }
    }

    static func isHoneypot(_ control: PageControl) -> Bool {
        guard control.isEntry, control.tag != "select", !control.isInert else { return false }
        let text = FoldedText(identifier: [control.name ?? "", control.id ?? "", control.wrapper].joined(separator: " "), limit: 200).padded
        if traps.firstIndex(in: text) != nil { return true }
        let said = FoldedText(prose: [control.label ?? "", control.before].joined(separator: " "), limit: 250).padded
        if warnings.firstIndex(in: said) != nil { return true }
        // What people come to see as they fill in others is no trap.
        guard control.appearance == nil, control.concealment != nil, !control.constraints.isReadOnly, !control.constraints.isDisabled else {
            return false
        }
        return control.concealment == .displaced || lures.firstIndex(in: text) != nil
    }

    private static let traps = Phrases([
        " honeypot", " honey pot", " hpot ", " hp field", " hpfield", " botcheck", " bot check", " antispam ", " anti spam ",
        " leave blank", " nospam", " no bots ", " spam bot ", " spambot ", " spam trap", " bot trap", " bot field",
    ])
    private static let warnings = Phrases([
        " leave this field blank", " leave this field empty", " leave blank", " leave empty", " do not fill", " dont fill",
        " if you are human",
        " if you re human", " if youre human", " for validation purposes and should be left unchanged", " nicht ausfullen", " leer lassen",
        " ne pas remplir", " laisser vide", " laissez ce champ", " no rellenar", " dejar en blanco", " deja este campo vacio",
        " non compilare",
        " lasciare vuoto", " nao preencha", " niet invullen", " laat dit veld leeg", " fyll inte i", " ala tayta", " nie wypelniaj",
        " nevyplnujte",
        " не заполняйте",
    ])
    private static let lures = Phrases([
        " url ", " website ", " homepage ", " hp ", " fax ", " company ", " middle name ", " email 2 ", " confirm email ", " contact me ",
        " nickname ", " subject ",
    ])

    /// What tells of several steps.
    static func steps(_ page: FormPage, _ index: Int) -> [String] {
        let form = page.forms[index]
        var signs: [String] = []
        let text = FoldedText(prose: form.heading + " " + form.text, limit: 700).padded
        let places = stepPhrases.places(in: text)
        for (index, word) in stepWords.enumerated() {
            // The word may be said otherwise before: "Take the first step. Step 1 of 3".
            let numbers = places.lazy.filter { $0.index == index }.map {
                String(decoding: text[$0.place.upperBound...].prefix(8).prefix { $0 != 0x20 }, as: UTF8.self)
            }
            if let number = numbers.first(where: { $0.first?.isNumber == true }) { signs.append("\"\(word) \(number)\" in its text") }
        }
        let words = FoldedText(identifier: form.words + " " + (form.form.actionAttribute ?? ""), limit: 300).padded
        if let mark = stepMarks.firstIndex(in: words) { signs.append("marked \"\(stepMarkWords[mark])\"") }
        for ordinal in form.controls where page.controls[ordinal].state == "hidden" {
            guard let name = page.controls[ordinal].name else { continue }
            let folded = FoldedText(identifier: name, limit: 60).bytes
            if stepNames.contains(folded) || folded.suffix(5).elementsEqual(" step".utf8) {
                signs.append("a hidden control \"\(name.cut(40))\"")
                break
            }
        }
        let buttons = form.buttons.map { String(decoding: FoldedText(prose: $0, limit: 40).bytes, as: UTF8.self) }
        if let button = buttons.firstIndex(where: { nextWords.contains($0) || $0.hasPrefix("next ") }) {
            signs.append("a button \"\(form.buttons[button])\"")
        }
        return signs
    }

    private static let stepWords = [
        "step", "schritt", "etape", "paso", "passo", "stap", "trin", "steg", "vaihe", "krok", "lepes", "pas", "korak", "adim", "шаг",
        "крок", "стъпка", "βημα",
    ]
    private static let stepPhrases = Phrases(stepWords.map { " \($0) " })
    private static let stepMarkWords = ["wizard", "multistep", "multi step", "stepper", "step 1", "step 2", "step 3", "checkout step"]
    private static let stepMarks = Phrases(stepMarkWords.map { " \($0)" })
    private static let stepNames = Set(
        ["step", "current step", "wizard step", "form step", "page number", "current page", "multi step"].map { Array($0.utf8) })
    private static let nextWords: Set<String> = [
        "next", "next step", "weiter", "nachster schritt", "suivant", "etape suivante", "siguiente", "avanti", "proximo", "seguinte",
        "volgende", "naeste",
        "nasta", "neste", "seuraava", "dalej", "dalsi", "tovabb", "urmatorul", "dalje", "sledece", "ileri", "далее", "далі", "напред",
        "επομενο", "التالي", "次へ", "下一步", "다음",
    ]
}

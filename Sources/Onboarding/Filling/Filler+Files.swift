import HTML

extension Filler {
    /// Gives a control for files the profile's pictures that it takes: one, or several where it takes several.
    mutating func file(_ control: PageControl) {
        let isRequired = isEmptyAndRequired(control)
        let answer = answers[ControlKey(control)]
        if answer == .leave {
            if isRequired { note(.missing, control, "\"\(called(control))\" is required, and was told to stay empty", isBlocking: true) }
            return
        }
        guard let assignment = terms[control.ordinal], let term = assignment.term, let key = ProfileKey(rawValue: term), key.kind == .files
        else {
            guard isRequired else { return }
            return note(
                .file, control, "\"\(called(control))\" must be sent a file, and nothing says which", isBlocking: true, ["logo", "image"])
        }
        guard assignment.isAccepted else {
            return note(
                .file, control, "\"\(called(control))\" may take the \(words(term)): \(assignment.reason)", isBlocking: isRequired,
                [Suggestion(.term(term), confidence: assignment.confidence, reason: assignment.reason)] + assignment.others)
        }
        let files = profile.files[key] ?? []
        guard !files.isEmpty else { return none(key, control, isRequired: isRequired) }
        let form = page.page.forms[index].form
        guard form.method == .post && form.encoding == .multipart || form.isForScripts else {
            return note(
                .unfit, control,
                "\"\(called(control))\" takes a file, but the form is not sent as multipart/form-data: only its name would go",
                isBlocking: isRequired)
        }
        let check = FileCheck(control, on: page.page, form: index)
        var (fitting, refusal, total) = ([UploadFile](), String?.none, fields.flatMap(\.files).map(\.size).reduce(0, +))
        for file in files where fitting.isEmpty || control.constraints.isMultiple {
            let tooMuch =
                total + file.size > UploadFile.mostTogether ? "all files together are more than \(UploadFile.mostTogether) bytes" : nil
            if let wrong = check.refusal(of: file) ?? tooMuch {
                refusal = refusal ?? "\"\(file.name)\" does not fit: \(wrong)"
            } else {
                fitting.append(file)
                total += file.size
            }
        }
        if let refusal {
            note(.unfit, control, "the profile's \(words(term)) \(refusal)", isBlocking: isRequired && fitting.isEmpty)
        }
        guard !fitting.isEmpty else { return }
        fields.append(
            FillPlan.Field(
                ordinal: control.ordinal, control: ControlKey(control), label: called(control), term: term, key: key,
                values: fitting.map(\.name), shown: fitting.map { "\($0.name) (\($0.sizeWords))" }.joined(separator: ", "),
                how: assignment.reason, files: fitting))
    }

    /// The profile has no file for a control.
    private mutating func none(_ key: ProfileKey, _ control: PageControl, isRequired: Bool) {
        if let why = profile.missed[key] {
            note(.unfit, control, "the profile's \(key.words) \(why)", isBlocking: isRequired)
        } else if let address = profile[key] {
            note(.file, control, "\"\(called(control))\" is sent \(address.cut(120)), which is only got for a trial", isBlocking: false)
        } else if isRequired {
            note(
                .missing, control, "\(key.words) is required and the profile has none", isBlocking: true, [Suggestion(.term(key.rawValue))])
        }
    }
}

extension TermMap {
    /// What a control for files takes: by its words, else a picture where that is all it takes. The trained model knows texts alone.
    static func assign(file control: PageControl) -> Assignment {
        let called = control.label ?? control.before
        let words = FoldedText(prose: called + " " + control.labelText, limit: 200).padded
        let names = FoldedText(identifier: [control.name, control.id].compactMap(\.self).joined(separator: " "), limit: 120).padded
        for (term, phrases) in [("logo", logos), ("image", pictures)] {
            let others = [Suggestion(.term(term == "logo" ? "image" : "logo"))]
            if phrases.firstIndex(in: words) != nil {
                return Assignment(
                    term: term, confidence: 0.96, isAccepted: true, reason: "labelled \"\(called.cut(60).collapsed)\"", others: others)
            }
            if phrases.firstIndex(in: names) != nil {
                return Assignment(
                    term: term, confidence: 0.93, isAccepted: true, reason: "named \"\((control.name ?? control.id ?? "").cut(60))\"",
                    others: others)
            }
        }
        let accept = (control.constraints.accept ?? "").lowercased()
        guard accept.contains("image/") || MediaType.byEnding.keys.contains(where: { accept.contains(".\($0)") }) else {
            return Assignment(term: nil, confidence: 0.5, isAccepted: false, reason: "nothing says which file", others: [])
        }
        return Assignment(term: "image", confidence: 0.6, isAccepted: false, reason: "it takes pictures", others: ["logo"])
    }

    private static let logos = Phrases([" logo"])
    private static let pictures = Phrases([
        " photo", " picture", " image", " headshot", " portrait", " banner", " cover", " foto", " bild", " titelbild", " imagen",
        " immagine",
        " afbeelding", " imagem", " avatar", " gallery",
    ])
}

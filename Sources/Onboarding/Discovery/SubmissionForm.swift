import HTML

extension MappedPage {
    /// The form of this page by which somebody is listed; nil where none seems to be. One that says so outright comes first, else the largest that
    /// asks for an e-mail address or a telephone number beside other things.
    package var submissionForm: Int? {
        let said = forms.indices.filter { forms[$0].type == .submitListing }.max { entries($0) < entries($1) }
        if let said { return said }
        return forms.indices.filter { index in
            switch forms[index].type {
            case .search, .login, .newsletter: return false
            default: break
            }
            let terms = page.forms[index].controls.compactMap { fields[$0].token }
            return entries(index) >= 5 && terms.contains { $0 == "email" || $0.hasPrefix("tel") }
        }.max { entries($0) < entries($1) }
    }

    /// The form with the most fields that people see, searches and sign-ins apart: of a later step, which need not say what it is for.
    var largestForm: Int? {
        forms.indices.filter { takesFile($0) || forms[$0].type != .search && forms[$0].type != .login && forms[$0].type != .newsletter }
            .max { entries($0) < entries($1) }.flatMap { entries($0) > 0 ? $0 : nil }
    }

    /// The form that sends off what was filled in before and is shown once more: it asks for nothing, takes along what the page has hidden, and its first
    /// button says so. One that begins anew ("Submit another") is none.
    var confirmationForm: Int? {
        forms.indices.first { index in
            let form = page.forms[index]
            let controls = form.controls.map { page.controls[$0] }
            return form.form.method == .post && controls.contains { $0.state == "hidden" } && !controls.contains(where: \.isField)
                && form.buttons.first.map(PageForm.sends) ?? false
        }
    }

    private func entries(_ form: Int) -> Int {
        page.forms[form].controls.count {
            (page.controls[$0].isEntry || page.controls[$0].state == "file") && page.controls[$0].concealment == nil
        }
    }

    /// A step may ask for nothing but a picture, and no search or sign-in asks for one.
    private func takesFile(_ form: Int) -> Bool { page.forms[form].controls.contains { page.controls[$0].state == "file" } }
}

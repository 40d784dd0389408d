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

    private func entries(_ form: Int) -> Int {
        page.forms[form].controls.count {
            (page.controls[$0].isEntry || page.controls[$0].state == "file") && page.controls[$0].concealment == nil
        }
    }

    /// A step may ask for nothing but a picture, and no search or sign-in asks for one.
    private func takesFile(_ form: Int) -> Bool { page.forms[form].controls.contains { page.controls[$0].state == "file" } }
}

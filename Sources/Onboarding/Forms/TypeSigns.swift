import HTML

/// What a form is for where its fields show it outright, whatever its words make the model think.
struct TypeSigns {
    private let page: FormPage
    private let form: PageForm
    private let tokens: [String?]
    /// The controls in which a password is chosen or given; a card's code in one of that state is none.
    private let passwords: [PageControl]
    /// What else people type or pick here.
    private let entries: [PageControl]

    /// - Parameter tokens: What the page's controls were mapped to, by ordinal.
    init(_ page: FormPage, _ index: Int, tokens: [String?]) {
        self.page = page
        self.tokens = tokens
        form = page.forms[index]
        let seen = form.controls.map { page.controls[$0] }.filter { control in
            control.isEntry && !control.isInert && control.concealment != .unshown && !control.constraints.isDisabled
        }
        passwords = seen.filter { $0.state == "password" && tokens[$0.ordinal]?.hasPrefix("cc-") != true }
        entries = seen.filter { $0.state != "password" && !$0.constraints.isReadOnly }
    }

    /// About how many of ten such answers were right on pages that nothing was made with.
    static let share: Float = 0.9

    /// The type that the fields show; nil where they leave it to the model, which holds it for `said`.
    func type(said: FormType, confidence: Float) -> FormType? {
        if said == .search { return nil }
        if changesPassword { return .other }
        if paysByCard { return .order }
        switch said {
        case .other where asksWhereToSend: return .order
        case .registration where passwords.isEmpty && isWritten: return .contact
        case .other where signsIn, .newsletter where signsIn, .registration where confidence < Self.share && signsIn: return .login
        case .login where confidence < Self.share && makesAccount: return .registration
        default: return nil
        }
    }

    // MARK: What the fields show

    /// A new password is chosen by somebody who is known already: the old one is asked for too, or nothing else is and the form says so.
    private var changesPassword: Bool {
        guard passwords.count >= 2 else { return false }
        let others = entries.filter { autocomplete($0) != "username" }
        guard others.isEmpty else { return false }
        let old = passwords.contains { autocomplete($0) == "current-password" || Self.oldWords.firstIndex(in: names(of: $0)) != nil }
        let new = passwords.contains { autocomplete($0) == "new-password" || Self.newWords.firstIndex(in: names(of: $0)) != nil }
        if old, new { return true }
        let said = [form.heading, form.form.actionAttribute ?? "", form.words, form.form.label ?? ""] + form.buttons.prefix(4)
        return Self.changes.firstIndex(in: FoldedText(identifier: said.joined(separator: " "), limit: 600).padded) != nil
    }

    /// A card's number is asked for together with its date or code, and no account is made.
    private var paysByCard: Bool {
        guard passwords.isEmpty else { return false }
        let asked = Set(form.controls.compactMap { page.controls[$0].concealment == .unshown ? nil : tokens[$0] })
        return asked.contains("cc-number") && !asked.isDisjoint(with: ["cc-exp", "cc-exp-month", "cc-exp-year", "cc-csc"])
    }

    /// An address is asked for, and the form says that something is sent or billed there.
    private var asksWhereToSend: Bool {
        guard passwords.isEmpty, !entries.contains(where: { $0.tag == "textarea" }) else { return false }
        let asked = Set(entries.compactMap { tokens[$0.ordinal] })
        guard !asked.isDisjoint(with: ["street-address", "address-line1", "address-streetname", "street"]),
            !asked.isDisjoint(with: ["postal-code", "address-level2"])
        else { return false }
        let said =
            [form.words, form.form.actionAttribute ?? "", form.heading, page.url?.requestTarget ?? ""] + form.buttons.prefix(4)
            + entries.prefix(12).flatMap { [$0.name ?? "", $0.id ?? "", $0.constraints.autocomplete ?? ""] }
        return Self.sending.firstIndex(in: FoldedText(identifier: said.joined(separator: " "), limit: 1_200).padded) != nil
    }

    /// Who one is is asked for and at most one password, to come in: what is remembered, a name that is known, or a button that says so.
    private var signsIn: Bool {
        guard passwords.count <= 1, (1...2).contains(entries.count), !entries.contains(where: { $0.tag == "textarea" }) else {
            return false
        }
        if passwords.contains(where: { autocomplete($0) == "new-password" }) { return false }
        let buttons = form.buttons.prefix(4).map { FoldedText(prose: $0, limit: 60).padded }
        let enters = buttons.contains { Self.entering.firstIndex(in: $0) != nil }
        if let first = buttons.first, Self.joining.firstIndex(in: first) != nil { return false }
        if passwords.isEmpty {
            let isKnown = entries.contains { autocomplete($0) == "username" || Self.users.firstIndex(in: names(of: $0)) != nil }
            return entries.count == 1 && enters && isKnown
        }
        let remembers = form.controls.contains {
            page.controls[$0].state == "checkbox" && Self.remembering.firstIndex(in: names(of: page.controls[$0])) != nil
        }
        return enters || remembers || passwords.contains { autocomplete($0) == "current-password" }
    }

    /// Besides an address by e-mail another name is asked for that nobody comes in with.
    private var makesAccount: Bool {
        guard !passwords.isEmpty, !passwords.contains(where: { autocomplete($0) == "current-password" }) else { return false }
        let asked = entries.map { tokens[$0.ordinal] }
        return asked.contains("email")
            && entries.contains {
                Self.named.contains(tokens[$0.ordinal] ?? "") || Self.nicknames.firstIndex(in: names(of: $0)) != nil
            }
    }

    private static let named: Set<String> = ["name", "given-name", "family-name", "organization", "tel"]

    /// Somebody writes to those whose page it is.
    private var isWritten: Bool {
        let said = [form.form.actionAttribute ?? "", form.words] + form.buttons.prefix(3)
        return Self.writing.firstIndex(in: FoldedText(identifier: said.joined(separator: " "), limit: 300).padded) != nil
    }

    // MARK: Words

    private func autocomplete(_ control: PageControl) -> String? {
        control.constraints.autocomplete?.split(separator: " ").last.map { $0.lowercased() }
    }

    private func names(of control: PageControl) -> [UInt8] {
        let names = [control.name, control.id, control.label, control.constraints.placeholder].compactMap(\.self)
        return FoldedText(identifier: names.joined(separator: " "), limit: 200).padded
    }

    private static let oldWords = Phrases([
        " old", " current", " existing", " present ", " actual", " altes ", " aktuell", " bisherig", " ancien", " actuel", " antiguo",
        " anterior", " attuale", " vecchia", " oud ", " huidig", " nuvaerende", " nuvarande", " gammelt", " stare ", " obecne ",
        " soucasne", " stary", " текущ", " стар",
    ])
    private static let newWords = Phrases([
        " new", " confirm", " repeat", " retype", " neu", " wiederhol", " bestatig", " nouve", " confirme", " nuev", " nuov", " nov",
        " nieuw",
        " herhaal", " ny ", " nytt ", " nowe ", " нов", " повтор",
    ])
    private static let changes = Phrases([
        " change password", " change your password", " change my password", " change pass", " reset password", " reset your password",
        " reset my password", " new password", " update password", " update your password", " set password", " save password",
        " password change", " password reset", " passwort andern", " passwort zurucksetzen", " neues passwort", " kennwort andern",
        " changer le mot de passe", " modifier le mot de passe", " nouveau mot de passe", " cambiar contrasena", " cambiar la contrasena",
        " nueva contrasena", " cambia password", " nuova password", " modifica password", " alterar senha", " nova senha",
        " wachtwoord wijzigen", " nieuw wachtwoord", " zmien haslo", " nowe haslo", " изменить пароль", " новый пароль", " сменить пароль",
    ])
    private static let sending = Phrases([
        " shipping", " billing", " delivery", " checkout", " check out", " ship to", " rechnung", " liefer", " versand", " livraison",
        " facturation", " envio", " facturacion", " spedizione", " fatturazione", " bezorg", " verzend", " levering", " leverans",
        " dostaw", " dorucen", " szallitas", " livrare", " entrega", " kasse", " warenkorb", " panier", " carrito", " carrello",
    ])
    private static let entering = Phrases([
        " sign in", " signin", " log in", " login", " log on", " logon", " sign on", " anmelden", " einloggen", " connexion",
        " se connecter",
        " connectez", " iniciar sesion", " entrar ", " acceder", " accedi", " inloggen", " log ind", " logg inn", " logga in", " kirjaudu",
        " zaloguj", " prihlas", " bejelentkez", " autentific", " giris", " войти", " вход", " увійти", " ログイン", " 登录", " 로그인",
        " συνδεση", " تسجيل الدخول",
    ])
    private static let joining = Phrases([
        " sign up", " signup", " register", " create", " join", " registrier", " inscri", " registr", " crear", " crea ", " criar",
        " opret",
        " skapa", " rejestr", " zarejestr", " зарегистр", " регистр",
    ])
    private static let users = Phrases([
        " user", " login", " member id", " customer id", " benutzer", " identifiant", " usuario", " utente",
    ])
    private static let nicknames = Phrases([
        " nick", " display name", " screen name", " pseudo", " spitzname", " apodo", " ник ", " никнейм",
    ])
    private static let remembering = Phrases([
        " remember", " keep me", " stay signed", " stay logged", " angemeldet bleiben", " eingeloggt bleiben", " se souvenir",
        " rester connecte", " recordar", " ricorda", " lembrar", " onthoud", " husk", " kom ihag", " zapamietaj", " запомнить",
        " persistent",
    ])
    private static let writing = Phrases([
        " contact", " get in touch", " kontakt", " contacto", " contatto", " send message", " send a message", " send us", " enquir",
        " inquir", " nachricht", " message ", " mensaje", " messaggio",
    ])
}

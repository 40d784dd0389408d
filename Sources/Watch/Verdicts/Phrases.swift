/// Words that pages of a certain kind say, plain (lower case, no accents) and in several languages. A phrase alone decides nothing: see ``PageJudge``.
struct Phrases: Sendable {
    let list: [Needle]

    init(_ text: String) {
        list = text.split(separator: "\n").map { TextFold.plain(Array($0.utf8)) }.filter { !$0.isEmpty }.map(Needle.init)
    }

    /// The first phrase that stands in a plain text, as text; nil if none does.
    func found(in plain: [UInt8]) -> String? { list.first { $0.find(in: plain, from: 0) != nil }?.text }

    /// A phrase that makes up most of a short text: at most `slack` other bytes stand beside it.
    func dominates(_ plain: [UInt8], slack: Int) -> String? {
        list.first { plain.count <= $0.bytes.count + slack && $0.find(in: plain, from: 0) != nil }?.text
    }

    /// A phrase that has a word of `partners` within `reach` bytes on either side.
    func found(in plain: [UInt8], near partners: Phrases, reach: Int) -> String? {
        for phrase in list {
            var from = 0
            while let hit = phrase.find(in: plain, from: from) {
                let window = Array(plain[max(0, hit - reach)..<min(plain.count, hit + phrase.bytes.count + reach)])
                if partners.found(in: window) != nil { return phrase.text }
                from = hit + 1
            }
        }
        return nil
    }
}

/// Bytes to be looked for again and again: by their rarest byte, so that most of a text is passed over at memory speed.
struct Needle: Sendable {
    let bytes: [UInt8]
    private let rarest: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        rarest = bytes.indices.min { Self.frequency(bytes[$0]) < Self.frequency(bytes[$1]) } ?? 0
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The first place at or after `start`; nil if there is none.
    func find(in haystack: [UInt8], from start: Int) -> Int? {
        guard !bytes.isEmpty, haystack.count - start >= bytes.count else { return nil }
        return haystack.withUnsafeBufferPointer { haystack in
            bytes.withUnsafeBufferPointer { needle in
                var place = start + rarest
                let end = haystack.count - needle.count + rarest + 1
                search: while let hit = ByteSearch.first(needle[rarest], in: haystack, from: place, to: end) {
                    place = hit + 1
                    let base = hit - rarest
                    for index in 0..<needle.count where haystack[base + index] != needle[index] { continue search }
                    return base
                }
                return nil
            }
        }
    }

    /// How common a byte is in text and markup, roughly.
    private static func frequency(_ byte: UInt8) -> Int {
        let order: StaticString = " etaonisrhldcumfpgwybvk"
        for index in 0..<order.utf8CodeUnitCount where order.utf8Start[index] == byte { return 100 - index }
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "="), UInt8(ascii: "\""): return 80
        case 0x30...0x39: return 60
        case 0x80...: return 40
        default: return 10
        }
    }
}

extension Phrases {
    static let notFound = Phrases(
        """
        page not found
        not found
        404
        can't be found
        cannot be found
        could not be found
        couldn't find
        can't find that page
        can't find the page
        page does not exist
        page doesn't exist
        page no longer exists
        no longer available
        page unavailable
        page is missing
        nothing was found
        seite nicht gefunden
        nicht gefunden
        seite existiert nicht
        existiert nicht
        nicht mehr verfugbar
        page introuvable
        introuvable
        page non trouvee
        n'existe pas
        n'existe plus
        pagina no encontrada
        no encontrada
        no se encuentra
        no existe
        pagina non trovata
        non trovata
        non esiste
        pagina nao encontrada
        nao encontrada
        nao existe
        pagina niet gevonden
        niet gevonden
        bestaat niet
        nie znaleziono
        nie istnieje
        strona nie zostala znaleziona
        stranka nenalezena
        sidan hittades inte
        siden blev ikke fundet
        siden ble ikke funnet
        sivua ei loytynyt
        страница не найдена
        не найдено
        sayfa bulunamadi
        ページが見つかりません
        页面不存在
        找不到
        """)

    /// What a page of that kind says in its text.
    static let notFoundText = Phrases(
        """
        was not found
        not be found
        couldn't find
        could not find
        can't find
        cannot find
        can't be found
        nothing was found
        does not exist
        doesn't exist
        no longer exist
        no longer available
        has been moved
        have been moved
        been removed
        been deleted
        error 404
        404 error
        page not found
        nicht finden
        nicht gefunden
        existiert nicht
        nicht mehr
        fehler 404
        n'existe pas
        n'existe plus
        ete deplacee
        introuvable
        erreur 404
        no existe
        no se encuentra
        no se ha encontrado
        ha sido movida
        error 404
        non esiste
        non e stata trovata
        errore 404
        nao existe
        nao foi encontrada
        erro 404
        bestaat niet
        niet gevonden
        nie istnieje
        nie znaleziono
        не найдена
        """)

    static let maintenance = Phrases(
        """
        be back soon
        back shortly
        be right back
        be back online
        under maintenance
        down for maintenance
        scheduled maintenance
        site maintenance
        maintenance mode
        undergoing maintenance
        performing maintenance
        maintenance in progress
        temporarily unavailable
        temporarily offline
        wartungsarbeiten
        wartungsmodus
        gewartet
        wegen wartung
        bald zuruck
        bald wieder da
        in kurze wieder
        en maintenance
        maintenance en cours
        momentanement indisponible
        temporairement indisponible
        de retour bientot
        bientot de retour
        en mantenimiento
        tareas de mantenimiento
        volvemos pronto
        volveremos pronto
        in manutenzione
        manutenzione in corso
        torniamo presto
        em manutencao
        voltamos em breve
        voltaremos em breve
        in onderhoud
        onderhoudswerkzaamheden
        zo terug
        przerwa techniczna
        prace konserwacyjne
        prace techniczne
        техническое обслуживание
        технические работы
        メンテナンス中
        """)

    static let human = Phrases(
        """
        not a robot
        you are a robot
        are you a robot
        you are human
        you are a human
        you're human
        human verification
        verify that you are
        verify you are
        verifying you are
        prove you are
        confirm you are
        unusual traffic
        unusual activity
        automated requests
        automated access
        suspicious activity
        security check
        security verification
        checking your browser
        checking if the site connection is secure
        press and hold
        press & hold
        complete the captcha
        solve the captcha
        solve this captcha
        enter the captcha
        enable javascript and cookies to continue
        enable js and disable any ad blocker
        pardon our interruption
        one more step
        please complete the security
        attention required
        ddos protection by
        just a moment
        making sure you're not a bot
        kein roboter
        ein mensch sind
        sie ein mensch
        sicherheitsprufung
        sicherheitsuberprufung
        ungewohnliche zugriffe
        ungewohnlichen datenverkehr
        nur einen moment
        pas un robot
        etes humain
        etes un humain
        controle de securite
        verification de securite
        trafic inhabituel
        un instant
        no es un robot
        no eres un robot
        es un ser humano
        es humano
        verificacion de seguridad
        control de seguridad
        trafico inusual
        un momento
        non sei un robot
        non essere un robot
        sei umano
        verifica di sicurezza
        controllo di sicurezza
        nao e um robo
        nao sou um robo
        voce e humano
        verificacao de seguranca
        geen robot
        een mens bent
        beveiligingscontrole
        nie jestes robotem
        nie jestem robotem
        jestes czlowiekiem
        weryfikacja
        не робот
        проверка безопасности
        проверка браузера
        """)

    static let login = Phrases(
        """
        must be logged in
        must log in
        must login
        must sign in
        need to be logged in
        need to log in
        need to sign in
        have to log in
        log in to continue
        login to continue
        sign in to continue
        log in to view
        sign in to view
        login to view
        log in to access
        sign in to access
        requires a login
        login required
        members only
        authentication required
        session has expired
        um fortzufahren
        bitte melden sie sich an
        anmeldung erforderlich
        mussen angemeldet sein
        nur fur mitglieder
        pour continuer
        veuillez vous connecter
        devez etre connecte
        vous identifier
        reserve aux membres
        para continuar
        debe iniciar sesion
        inicie sesion para
        solo para miembros
        per continuare
        effettua l'accesso
        accedi per
        devi accedere
        faca login para
        voce precisa estar logado
        entre para continuar
        log in om
        u moet ingelogd zijn
        musisz sie zalogowac
        zaloguj sie, aby
        """)

    /// What makes a text be about a domain name.
    static let domain = Phrases(
        """
        domain
        domaine
        dominio
        domein
        domena
        domene
        домен
        this web page is
        """)

    static let forSale = Phrases(
        """
        for sale
        available for purchase
        make an offer
        make offer
        buy this domain
        get this domain
        buy now
        inquire about this
        purchase this
        premium domain
        monthly installments
        zum verkauf
        zu verkaufen
        kaufen
        angebot abgeben
        nimmt angebote
        a vendre
        achetez
        acheter
        faites une offre
        en venta
        se vende
        compre
        comprar
        haga una oferta
        in vendita
        acquista
        fai un'offerta
        a venda
        faca uma oferta
        te koop
        doe een bod
        na sprzedaz
        zloz oferte
        продается
        """)

    static let registered = Phrases(
        """
        been registered
        recently registered
        newly registered
        is registered
        is parked
        parked free
        parked domain
        parking page
        courtesy of
        has expired
        is expired
        expired on
        pending renewal
        renew it now
        not yet uploaded
        not yet been connected
        isn't connected to a website
        isn't connected to a web
        is not connected to a website
        has been suspended
        wurde soeben
        soeben registriert
        kunden registriert
        neu registriert
        wurde registriert
        ist registriert
        ist geparkt
        ist abgelaufen
        vient d'etre enregistre
        a ete enregistre
        est enregistre
        est parque
        a expire
        ha sido registrado
        esta registrado
        esta aparcado
        esta estacionado
        ha caducado
        ha expirado
        e stato registrato
        e scaduto
        foi registrado
        foi registado
        expirou
        is geregistreerd
        is verlopen
        zostala zarejestrowana
        jest zaparkowana
        wygasla
        """)

    /// Sentences that registrars and hosts use by themselves.
    static let registrar = Phrases(
        """
        hier entsteht eine neue internetprasenz
        hier entsteht in kurze eine neue
        future home of something quite cool
        this web page is parked
        this site is parked
        site en cours de creation
        """)

    static let hostingTitle = Phrases(
        """
        welcome to nginx
        apache2 debian default page
        apache2 ubuntu default page
        apache2 default page
        apache http server test page
        test page for the apache
        test page for the nginx
        http server test page
        iis windows server
        iis windows
        internet information services
        default web site page
        web server's default page
        default plesk page
        domain default page
        plesk obsidian
        account suspended
        account has been suspended
        this account has been suspended
        site suspended
        index of /
        it works!
        welcome to openresty
        welcome to caddy
        caddy works!
        litespeed web server
        site not found · github pages
        there isn't a github pages site here
        no such app
        hello world
        website coming soon
        success! your new web server is ready
        """)
}

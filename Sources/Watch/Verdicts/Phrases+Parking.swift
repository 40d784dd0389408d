/// Pages of domains that have no site: for sale, just registered, waiting at a host.
extension Phrases {
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

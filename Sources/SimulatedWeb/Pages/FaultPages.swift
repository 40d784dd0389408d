/// The pages of sick directories. Wording, markup, status and language vary with the directory and with each fault, as they do on the real web,
/// so that no fixed string tells them.
struct FaultPages {
    let site: FarmDirectory
    let variant: Int
    private let pages: SitePages

    init(plan: FarmPlan, site: FarmDirectory, variant: Int) {
        self.site = site
        self.variant = variant
        self.pages = SitePages(plan: plan, site: site)
    }

    private var language: String { site.country.language }
    private func header(_ name: String, _ value: String) -> FarmPage.Header { FarmPage.Header(name: name, value: value) }
    private func choose<Choice>(_ choices: [Choice], _ salt: Int = 0) -> Choice { choices[(variant / (1 + salt * 7)) % choices.count] }
    private func say(_ texts: [String: [String]], _ salt: Int = 0) -> String { choose(texts[language] ?? texts["en"] ?? [site.name], salt) }

    /// A page on its own, without the site's frame, in one of several styles.
    private func bare(_ title: String, _ inside: String, style: Int = 0) -> String {
        let css = choose(
            [
                "body{background:#fff;color:#333;font:16px/1.5 sans-serif;text-align:center;padding-top:10%}",
                "body{font-family:Arial;margin:4em auto;max-width:40em}",
                "*{box-sizing:border-box}main{display:grid;place-items:center;min-height:100vh}",
            ], style)
        return
            "<!DOCTYPE html>\n<html lang=\"\(language)\"><head><meta charset=\"utf-8\"><title>\(escaped(title))</title><style>\(css)</style></head>\n<body><main>\n\(inside)\n</main></body></html>\n"
    }

    /// The page of a fault that is a page; nil for the others.
    func page(of fault: Fault, target: String) -> FarmPage? {
        switch fault {
        case .serverError(let status): serverError(status)
        case .redirectLoop: .redirect(target == "/" ? choose(["/home", "/start", "/index.php"]) : "/", status: choose([301, 302]))
        case .wall(let wall): self.wall(wall)
        case .loginWall: login(target)
        case .unauthorized: unauthorized()
        case .parked(let parking): parked(parking)
        case .softNotFound: softNotFound()
        case .wrongSite: wrongSite()
        case .notFound: notFound()
        case .emptyPage: FarmPage(html: "")
        case .maintenancePage: maintenance()
        default: nil
        }
    }

    private func serverError(_ status: Int) -> FarmPage {
        let phrase = FarmPage.phrase(status)
        let html = choose([
            "<html>\r\n<head><title>\(status) \(phrase)</title></head>\r\n<body>\r\n<center><h1>\(status) \(phrase)</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n",
            "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<title>\(status) \(phrase)</title><h1>\(phrase)</h1><p>The server encountered an internal error and was unable to complete your request.</p>\n",
            bare(phrase, "<h1>Oops</h1><p>Something went wrong on our end. Error \(status).</p>"),
            bare(phrase, "<p>Error establishing a database connection</p>"),
        ])
        return FarmPage(status: status, headers: status == 503 && variant % 2 == 0 ? [header("retry-after", "30")] : [], html: html)
    }

    // MARK: Walls

    private func wall(_ wall: Fault.Wall) -> FarmPage {
        let ray = String(UInt64(truncatingIfNeeded: variant &* 0x9E37_79B9 &+ site.index), radix: 16)
        switch wall {
        case .challenge, .challengeUnavailable:
            let status = wall == .challenge ? 403 : 503
            if variant % 3 == 2 {
                return FarmPage(
                    status: status,
                    headers: [header("server", "DataDome"), header("x-datadome", "protected"), header("cache-control", "no-store")],
                    html:
                        "<html><head><title>\(escaped(site.host))</title></head><body style=\"margin:0\"><p id=\"cmsg\">Please enable JS and disable any ad blocker</p><script data-cfasync=\"false\">var dd={'rt':'c','cid':'\(ray)','hsh':'\(ray)','host':'geo.captcha-delivery.com'}</script></body></html>\n"
                )
            }
            let title = say([
                "en": ["Just a moment...", "Attention Required! | Cloudflare"], "de": ["Nur einen Moment…"], "fr": ["Un instant…"],
                "es": ["Un momento…"],
            ])
            let text = say([
                "en": [
                    "Verifying you are human. This may take a few seconds.", "Checking your browser before accessing \(site.host).",
                    "Enable JavaScript and cookies to continue",
                ],
                "de": ["Es wird geprüft, ob Sie ein Mensch sind. Dies kann einige Sekunden dauern."],
                "fr": ["Vérification que vous êtes humain. Cela peut prendre quelques secondes."],
                "es": ["Verificando que usted es un ser humano. Esto puede tardar unos segundos."],
            ])
            return FarmPage(
                status: status,
                headers: [
                    header("server", "cloudflare"), header("cf-ray", "\(ray)-FRA"), header("cf-mitigated", "challenge"),
                    header("cache-control", "private, no-store"),
                ],
                html: bare(
                    title,
                    "<h1>\(escaped(site.host))</h1><p>\(escaped(text))</p><script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=\(ray)\"></script><noscript>\(escaped(text))</noscript>"
                ))
        case .captcha:
            let text = say([
                "en": [
                    "To continue, please confirm that you are not a robot.",
                    "Our systems have detected unusual traffic from your computer network.",
                    "Press and hold the button to confirm you are a human (and not a bot).",
                ],
                "de": [
                    "Bitte bestätigen Sie, dass Sie kein Roboter sind.", "Wir haben ungewöhnliche Zugriffe aus Ihrem Netz festgestellt.",
                ],
                "fr": ["Pour continuer, veuillez confirmer que vous n'êtes pas un robot."],
                "es": ["Para continuar, confirme que no es un robot."],
            ])
            let widget = choose(
                [
                    "<div class=\"g-recaptcha\" data-sitekey=\"6L\(ray)\"></div><script src=\"https://www.google.com/recaptcha/api.js\" async defer></script>",
                    "<div class=\"h-captcha\" data-sitekey=\"\(ray)\"></div><script src=\"https://js.hcaptcha.com/1/api.js\" async defer></script>",
                    "<div id=\"px-captcha\"></div><script src=\"/\(ray)/captcha.js\"></script>",
                    "<div class=\"cf-turnstile\" data-sitekey=\"0x\(ray)\"></div><script src=\"https://challenges.cloudflare.com/turnstile/v0/api.js\"></script>",
                ], 1)
            let title = say(
                [
                    "en": ["Security check", "Are you a robot?", "Human verification", site.host], "de": ["Sicherheitsprüfung"],
                    "fr": ["Contrôle de sécurité"], "es": ["Verificación de seguridad"],
                ], 1)
            return FarmPage(
                html: bare(
                    title, "<h1>\(escaped(title))</h1><p>\(escaped(text))</p><form method=\"post\" action=\"/verify\">\(widget)</form>",
                    style: 1))
        case .rateLimit:
            return FarmPage(
                status: 429, headers: [header("retry-after", choose(["5", "10", "30"]))],
                html: bare(
                    "429",
                    "<h1>\(say(["en": ["Too Many Requests", "Slow down"], "de": ["Zu viele Anfragen"], "fr": ["Trop de requêtes"], "es": ["Demasiadas solicitudes"]]))</h1>"
                ))
        case .forbidden:
            return FarmPage(
                status: 403, headers: variant % 2 == 0 ? [header("server", "Apache")] : [],
                html: choose([
                    "<html><head><title>403 Forbidden</title></head><body><h1>Forbidden</h1><p>You don't have permission to access this resource.</p></body></html>\n",
                    bare(
                        "Access Denied",
                        "<h1>Access Denied</h1><p>You don't have permission to access \"http://\(site.host)/\" on this server.</p><p>Reference #18.\(ray)</p>"
                    ),
                    bare(
                        "Request Rejected",
                        "The requested URL was rejected. Please consult with your administrator.<br>Your support ID is: \(variant)"),
                ]))
        }
    }

    private func login(_ target: String) -> FarmPage {
        if variant % 2 == 0, !target.hasPrefix("/login") { return .redirect("/login?return=\(target == "/" ? "%2F" : "%2Flist")") }
        let title = say([
            "en": ["Sign in", "Members only", "Log in to your account"], "de": ["Anmelden", "Mitglieder-Login"],
            "fr": ["Connexion", "Espace membres"], "es": ["Iniciar sesión"],
        ])
        let text = say(
            [
                "en": ["You must be logged in to view this page.", "Please sign in to continue."],
                "de": ["Bitte melden Sie sich an, um fortzufahren."], "fr": ["Veuillez vous connecter pour continuer."],
                "es": ["Debe iniciar sesión para continuar."],
            ], 1)
        let (user, secret) = choose([("E-mail", "Password"), ("Username", "Password"), ("Login", "PIN")])
        return FarmPage(
            html: bare(
                title,
                "<h1>\(escaped(title))</h1><p>\(escaped(text))</p><form method=\"post\" action=\"/login\"><label>\(user) <input name=\"user\"></label><label>\(secret) <input type=\"password\" name=\"secret\"></label><button>\(escaped(title))</button></form><a href=\"/forgot\">?</a>"
            ))
    }

    private func unauthorized() -> FarmPage {
        FarmPage(
            status: 401, headers: [header("www-authenticate", "Basic realm=\"\(site.slug)\"")],
            html: bare("401", "<h1>Authorization Required</h1>"))
    }

    // MARK: Parked

    private func parked(_ parking: Fault.Parking) -> FarmPage {
        let domain = site.host
        switch parking {
        case .forSale:
            let title = say([
                "en": ["\(domain) is for sale", "Buy \(domain)", domain], "de": ["\(domain) steht zum Verkauf"],
                "fr": ["\(domain) est à vendre"], "es": ["\(domain) está en venta"],
            ])
            let text = say(
                [
                    "en": [
                        "The domain \(domain) may be for sale. Click here to inquire about this domain.",
                        "This premium domain name is available for purchase. Make an offer today!",
                        "Get this domain: pay in full or in monthly installments, starting at $49.",
                    ],
                    "de": [
                        "Diese Domain können Sie kaufen. Der Inhaber nimmt Angebote entgegen.",
                        "Die Domain \(domain) steht zum Verkauf. Jetzt Angebot abgeben.",
                    ],
                    "fr": [
                        "Ce nom de domaine est à vendre. Faites une offre au propriétaire.",
                        "Achetez le domaine \(domain) dès aujourd'hui.",
                    ],
                    "es": ["Este dominio está en venta. Haga una oferta al propietario.", "Compre el dominio \(domain)."],
                ], 1)
            let links = ["Attorney", "Insurance quotes", "Real Estate Listings", "Cheap Hosting", "Credit Cards"].map {
                "<li><a href=\"/?kw=\($0.utf8.count)\">\($0)</a></li>"
            }.joined()
            let market = choose(
                [
                    "https://www.afternic.com/forsale/\(domain)", "https://sedo.com/search/details/?domain=\(domain)",
                    "https://dan.com/buy-domain/\(domain)", "/offer",
                ], 1)
            return FarmPage(
                html: bare(
                    title,
                    "<h1>\(escaped(title))</h1><p><a href=\"\(market)\">\(escaped(text))</a></p>\(variant % 2 == 0 ? "<h2>Related searches</h2><ul>\(links)</ul>" : "<form action=\"/offer\"><input name=\"price\"><button>OK</button></form>")"
                ))
        case .registrar:
            let text = say([
                "en": [
                    "This domain has recently been registered. The owner has not yet uploaded a website.",
                    "This Web page is parked FREE, courtesy of your registrar.",
                    "This domain name has expired. If you are the owner, please renew it now.",
                ],
                "de": ["Hier entsteht eine neue Internetpräsenz.", "Diese Domain wurde soeben für einen unserer Kunden registriert."],
                "fr": ["Ce domaine vient d'être enregistré. Le site est en cours de création.", "Ce nom de domaine a expiré."],
                "es": ["Este dominio ha sido registrado recientemente.", "Este dominio ha caducado. Si es el titular, renuévelo."],
            ])
            return FarmPage(
                html: bare(
                    choose([domain, "Parked domain", "Domain registered"]),
                    "<h1>\(domain)</h1><p>\(escaped(text))</p><p><a href=\"https://www.registrar.example/whois?\(domain)\">Whois</a> · Hosting · SSL · E-mail</p>"
                ))
        case .hostingDefault:
            return FarmPage(
                html: choose([
                    "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n<p>If you see this page, the nginx web server is successfully installed and\nworking. Further configuration is required.</p>\n<p><em>Thank you for using nginx.</em></p>\n</body>\n</html>\n",
                    "<html><head><title>Apache2 Debian Default Page: It works</title></head><body><h1>It works!</h1><p>This is the default welcome page used to test the correct operation of the Apache2 server after installation on Debian systems.</p></body></html>\n",
                    "<html><head><title>IIS Windows Server</title></head><body><a href=\"http://go.microsoft.com/fwlink/?linkid=66138\"><img src=\"iisstart.png\" alt=\"IIS\"></a></body></html>\n",
                    "<html><head><title>Default Web Site Page</title></head><body><h1>SORRY!</h1><p>If you are the owner of this website, please contact your hosting provider. It is possible you have reached this page because the IP address has changed. cPanel, L.L.C.</p></body></html>\n",
                    bare(
                        "Account Suspended",
                        "<h1>Account Suspended</h1><p>This account has been suspended. Contact your hosting provider for more information.</p>"
                    ),
                    "<html><head><title>Index of /</title></head><body><h1>Index of /</h1><pre><a href=\"cgi-bin/\">cgi-bin/</a> 2026-01-04 09:12 -</pre><address>Apache/2.4 Server Port 80</address></body></html>\n",
                ]))
        }
    }

    // MARK: Changed

    private func softNotFound() -> FarmPage {
        let title = say([
            "en": ["Page not found", "404 - Not Found", "Oops! That page can't be found", "We can't find that page"],
            "de": ["Seite nicht gefunden", "Fehler 404"],
            "fr": ["Page introuvable", "Erreur 404"], "es": ["Página no encontrada", "Error 404"],
        ])
        let text = say(
            [
                "en": [
                    "It looks like nothing was found at this location.", "The page you requested does not exist or has been moved.",
                    "Sorry, this page is no longer available.",
                ],
                "de": ["Die angeforderte Seite existiert nicht mehr.", "Leider konnten wir die Seite nicht finden."],
                "fr": ["La page demandée n'existe pas ou a été déplacée."], "es": ["La página solicitada no existe o ha sido movida."],
            ], 1)
        return pages.frame(title: title) { html in
            html.element("h1", "", title)
            html.element("p", "", text)
        }
    }

    private func notFound() -> FarmPage {
        let status = variant % 5 == 0 ? 410 : 404
        return FarmPage(
            status: status,
            html: variant % 2 == 0
                ? "<html>\r\n<head><title>\(status) \(FarmPage.phrase(status))</title></head>\r\n<body><center><h1>\(status) \(FarmPage.phrase(status))</h1></center><hr><center>nginx</center></body></html>\r\n"
                : pages.framed(title: "404") { $0.element("h1", "", "404") })
    }

    private func wrongSite() -> FarmPage {
        let (title, paragraphs) = choose([
            (
                "Lucky Palms Casino: 200 free spins",
                [
                    "Play more than nine hundred slots from home.", "New players receive a welcome bonus on their first deposit.",
                    "Live roulette around the clock.",
                ]
            ),
            (
                "Slow Kitchen: a food blog",
                [
                    "This week we braise leeks with mustard.", "Grandmother's walnut bread needs a day and little else.",
                    "Subscribe for a recipe every Sunday.",
                ]
            ),
            ("东莞市精密模具有限公司", ["我们专业生产注塑模具和五金配件。", "欢迎来电咨询。", "产品远销欧美。"]),
            ("Garten & Grill Onlineshop", ["Kostenloser Versand ab 50 Euro.", "Gasgrills, Möbel und Zubehör.", "Jetzt Angebote sichern."]),
            (
                "Brightfield Running Club",
                ["Training every Tuesday at the old stadium.", "Sign up for the ten-mile race in May.", "Results of the winter league."]
            ),
        ])
        var html = ""
        for round in 0..<6 {
            html +=
                "<section><h2>\(escaped(paragraphs[round % paragraphs.count]))</h2><p>\(escaped(paragraphs.joined(separator: " ")))</p></section>\n"
        }
        return FarmPage(html: bare(title, "<h1>\(escaped(title))</h1>\n\(html)", style: 1))
    }

    private func maintenance() -> FarmPage {
        let title = say([
            "en": ["We'll be back soon", "Scheduled maintenance", "Site under maintenance", "Down for maintenance"],
            "de": ["Wartungsarbeiten", "Wir sind bald zurück"],
            "fr": ["Site en maintenance", "Maintenance en cours"], "es": ["Sitio en mantenimiento", "Volvemos pronto"],
        ])
        let text = say(
            [
                "en": [
                    "We are performing scheduled maintenance and will be back online shortly.",
                    "Our website is currently undergoing maintenance. Thank you for your patience.",
                ],
                "de": ["Unsere Webseite wird gerade gewartet. Bitte versuchen Sie es später noch einmal."],
                "fr": ["Notre site est momentanément indisponible pour cause de maintenance."],
                "es": ["Estamos realizando tareas de mantenimiento. Volvemos enseguida."],
            ], 1)
        return FarmPage(html: bare(title, "<h1>\(escaped(title))</h1><p>\(escaped(text))</p>"))
    }
}

/// What the sites of one language call things.
struct Wording: Sendable {
    var home: String
    var find: [FarmDirectory.Family: String]
    var submit: String
    var contact: String
    var about: String
    var phone: String
    var email: String
    var address: String
    var website: String
    var licence: String
    var hours: String
    var firm: String
    var category: String
    var name: String
    var city: String
    var state: String
    var postalCode: String
    var next: String
    var previous: String
    var send: String
    var description: String
    var latest: String
    var byCity: String
    var showing: String
    var required: String
    var step: String
    /// Sentences a healthy page holds; some of them use the words of sick ones.
    var sentences: [String]

    static func of(_ language: String) -> Wording {
        switch language {
        case "de": german
        case "fr": french
        case "es": spanish
        default: english
        }
    }

    static let english = Wording(
        home: "Home", find: [.bar: "Find a Lawyer", .business: "Browse Businesses", .realtor: "Find an Agent"], submit: "Add Your Listing",
        contact: "Contact", about: "About Us", phone: "Phone", email: "Email", address: "Address", website: "Website",
        licence: "License No.",
        hours: "Hours", firm: "Firm", category: "Category", name: "Name", city: "City", state: "State / Province",
        postalCode: "ZIP / Postal code",
        next: "Next", previous: "Previous", send: "Submit", description: "Description", latest: "Newest members", byCity: "Browse by city",
        showing: "Showing", required: "required", step: "Step",
        sentences: [
            "Every entry in this directory is reviewed by our staff before it is published.",
            "If the person you are looking for is not found in the list, try searching by city or by area of practice.",
            "Members may sign in to edit their own listing, add opening hours or upload a photograph.",
            "Our phone lines are closed on public holidays and during the scheduled maintenance of the building.",
            "A captcha protects the contact form from automated messages; nothing else on this site asks for one.",
            "Several commercial properties for sale in the region are advertised by our members.",
            "This domain of the law changes quickly, and continuing education is expected of every member.",
            "The referral service is available Monday to Friday and costs nothing for the first half hour.",
            "Access denied by a landlord? Our members advise tenants on their rights.",
            "Coming soon: a series of free evening lectures on wills, leases and small claims.",
            "The annual conference brings together more than four hundred professionals from the whole region.",
            "We do not sell members' data, and we ask robots to crawl slowly.",
            "Please verify the standing of a professional before you retain them; the register is updated nightly.",
            "Under construction since spring, the new reading room will open to visitors in the autumn.",
            "Fees, where they apply, are set by the professionals themselves and not by this directory.",
            "Too many requests for the same appointment are answered in the order in which they arrive.",
            "Founded by eleven volunteers, the directory now lists members in every county.",
            "Buy this season's guide in print at our front desk, or read it here for free.",
        ])

    static let german = Wording(
        home: "Startseite", find: [.bar: "Anwalt finden", .business: "Firmen suchen", .realtor: "Makler finden"],
        submit: "Eintrag hinzufügen",
        contact: "Kontakt", about: "Über uns", phone: "Telefon", email: "E-Mail", address: "Anschrift", website: "Webseite",
        licence: "Mitgliedsnummer", hours: "Öffnungszeiten", firm: "Kanzlei / Firma", category: "Rubrik", name: "Name", city: "Ort",
        state: "Bundesland", postalCode: "PLZ", next: "Weiter", previous: "Zurück", send: "Absenden", description: "Beschreibung",
        latest: "Neue Mitglieder", byCity: "Nach Ort", showing: "Angezeigt", required: "Pflichtfeld", step: "Schritt",
        sentences: [
            "Jeder Eintrag wird vor der Veröffentlichung von unserer Redaktion geprüft.",
            "Wurde der gesuchte Name nicht gefunden, hilft oft die Suche nach Ort oder Fachgebiet.",
            "Mitglieder können sich anmelden, um ihren Eintrag zu ändern.",
            "Wegen Wartungsarbeiten am Aufzug bitten wir Besucher, die Treppe zu benutzen.",
            "Häuser und Wohnungen, die zu verkaufen sind, finden Sie bei unseren Mitgliedern.",
            "Diese Domain des Rechts ändert sich schnell, Fortbildung ist Pflicht.",
            "Das Verzeichnis wird jede Nacht aktualisiert und ist für Besucher kostenlos.",
            "Die Geschäftsstelle ist werktags von neun bis sechzehn Uhr erreichbar.",
            "Ein Captcha schützt das Kontaktformular vor Werbung.", "Die Jahrestagung findet in diesem Jahr im alten Rathaus statt.",
        ])

    static let french = Wording(
        home: "Accueil", find: [.bar: "Trouver un avocat", .business: "Entreprises", .realtor: "Trouver un agent"],
        submit: "Ajouter une fiche",
        contact: "Contact", about: "À propos", phone: "Téléphone", email: "Courriel", address: "Adresse", website: "Site web",
        licence: "N° d'inscription", hours: "Horaires", firm: "Cabinet / Société", category: "Rubrique", name: "Nom", city: "Ville",
        state: "Région", postalCode: "Code postal", next: "Suivant", previous: "Précédent", send: "Envoyer", description: "Présentation",
        latest: "Nouveaux membres", byCity: "Par ville", showing: "Affichage", required: "obligatoire", step: "Étape",
        sentences: [
            "Chaque fiche est relue par notre équipe avant sa publication.",
            "Si la personne recherchée est introuvable, essayez par ville ou par spécialité.",
            "Les membres peuvent se connecter pour modifier leur fiche.",
            "L'ascenseur est en maintenance ; merci d'emprunter l'escalier de la cour.",
            "Plusieurs biens à vendre dans la région sont présentés par nos membres.",
            "L'annuaire est mis à jour chaque nuit et sa consultation est gratuite.",
            "Un captcha protège le formulaire de contact des messages automatiques.",
            "Le congrès annuel réunit plus de trois cents professionnels.", "L'accès est refusé aux animaux, sauf aux chiens d'assistance.",
        ])

    static let spanish = Wording(
        home: "Inicio", find: [.bar: "Buscar abogado", .business: "Empresas", .realtor: "Buscar agente"], submit: "Añadir ficha",
        contact: "Contacto", about: "Quiénes somos", phone: "Teléfono", email: "Correo electrónico", address: "Dirección",
        website: "Sitio web",
        licence: "N.º de colegiado", hours: "Horario", firm: "Despacho / Empresa", category: "Categoría", name: "Nombre", city: "Ciudad",
        state: "Provincia", postalCode: "Código postal", next: "Siguiente", previous: "Anterior", send: "Enviar",
        description: "Descripción",
        latest: "Nuevos miembros", byCity: "Por ciudad", showing: "Mostrando", required: "obligatorio", step: "Paso",
        sentences: [
            "Cada ficha se revisa antes de su publicación.", "Si no se ha encontrado a quien busca, pruebe por ciudad o especialidad.",
            "Los miembros pueden iniciar sesión para modificar su ficha.",
            "Durante el mantenimiento del ascensor, la entrada es por la calle lateral.",
            "Nuestros miembros anuncian varios inmuebles en venta en la región.",
            "El directorio se actualiza cada noche y su consulta es gratuita.",
            "Un captcha protege el formulario de contacto.", "El congreso anual reúne a más de trescientos profesionales.",
        ])
}

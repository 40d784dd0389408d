extension Vocabulary {
    private static let englishTrades: [FarmDirectory.Family: [String]] = [
        .bar: [
            "Family law", "Criminal defense", "Estate planning", "Immigration", "Personal injury", "Employment law", "Tax law",
            "Bankruptcy",
            "Real estate law", "Intellectual property",
        ],
        .business: [
            "Plumbing", "Bakery", "Auto Repair", "Dental Care", "Landscaping", "Roofing", "Accounting", "Catering", "Electric", "Florist",
            "Veterinary Clinic", "Printing",
        ],
        .realtor: ["Residential sales", "Commercial leasing", "Relocation", "First-time buyers", "Luxury homes", "Property management"],
    ]
    private static let englishFirst = [
        "James", "Mary", "Robert", "Patricia", "Aisha", "Wei", "Linda", "David", "Susan", "Carlos", "Karen", "Thomas", "Nancy", "Daniel",
        "Priya", "Emily", "Omar", "Grace", "Kevin", "Hannah", "Samuel", "Olivia", "Ethan", "Zoë", "Peter", "Maya",
    ]
    private static let englishLast = [
        "Smith", "Johnson", "O'Brien", "Garcia", "Miller", "Nguyen", "Patel", "Anderson", "Taylor", "Moore", "Jackson", "Lee", "Whitaker",
        "Thompson", "Okafor", "Harris", "Clark", "Lewis", "Robinson", "Kowalski", "Young", "Hernandez", "King", "Wright", "Scott",
        "McAllister",
    ]
    private static let englishHours = [
        "Mon-Fri 9:00 am - 5:00 pm", "Monday to Friday, 8:30 - 17:30", "Mon-Thu 8am-6pm, Fri 8am-4pm", "Open daily 10:00 - 19:00",
        "By appointment",
    ]

    static let us = Vocabulary(
        places: [
            Place("Columbus", "OH", "OH", ["614", "380"], "432", "Ohio"), Place("Cleveland", "OH", "OH", ["216"], "441", "Ohio"),
            Place("Austin", "TX", "TX", ["512", "737"], "787", "Texas"), Place("Houston", "TX", "TX", ["713", "281"], "770", "Texas"),
            Place("Sacramento", "CA", "CA", ["916"], "958", "California"),
            Place("San Diego", "CA", "CA", ["619", "858"], "921", "California"),
            Place("Albany", "NY", "NY", ["518"], "122", "New York"), Place("Buffalo", "NY", "NY", ["716"], "142", "New York"),
            Place("Orlando", "FL", "FL", ["407"], "328", "Florida"), Place("Denver", "CO", "CO", ["303", "720"], "802", "Colorado"),
            Place("Portland", "OR", "OR", ["503", "971"], "972", "Oregon"), Place("Madison", "WI", "WI", ["608"], "537", "Wisconsin"),
            Place("Nashville", "TN", "TN", ["615"], "372", "Tennessee"), Place("Phoenix", "AZ", "AZ", ["602", "480"], "850", "Arizona"),
        ],
        firstNames: englishFirst, lastNames: englishLast,
        streets: [
            "Main Street", "Oak Avenue", "N High St", "Maple Drive", "Washington Blvd", "E Broad Street", "Park Place", "Sunset Road",
            "W 5th Ave",
            "Commerce Parkway", "Elm Street", "Lake Shore Dr",
        ],
        trades: englishTrades, hours: englishHours)

    static let ca = Vocabulary(
        places: [
            Place("Toronto", "ON", "ON", ["416", "647"], "M5", "Ontario"), Place("Ottawa", "ON", "ON", ["613"], "K1", "Ontario"),
            Place("Vancouver", "BC", "BC", ["604", "778"], "V6", "British Columbia"),
            Place("Calgary", "AB", "AB", ["403"], "T2", "Alberta"),
            Place("Halifax", "NS", "NS", ["902"], "B3", "Nova Scotia"), Place("Winnipeg", "MB", "MB", ["204"], "R3", "Manitoba"),
        ],
        firstNames: englishFirst, lastNames: englishLast + ["Tremblay", "Gagnon", "Singh", "MacDonald"],
        streets: [
            "King Street West", "Yonge Street", "Bank Street", "Granville Street", "Portage Avenue", "Barrington Street", "8 Avenue SW",
        ],
        trades: englishTrades, hours: englishHours)

    static let uk = Vocabulary(
        places: [
            Place("London", "Greater London", "LND", ["20 7", "20 8"], "EC", "London"),
            Place("Leeds", "West Yorkshire", "LDS", ["113"], "LS", "Yorkshire"),
            Place("Bristol", "Bristol", "BST", ["117"], "BS", "Bristol"),
            Place("Manchester", "Greater Manchester", "MAN", ["161"], "M", "Manchester"),
            Place("Cardiff", "Cardiff", "CRF", ["29 2"], "CF", "Wales"),
        ].map { place in
            var place = place
            // Area codes of two digits carry the first digit of the local number along.
            place.areaCodes = place.areaCodes.map { $0.filter { $0 != " " } }
            return place
        },
        firstNames: englishFirst + ["Alastair", "Imogen", "Rhys"], lastNames: englishLast + ["Davies", "Hughes", "Pemberton", "Ashworth"],
        streets: [
            "High Street", "Station Road", "Church Lane", "Victoria Road", "The Green", "Queen Street", "Mill Lane", "St James's Square",
        ],
        trades: englishTrades, hours: englishHours)

    static let au = Vocabulary(
        places: [
            Place("Sydney", "NSW", "NSW", ["2"], "200", "New South Wales"), Place("Melbourne", "VIC", "VIC", ["3"], "300", "Victoria"),
            Place("Brisbane", "QLD", "QLD", ["7"], "400", "Queensland"), Place("Perth", "WA", "WA", ["8"], "600", "Western Australia"),
        ],
        firstNames: englishFirst, lastNames: englishLast,
        streets: ["George Street", "Collins Street", "Queen Street", "Hay Street", "Pitt Street"],
        trades: englishTrades, hours: englishHours)

    static let de = Vocabulary(
        places: [
            Place("Köln", "Nordrhein-Westfalen", "NW", ["221"], "506", "Nordrhein-Westfalen"),
            Place("München", "Bayern", "BY", ["89"], "803", "Bayern"),
            Place("Hamburg", "Hamburg", "HH", ["40"], "200", "Hamburg"), Place("Leipzig", "Sachsen", "SN", ["341"], "041", "Sachsen"),
            Place("Stuttgart", "Baden-Württemberg", "BW", ["711"], "701", "Baden-Württemberg"),
            Place("Berlin", "Berlin", "BE", ["30"], "101", "Berlin"),
        ],
        firstNames: [
            "Anna", "Jürgen", "Katrin", "Stefan", "Sabine", "Lukas", "Heike", "Mehmet", "Ute", "Björn", "Claudia", "Felix", "Renate",
            "Jörg",
        ],
        lastNames: [
            "Müller", "Schmidt", "Weber", "Schäfer", "Krüger", "Yılmaz", "Hoffmann", "Groß", "Lehmann", "Vogel", "Brandt", "Köhler",
            "Jäger",
        ],
        streets: ["Hauptstraße", "Bahnhofstraße", "Lindenallee", "Goethestraße", "Am Markt", "Schillerplatz", "Gartenweg", "Königsallee"],
        trades: [
            .bar: ["Familienrecht", "Strafrecht", "Arbeitsrecht", "Erbrecht", "Mietrecht", "Steuerrecht"],
            .business: ["Bäckerei", "Elektrotechnik", "Malerbetrieb", "Autohaus", "Steuerberatung", "Druckerei", "Gartenbau"],
            .realtor: ["Wohnimmobilien", "Gewerbeimmobilien", "Hausverwaltung", "Neubau"],
        ],
        hours: ["Mo-Fr 9:00 - 18:00 Uhr", "Mo-Do 8-17 Uhr, Fr 8-14 Uhr", "nach Vereinbarung"])

    static let fr = Vocabulary(
        places: [
            Place("Lyon", "Rhône", "ARA", ["4"], "690", "Auvergne-Rhône-Alpes"),
            Place("Lille", "Nord", "HDF", ["3"], "590", "Hauts-de-France"),
            Place("Paris", "Paris", "IDF", ["1"], "750", "Île-de-France"),
            Place("Nantes", "Loire-Atlantique", "PDL", ["2"], "440", "Pays de la Loire"),
        ],
        firstNames: ["Camille", "Éric", "Hélène", "Julien", "Chloé", "François", "Noémie", "Karim", "Sylvie", "Benoît", "Amélie", "Théo"],
        lastNames: ["Martin", "Bernard", "Lefèvre", "Moreau", "Girard", "Benali", "Dupont", "Fontaine", "Chevalier", "Mercier", "Garnier"],
        streets: [
            "rue de la République", "avenue Victor Hugo", "boulevard Gambetta", "place du Marché", "rue des Écoles", "quai Saint-Michel",
        ],
        trades: [
            .bar: ["Droit de la famille", "Droit pénal", "Droit du travail", "Droit fiscal", "Droit immobilier"],
            .business: ["Boulangerie", "Plomberie", "Garage", "Imprimerie", "Fleuriste", "Menuiserie"],
            .realtor: ["Vente résidentielle", "Location", "Gestion locative", "Immobilier d'entreprise"],
        ],
        hours: ["Du lundi au vendredi, 9h - 18h", "Lun-Sam 8h30-19h", "Sur rendez-vous"])

    static let es = Vocabulary(
        places: [
            Place("Sevilla", "Sevilla", "AN", ["954"], "410", "Andalucía"),
            Place("Valencia", "Valencia", "VC", ["963"], "460", "Comunidad Valenciana"),
            Place("Madrid", "Madrid", "MD", ["915"], "280", "Madrid"), Place("Bilbao", "Bizkaia", "PV", ["944"], "480", "País Vasco"),
        ],
        firstNames: ["María", "José", "Lucía", "Javier", "Íñigo", "Carmen", "Andrés", "Sofía", "Raúl", "Begoña", "Martín", "Elena"],
        lastNames: ["García", "Fernández", "Núñez", "López", "Ibáñez", "Muñoz", "Romero", "Domínguez", "Ortega", "Peña", "Vázquez"],
        streets: ["Calle Mayor", "Avenida de la Constitución", "Plaza de España", "Calle Real", "Paseo Marítimo", "Gran Vía"],
        trades: [
            .bar: ["Derecho de familia", "Derecho penal", "Derecho laboral", "Derecho fiscal", "Extranjería"],
            .business: ["Panadería", "Fontanería", "Taller", "Imprenta", "Floristería", "Carpintería"],
            .realtor: ["Venta residencial", "Alquiler", "Locales comerciales", "Obra nueva"],
        ],
        hours: ["Lunes a viernes, 9:00 - 18:00", "L-V 9-14 y 16-19 h", "Con cita previa"])
}

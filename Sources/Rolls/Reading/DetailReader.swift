import HTML
import Listings

/// What the page of one listing says by labels beside values: rows of tables, terms and their descriptions, and paragraphs that open with a
/// name in bold. Nothing is taken that has no label; a value is read by what its label announces, or not at all.
struct DetailReader {
    private let document: Document
    private let values: LabelledValue
    /// Labels that are read at most: a page of one listing has a few dozen.
    private static let mostLabels = 400

    init(_ document: Document, _ context: ReadingContext) {
        self.document = document
        values = LabelledValue(context)
    }

    var fields: ListingFields {
        var fields = ListingFields()
        var labels = 0
        var next = document.firstElement(in: document.root)
        while let element = next, labels < Self.mostLabels {
            next = document.elementAfter(element, within: document.root)
            guard isLabel(element), let kind = DetailLabels.kind(of: text(of: element)), let value = value(beside: element) else {
                continue
            }
            labels += 1
            if let read = values.read(value, as: kind) { fields.add(read, as: kind) }
        }
        return fields
    }

    private func isLabel(_ element: NodeID) -> Bool {
        document.isHTML(element, .th) || document.isHTML(element, .dt) || document.isHTML(element, .b) || document.isHTML(element, .strong)
            || document.isHTML(element, .label)
    }

    private func text(of element: NodeID) -> String { PageText.collapsed(document.visibleText(of: element)) }

    /// What stands beside a label: the next element, or else the text behind it.
    private func value(beside label: NodeID) -> String? {
        var place = document.nextSibling(of: label)
        while let node = place {
            if document.isElement(node) { return isLabel(node) ? nil : text(of: node) }
            let text = PageText.collapsed(document.textContent(of: node))
            if document.isText(node), !text.isEmpty, text != ":" {
                return text.hasPrefix(":") ? PageText.collapsed(String(text.dropFirst())) : text
            }
            place = document.nextSibling(of: node)
        }
        return nil
    }
}

/// Words that stand beside the values of one listing's page.
enum DetailLabels {
    /// The kind that a label announces; nil for a label of none.
    static func kind(of label: String) -> FieldKind? {
        guard label.utf8.count <= 60 else { return nil }
        let words = label.lowercased().split { !$0.isLetter }.map(String.init)
        guard !words.isEmpty, words.count <= 5 else { return nil }
        if let whole = table[words.joined(separator: " ")] { return whole }
        return words.lazy.compactMap { table[$0] }.first
    }

    private static let table: [String: FieldKind] = {
        var table: [String: FieldKind] = [:]
        func add(_ kind: FieldKind, _ words: String) { for word in words.split(separator: ",") { table[String(word)] = kind } }
        add(.telephone, "phone,telephone,tel,mobile,cell,telefon,mobil,téléphone,tél,teléfono,móvil")
        add(.faxNumber, "fax,facsimile,telefax,télécopie")
        add(.email, "email,mail,e mail,courriel,correo,correo electrónico")
        add(.url, "website,web,homepage,webseite,site web,site,sitio,sitio web,internet")
        add(.address, "address,anschrift,adresse,dirección,location")
        add(
            .organization, "firm,company,organization,organisation,office,employer,brokerage,kanzlei,firma,cabinet,société,despacho,empresa"
        )
        add(.category, "category,categories,practice area,practice areas,specialty,rubrik,rubrique,categoría,fachgebiet")
        add(
            .license,
            "license,licence,bar number,license number,license no,mitgliedsnummer,inscription,colegiado,lizenz,registration number")
        add(.openingHours, "hours,opening hours,öffnungszeiten,horaires,horario")
        return table
    }()
}

/// A way in which a directory of the simulated web comes to look otherwise than it did, with the same records. What it makes of a site follows
/// from the plan's seed and the site alone.
package enum Redesign: String, CaseIterable, Sendable {
    /// Other class names.
    case renamedClasses = "renamed_classes"
    /// Cards where a table was, and so on.
    case otherLayout = "other_layout"
    /// The fields stand in another order.
    case reorderedFields = "reordered_fields"
    /// Other words beside the values and at the heads of columns.
    case otherLabels = "other_labels"
    /// New elements around the list, around each record, and around its values.
    case wrapped
    /// The name is no link any more; a link of its own leads to the record's page.
    case separateLinks = "separate_links"
    /// Pages are addressed in another way, and the links to them read otherwise.
    case otherPaging = "other_paging"
    /// The parts of an address and of a name each in an element of their own.
    case splitFields = "split_fields"
    /// The records' own pages at addresses that say nothing.
    case hashedIDs = "hashed_ids"
    /// The list at another address; nothing is left at the old one.
    case movedList = "moved_list"
}

extension FarmDirectory {
    /// The directory as it looks after a redesign; nil for as it always did.
    package func redesigned(as redesign: Redesign?) -> FarmDirectory {
        var site = self
        site.redesign = redesign
        switch redesign {
        case .otherLayout:
            site.layout =
                switch layout {
                case .table: .cards
                case .cards: .table
                case .definitionList: .nestedLists
                case .nestedLists: .definitionList
                }
        case .otherPaging:
            site.paging =
                switch paging {
                case .query: .path
                case .path: .offset
                case .offset: .query
                }
        default: break
        }
        return site
    }

    /// What stands at the end of the address of a record's own page.
    func pageName(_ listing: FarmListing) -> String { redesign == .hashedIDs ? hashedName(listing.index) : listing.slug }

    /// Unlike for all records of a site: an odd factor makes a permutation of 32 bits.
    func hashedName(_ number: Int) -> String {
        "r" + String((UInt64(number + 1) &* 0x9E37_79B1 &+ UInt64(index) &* 0x85EB_CA6B) & 0xFFFF_FFFF, radix: 16)
    }
}

extension Wording {
    /// The same with other words beside the values.
    var relabelled: Wording {
        var words = self
        switch home {
        case Wording.german.home:
            (words.phone, words.email, words.address, words.website) = ("Rufnummer", "Elektronische Post", "Sitz", "Im Netz")
            (words.licence, words.hours, words.firm) = ("Zulassung", "Geöffnet", "Tätig bei")
            (words.category, words.name) = ("Gebiet", "Eintrag")
        case Wording.french.home:
            (words.phone, words.email, words.address, words.website) = ("Ligne directe", "Messagerie", "Bureau", "En ligne")
            (words.licence, words.hours, words.firm) = ("Matricule", "Ouvert", "Exerce chez")
            (words.category, words.name) = ("Domaine", "Fiche")
        case Wording.spanish.home:
            (words.phone, words.email, words.address, words.website) = ("Línea directa", "Buzón", "Domicilio", "En la red")
            (words.licence, words.hours, words.firm) = ("Registro", "Abierto", "Trabaja en")
            (words.category, words.name) = ("Materia", "Ficha")
        default:
            (words.phone, words.email, words.address, words.website) = ("Direct line", "Write to", "Where", "Online at")
            (words.licence, words.hours, words.firm) = ("Admission", "Doors", "Works at")
            (words.category, words.name) = ("Field", "Who")
        }
        return words
    }
}

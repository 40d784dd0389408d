import Cleaning
import Directories
import Listings
package import Settings

/// Puts the place of a record's address beside it, by a table of the user's: no service is asked, and nothing is reckoned.
///
/// ```yaml
/// - geocode:
///     table: tables/places.csv      # latitude and longitude by postal_code, or by city and state; country where several are in it
///     fields: {postal_code: zip, city: city, state: state, country: country, address: address}
///     country: US                   # of records and rows that name none
///     into: geo                     # {latitude, longitude} as schema.org has it
///     by: geo_by                    # postal_code or city: what it was found by
///     required: false               # whether a record without a place is an error
/// ```
package struct GeocodeStage: TableStage {
    package static let kind = "geocode"
    /// The fields of listings.
    static let usual = [
        ("postal_code", "postalCode"), ("city", "addressLocality"), ("state", "addressRegion"), ("country", "addressCountry"),
        ("address", "address"),
    ]

    var table: String
    /// By part of an address.
    var fields: [String: RecordExpression]
    var country: String?
    var into: String
    var by: String?
    var isRequired: Bool

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> GeocodeStage? {
        guard let group = reader.group(node, at: path, keys: ["table", "fields", "country", "into", "by", "required"]) else { return nil }
        let before = reader.problems.count
        var fields: [String: RecordExpression] = [:]
        let given = group.node("fields").flatMap { reader.group($0, at: group.path("fields"), keys: usual.map(\.0)) }
        for (part, column) in usual {
            if let given {
                guard let node = given.node(part), let text = reader.value(node, .string("a field or an expression"), at: given.path(part))
                else { continue }
                fields[part] = reader.expression(text, node, given.path(part))
            } else {
                fields[part] = try? RecordExpression(column)
            }
        }
        let name = SettingKind<String>.string("a field's name")
        let country = group.value("country", .string("a country's code, such as US"), &reader)
        let into = group.value("into", name, &reader) ?? "geo"
        let by = group.value("by", name, &reader)
        let isRequired = group.value("required", .boolean, &reader) ?? false
        guard let table = group.value("table", .string("a path to a CSV file"), &reader) else {
            if !group.has("table") { reader.missing("table", in: group, remedy: "add table: tables/places.csv") }
            return nil
        }
        guard reader.problems.count == before else { return nil }
        return GeocodeStage(table: table, fields: fields, country: country, into: into, by: by, isRequired: isRequired)
    }

    package func open(_ context: RunContext) async throws -> any TableLookup {
        GeocodeLookup(stage: self, table: try PlaceTable(try await TableFile.read(context.path(table)), country: country))
    }
}

/// The stage with its table.
struct GeocodeLookup: TableLookup {
    let stage: GeocodeStage
    let table: PlaceTable

    func apply(_ record: inout Record, _ unmatched: inout [String]) throws(RecordFault) -> Bool {
        // What the page itself says of its place is better than a table.
        if let known = record[stage.into], known != .null, known != .text("") { return true }
        var address = PlaceTable.Address(
            postalCode: try text("postal_code", record), city: try text("city", record), state: try text("state", record),
            country: try text("country", record))
        if address.isEmpty { try takeApart(try text("address", record), &address) }
        guard !address.isEmpty else {
            return try lacking("it has neither a postal code nor a city, and no address of the United States that names one", &record)
        }
        guard let (place, by) = table.place(of: address) else {
            unmatched.append(address.description)
            return try lacking("the table has no place for \(address)", &record)
        }
        record[stage.into] = .map([
            FieldValue.Member("latitude", .number(place.latitude)), FieldValue.Member("longitude", .number(place.longitude)),
        ])
        if let field = stage.by { record[field] = .text(by.rawValue) }
        return true
    }

    /// An address on one line, where it is one of the United States or nothing says of which country it is.
    private func takeApart(_ line: String, _ address: inout PlaceTable.Address) throws(RecordFault) {
        let country = address.country.isEmpty ? stage.country ?? "US" : address.country
        guard !line.isEmpty, CountryNames.country(country)?.rawValue == "US", let parser = AddressParser.shared else { return }
        let parts = parser.components(of: NameForm.plain(line))
        address.postalCode = parts.postalCode ?? ""
        address.city = parts.city ?? ""
        if address.state.isEmpty { address.state = parts.region ?? "" }
    }

    private func lacking(_ reason: String, _ record: inout Record) throws(RecordFault) -> Bool {
        if stage.isRequired { throw RecordFault(reason) }
        record[stage.into] = .null
        if let field = stage.by { record[field] = .null }
        return true
    }

    private func text(_ part: String, _ record: Record) throws(RecordFault) -> String {
        RecordFunction.spaced(try stage.fields[part]?.value(of: record)?.shownText ?? "")
    }
}

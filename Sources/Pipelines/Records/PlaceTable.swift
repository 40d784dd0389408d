import Cleaning
import Directories
import Listings

/// Places by postal code, and by city and state, as a table of the user's has them.
struct PlaceTable: Sendable {
    /// As the table writes them, in degrees (WGS 84).
    struct Place: Sendable, Hashable {
        var latitude: String
        var longitude: String
    }

    enum Way: String, Sendable {
        case postalCode = "postal_code"
        case city
    }

    /// The parts of a record's address; empty where there is none.
    struct Address: Sendable, CustomStringConvertible {
        var postalCode = ""
        var city = ""
        var state = ""
        var country = ""

        var isEmpty: Bool { postalCode.isEmpty && city.isEmpty }
        var description: String { [postalCode, city, state, country].filter { !$0.isEmpty }.joined(separator: ", ") }
    }

    private struct Row {
        var place: Place
        var city: String
        var state: String
        var country: String
    }

    private var rows: [Row] = []
    private var byCode: [String: [Int32]] = [:]
    private var byCity: [String: [Int32]] = [:]
    private let home: String

    /// - Parameter country: Of rows and records that name none.
    /// - Throws: ``PipelineError`` `input` with file and line.
    init(_ file: TableFile, country: String?) throws {
        home = Self.country(country ?? "")
        func column(_ names: [String], _ what: String) throws -> Int {
            if let column = file.column(names) { return column }
            throw TableFile.mistake(file.path, 1, "there is no column \(what)", "The columns are \(file.header.joined(separator: ", ")).")
        }
        let latitude = try column(["latitude", "lat"], "latitude")
        let longitude = try column(["longitude", "lon", "lng", "long"], "longitude")
        let code = file.column(["postalcode", "zip", "zipcode", "postcode", "plz", "zcta"])
        let city = file.column(["city", "place", "placename", "locality", "addresslocality", "town"])
        let state = file.column(["state", "statecode", "stateid", "region", "province", "addressregion"])
        let nation = file.column(["country", "countrycode", "addresscountry"])
        guard code != nil || city != nil else {
            throw TableFile.mistake(
                file.path, 1, "there is neither a column postal_code nor a column city",
                "The columns are \(file.header.joined(separator: ", ")).")
        }
        rows.reserveCapacity(file.rows.count)
        for (line, cells) in file.rows {
            func text(_ column: Int?) -> String { column.map { cells[$0] } ?? "" }
            guard let place = Self.place(cells[latitude], cells[longitude]) else {
                throw TableFile.mistake(
                    file.path, line, "\(cells[latitude]), \(cells[longitude]) is no place",
                    "Latitudes are numbers from -90 to 90, longitudes from -180 to 180.")
            }
            let nation = text(nation).isEmpty ? home : Self.country(text(nation))
            let row = Row(place: place, city: Self.city(text(city)), state: Self.state(text(state), nation), country: nation)
            let number = Int32(rows.count)
            rows.append(row)
            let key = Self.code(text(code))
            if !key.isEmpty { byCode[key, default: []].append(number) }
            if !row.city.isEmpty { byCity[row.city, default: []].append(number) }
        }
    }

    /// The place of an address: by its postal code, by the part of the code before its separator where the table has those, else by city and
    /// state. Rows that contradict what the address says are none of it. Where rows of several countries or states remain, there is no place.
    func place(of address: Address) -> (place: Place, by: Way)? {
        let country = address.country.isEmpty ? home : Self.country(address.country)
        let state = Self.state(address.state, country)
        let city = Self.city(address.city)
        let areas = address.postalCode.split { $0 == " " || $0 == "-" }
        for code in areas.count > 1 ? [Self.code(address.postalCode), Self.code(String(areas[0]))] : [Self.code(address.postalCode)] {
            let found = rows(byCode[code], in: country, state)
            if let row = found.first(where: { $0.city == city }) ?? found.first, Self.agree(found) { return (row.place, .postalCode) }
        }
        // A city without its state may be any of several.
        let found = city.isEmpty ? [] : rows(byCity[city], in: country, state)
        guard let row = found.first, Self.agree(found) else { return nil }
        return (row.place, .city)
    }

    private func rows(_ numbers: [Int32]?, in country: String, _ state: String) -> [Row] {
        (numbers ?? []).map { rows[Int($0)] }.filter { row in
            (country.isEmpty || row.country.isEmpty || row.country == country) && (state.isEmpty || row.state.isEmpty || row.state == state)
        }
    }

    private static func agree(_ rows: [Row]) -> Bool {
        rows.allSatisfy { $0.country == rows[0].country && $0.state == rows[0].state }
    }

    // MARK: Normal forms

    private static func place(_ latitude: String, _ longitude: String) -> Place? {
        guard let north = FieldValue.text(latitude).magnitude, abs(north) <= 90, let east = FieldValue.text(longitude).magnitude,
            abs(east) <= 180, let a = FieldValue.number(north)?.shownText, let b = FieldValue.number(east)?.shownText
        else { return nil }
        return Place(latitude: a, longitude: b)
    }

    private static func code(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.uppercased().unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }))
    }

    private static func country(_ text: String) -> String { CountryNames.country(text)?.rawValue ?? FoldedText.of(text) }

    /// Its code where it is a state of a country whose states are known: "Texas" is "TX".
    private static func state(_ text: String, _ country: String) -> String {
        guard !text.isEmpty else { return "" }
        let countries = country.isEmpty ? ["US", "CA", "AU"] : [country]
        for code in countries {
            if let country = Country(rawValue: code), let state = RegionNames.code(of: text, in: country) { return state }
        }
        return FoldedText.of(text)
    }

    /// "St. Paul" is "Saint Paul".
    private static func city(_ text: String) -> String {
        let short = ["st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"]
        return FoldedText.of(text).split(separator: " ").map { short[String($0)] ?? String($0) }.joined(separator: " ")
    }
}

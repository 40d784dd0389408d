extension ColumnKind {
    /// What a column holds, by its values and its header. Values weigh more where they speak clearly (a column of e-mail addresses is one,
    /// whatever it is called); the header decides between kinds whose values look alike.
    init(header: String, profile: ColumnProfile) {
        let words = Self.words(header)
        if profile.filled == 0 || profile.distinct <= 1 && profile.rows > 2 || Self.isAnswer(words) {
            self = .ignored
            return
        }
        if profile.emailLike > 0.6 {
            self = .email
        } else if profile.urlLike > 0.6 {
            self = .url
        } else if let named = Self.named(words, profile) {
            self = named
        } else {
            self = Self.shaped(profile)
        }
    }

    /// The words of a header: `givenName`, `given_name` and `Given Name` are the same two.
    static func words(_ header: String) -> [String] {
        var words: [String] = []
        var word = ""
        var lowerBefore = false
        for character in header.unicodeScalars {
            let letter = character.properties.isAlphabetic || character.properties.numericType != nil
            if !letter || character.properties.isUppercase && lowerBefore {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if letter { word += character.properties.lowercaseMapping }
            lowerBefore = letter && !character.properties.isUppercase
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    /// Columns that hold what is to be found out.
    private static func isAnswer(_ words: [String]) -> Bool {
        let name = words.joined(separator: " ")
        return [
            "cluster", "cluster id", "entity id", "true id", "match id", "label", "ground truth", "is match", "duplicate", "duplicate of",
            "gold",
            "canonical id", "is duplicate",
        ].contains(name)
    }

    /// The kind that a header names, if its values do not contradict.
    private static func named(_ words: [String], _ profile: ColumnProfile) -> ColumnKind? {
        let set = Set(words)
        func has(_ candidates: String...) -> Bool { candidates.contains { set.contains($0) } }
        let joined = words.joined()
        if has("phone", "telephone", "tel", "fax", "mobile", "cell", "telefon") || joined.contains("phone"), profile.withDigits > 0.5 {
            return .phone
        }
        if has("email", "mail"), profile.emailLike > 0.3 { return .email }
        if has("url", "website", "web", "homepage", "link"), profile.urlLike > 0.2 || profile.averageWords < 1.3 { return .url }
        if has("zip", "postcode", "postal", "zipcode", "plz", "eircode"), profile.averageWords < 2.5, profile.withDigits > 0.5 {
            return .postalCode
        }
        if has("dob", "birth", "birthdate", "birthday", "date", "released", "released", "founded", "born"), profile.dateLike > 0.4 {
            return .date
        }
        if has("first", "given", "forename", "fname", "firstname", "givenname", "middle"), profile.withDigits < 0.3,
            profile.averageWords < 2.2
        {
            return .givenName
        }
        if has("last", "surname", "family", "lname", "lastname", "familyname", "maiden"), profile.withDigits < 0.3,
            profile.averageWords < 2.5
        {
            return .familyName
        }
        if set.isSuperset(of: ["house", "number"]) || set.isSuperset(of: ["street", "number"]) || has("housenumber", "streetnumber"),
            profile.withDigits > 0.7
        {
            return .houseNumber
        }
        if has("address", "addr", "street", "address1", "address2", "strasse", "road"), profile.averageWords >= 1 {
            return profile.digitsOnly > 0.7 ? .houseNumber : .address
        }
        if has("city", "town", "suburb", "locality", "municipality", "county", "neighborhood", "district", "ort", "village"),
            profile.withLetters > 0.8
        {
            return .place
        }
        if has("state", "province", "region", "country", "sex", "gender", "status"), profile.distinct <= 400 { return .code }
        if has("category", "type", "cuisine", "genre", "style", "kind", "industry", "class", "specialty", "practice"),
            profile.withLetters > 0.8
        {
            return .category
        }
        if has("description", "abstract", "summary", "notes", "comment", "bio"), profile.averageWords > 4 { return .text }
        if has(
            "ssn", "license", "licence", "npi", "isbn", "issn", "ean", "upc", "sku", "vat", "doi", "registration", "model", "modelno", "mpn"
        )
            || set.isSuperset(of: ["soc", "sec"]) || words.last == "id" || words.last == "no"
            || words.last == "code" && profile.uniqueness > 0.5,
            profile.averageWords < 2, profile.uniqueness > 0.05
        {
            return .identifier
        }
        if has(
            "name", "title", "organisation", "organization", "company", "business", "firm", "author", "authors", "artist", "product",
            "person"),
            profile.withLetters > 0.6
        {
            return profile.averageWords > 14 ? .text : .name
        }
        if has("price", "amount", "cost", "revenue", "employees", "rating", "year", "age", "lat", "lon", "lng", "latitude", "longitude"),
            profile.numberLike > 0.4
        {
            return .number
        }
        return nil
    }

    /// The kind that values alone speak for.
    private static func shaped(_ profile: ColumnProfile) -> ColumnKind {
        if profile.dateLike > 0.8 { return .date }
        if profile.phoneLike > 0.7 { return .phone }
        if profile.addressLike > 0.5 { return .address }
        if profile.digitsOnly > 0.9 {
            if profile.evenLength, profile.commonLength == 5 { return .postalCode }
            if profile.uniqueness > 0.5, profile.averageLength >= 5 { return .identifier }
            return profile.distinct <= 30 ? .code : .number
        }
        if profile.numberLike > 0.8 { return .number }
        if profile.averageWords < 1.5, profile.withDigits > 0.7, profile.uniqueness > 0.3 { return .identifier }
        if profile.averageWords > 12 { return .text }
        if profile.distinct <= 60, profile.uniqueness < 0.2 { return profile.averageLength <= 4 ? .code : .category }
        if profile.averageWords < 1.6, profile.uniqueness < 0.3 { return .place }
        return .name
    }
}

/// The columns of one or more tables set side by side, each with what it holds.
package struct ColumnPlan: Sendable {
    /// One thing that is compared, and the column it has in each table; nil where a table lacks it.
    package struct Field: Sendable, Hashable {
        package var name: String
        package var kind: ColumnKind
        package var places: [Int?]
    }

    package var fields: [Field]
    /// The column of each table that names its rows; nil where rows are named by their number.
    package var idColumns: [Int?]

    /// More fields than this are not compared; those that are filled most and distinguish best are kept.
    static let fieldLimit = 16

    /// A plan that is known beforehand.
    init(fields: [Field], tables: Int) {
        self.fields = fields
        idColumns = Array(repeating: nil, count: tables)
    }

    /// - Parameters:
    ///   - id: The header of the column that names the rows; guessed when nil.
    ///   - ignore: Headers of columns not to compare.
    package init(_ tables: [RecordTable], id: String? = nil, ignore: [String] = []) throws(MatchingError) {
        var profiles: [[ColumnProfile]] = []
        var kinds: [[ColumnKind]] = []
        idColumns = []
        let ignored = Set(ignore.map { $0.lowercased() })
        for table in tables {
            let tableProfiles = table.columns.map(ColumnProfile.init)
            var tableKinds = zip(table.columns, tableProfiles).map { ColumnKind(header: $0.header, profile: $1) }
            for (index, column) in table.columns.enumerated() where ignored.contains(column.header.lowercased()) {
                tableKinds[index] = .ignored
            }
            var idColumn: Int?
            if let id {
                guard let place = table.column(named: id) else {
                    throw MatchingError(
                        .notFound, "\(table.name) has no column '\(id)'", remedy: "Name one of \(table.headers.joined(separator: ", "))")
                }
                idColumn = place
            } else {
                idColumn = Self.idColumn(table, tableProfiles)
            }
            if let idColumn { tableKinds[idColumn] = .recordID }
            profiles.append(tableProfiles)
            kinds.append(tableKinds)
            idColumns.append(idColumn)
        }
        fields = Self.align(tables, kinds: kinds, profiles: profiles)
        guard fields.contains(where: { $0.kind.isCompared && $0.places.allSatisfy { $0 != nil } || tables.count > 2 && $0.kind.isCompared })
        else {
            throw MatchingError(
                .nothingToCompare, "the files have no column in common that could be compared",
                remedy: "Give the columns that mean the same the same header")
        }
    }

    /// A column whose header says that it numbers the rows, and that gives each row a value of its own.
    private static func idColumn(_ table: RecordTable, _ profiles: [ColumnProfile]) -> Int? {
        let unique = table.columns.indices.filter { profiles[$0].filled == table.count && profiles[$0].distinct == table.count }
        func names(_ index: Int) -> [String] { ColumnKind.words(table.columns[index].header) }
        let exact: Set<String> = [
            "id", "rec id", "record id", "row id", "unique id", "uid", "uuid", "row", "index", "key", "nr", "no", "recid", "rowid",
            "ltable id",
            "rtable id",
        ]
        if let place = unique.first(where: { exact.contains(names($0).joined(separator: " ")) }) { return place }
        return unique.first { index in
            let words = names(index)
            return words.last == "id" || words.first == "id" || words.isEmpty
                || table.columns[index].header == "column 1" && profiles[index].digitsOnly > 0.9
        }
    }

    /// Columns of the same header go together; a column left over goes to the one of its kind that shares most values with it.
    private static func align(_ tables: [RecordTable], kinds: [[ColumnKind]], profiles: [[ColumnProfile]]) -> [Field] {
        func key(_ header: String) -> String { ColumnKind.words(header).joined() }
        var fields: [Field] = []
        for (t, table) in tables.enumerated() {
            var taken: Set<Int> = []
            for (c, column) in table.columns.enumerated() where kinds[t][c].isCompared {
                if let place = fields.firstIndex(where: { $0.places[t] == nil && key($0.name) == key(column.header) }) {
                    fields[place].places[t] = c
                    taken.insert(c)
                    // The kind that is the more cautious of two: what one file calls a name may be sentences in the other.
                    if fields[place].kind != kinds[t][c] { fields[place].kind = merged(fields[place].kind, kinds[t][c]) }
                }
            }
            for (c, column) in table.columns.enumerated() where kinds[t][c].isCompared && !taken.contains(c) {
                let candidates = fields.indices.filter { fields[$0].places[t] == nil && fields[$0].kind == kinds[t][c] }
                let best = t == 0 ? nil : candidates.map { ($0, overlap(fields[$0], tables, column)) }.max { $0.1 < $1.1 }
                if let best, best.1 > 0.02 || candidates.count == 1 && solitary(kinds[t][c]) {
                    fields[best.0].places[t] = c
                } else {
                    var places: [Int?] = Array(repeating: nil, count: tables.count)
                    places[t] = c
                    fields.append(Field(name: column.header, kind: kinds[t][c], places: places))
                }
            }
        }
        func fill(_ field: Field) -> Double {
            field.places.enumerated().reduce(0) { sum, place in
                guard let column = place.element else { return sum }
                let profile = profiles[place.offset][column]
                return sum + Double(profile.filled) / Double(max(1, profile.rows)) * (0.2 + profile.uniqueness)
            }
        }
        let usable = fields.filter { field in tables.count == 1 || field.places.count { $0 != nil } > 1 }
        guard usable.count > fieldLimit else { return usable }
        let kept = Set(usable.indices.sorted { (fill(usable[$1]), $0) < (fill(usable[$0]), $1) }.prefix(fieldLimit))
        return usable.indices.filter(kept.contains).map { usable[$0] }
    }

    private static func solitary(_ kind: ColumnKind) -> Bool { [.phone, .email, .url, .postalCode, .address, .name].contains(kind) }

    private static func merged(_ a: ColumnKind, _ b: ColumnKind) -> ColumnKind {
        for kind in [ColumnKind.text, .name, .address, .phone, .date, .category, .place] where a == kind || b == kind { return kind }
        return a
    }

    /// The share of a column's values that the field has as well.
    private static func overlap(_ field: Field, _ tables: [RecordTable], _ column: RecordTable.Column) -> Double {
        guard let (t, c) = field.places.enumerated().lazy.compactMap({ place in place.element.map { (place.offset, $0) } }).first else {
            return 0
        }
        let other = tables[t].columns[c].values
        let step = max(1, column.values.count / 500)
        var (seen, shared) = (0, 0)
        for id in stride(from: 1, to: column.values.count, by: step) {
            seen += 1
            if other.find(column.values.text(UInt32(id))) != nil { shared += 1 }
        }
        return seen == 0 ? 0 : Double(shared) / Double(seen)
    }
}

import Cleaning
import Foundation
import HTML
import Listings

/// How often what is right is called wrong: values of real sets that people published as they stand. What is really wrong in them counts
/// against us as well, so the true share is lower. Left out are values of pages whose country nothing tells, since a person would name it,
/// and marked telephones of fewer than seven digits, which are extensions.
struct ValidationSuite {
    let data: URL

    /// For each kind of value how many were taken for wrong (`found`) of how many there are (`expected`).
    func evaluate(isVerbose: Bool) throws -> [(String, Int, Int)] {
        var figures: [(String, Int, Int)] = []
        for name in ["fodors", "zagats"] {
            let rows = CSVRows.read(try String(contentsOf: data.appending(path: "dedupe-restaurants/\(name).csv"), encoding: .utf8))
            figures.append(
                count("\(name) telephones", rows.compactMap { $0["phone"].map { ("US", [$0]) } }, ["phone"], isVerbose: isVerbose))
        }
        let marked = try self.marked()
        for (mark, header) in [("TEL", "phone"), ("FAX", "fax"), ("EMAIL", "email"), ("ZIPCODE", "zip"), ("STATE", "state")] {
            figures.append(
                count(
                    "contacts \(header)", marked.compactMap { $0.type == mark ? ($0.country, [$0.text]) : nil }, [header],
                    isVerbose: isVerbose))
        }
        // A state and the postal code that follows it at once.
        let pairs = zip(marked, marked.dropFirst()).compactMap { state, code in
            state.type == "STATE" && code.type == "ZIPCODE" && state.page == code.page ? (state.country, [state.text, code.text]) : nil
        }
        figures.append(count("contacts state with postal code", pairs, ["state", "zip"], isVerbose: isVerbose))
        let all = figures.reduce((0, 0)) { ($0.0 + $1.1, $0.1 + $1.2) }
        return figures + [("all", all.0, all.1)]
    }

    private func count(_ name: String, _ rows: [(country: String?, values: [String])], _ headers: [String], isVerbose: Bool) -> (
        String, Int, Int
    ) {
        let roles = ColumnRoles(headers)
        var wrong = 0
        for row in rows {
            let cleaner = RecordCleaner(roles, country: row.country.flatMap { Country(rawValue: $0) })
            guard let problem = cleaner.problems(row.values).first else { continue }
            wrong += 1
            if isVerbose { print(name, row.country ?? "-", row.values, problem.reason) }
        }
        return (name, wrong, rows.count)
    }

    /// By the names that the pages use.
    private static let countries = [
        "usa": "US", "u.s.a.": "US", "united states": "US", "united states of america": "US", "us": "US", "canada": "CA", "uk": "GB",
        "united kingdom": "GB", "england": "GB", "germany": "DE", "france": "FR", "china": "CN", "japan": "JP", "korea": "KR",
        "india": "IN",
        "taiwan": "TW", "singapore": "SG", "luxembourg": "LU", "belgium": "BE", "netherlands": "NL", "the netherlands": "NL",
        "australia": "AU",
        "spain": "ES", "italy": "IT", "south korea": "KR", "mexico": "MX",
    ]

    /// The marked values of the contact pages, each with the country that its page is found to be at home in.
    private func marked() throws -> [(type: String, text: String, page: String, country: String?)] {
        let folder = data.appending(path: "contacts-webstruct")
        var values: [(type: String, text: String, page: String, country: String?)] = []
        for line in try String(contentsOf: folder.appending(path: "truth.jsonl"), encoding: .utf8).split(separator: "\n") {
            guard let row = TolerantJSON.values(String(line)).first, let file = row["file"]?.string, !file.contains("/hold/") else {
                continue
            }
            let document = Document.parse(
                utf8: Array(String(decoding: try Data(contentsOf: folder.appending(path: file)), as: UTF8.self).utf8))
            let country = PageCountry.infer(document, PageText(document), url: nil)?.rawValue
            for entity in row["entities"]?.items ?? [] {
                guard let type = entity["type"]?.string, let text = entity["text"]?.string else { continue }
                // The country that an address ends with is its own.
                if type == "COUNTRY", let named = Self.countries[text.lowercased()] {
                    for place in values.indices.suffix(4).reversed() {
                        guard values[place].page == file, ["STREET", "CITY", "STATE", "ZIPCODE"].contains(values[place].type) else { break }
                        values[place].country = named
                    }
                }
                if ["TEL", "FAX"].contains(type), text.count(where: { $0.isNumber || $0.isUppercase }) < 7 { continue }
                if country != nil || type == "EMAIL" { values.append((type, text, file, country)) }
            }
        }
        return values
    }
}

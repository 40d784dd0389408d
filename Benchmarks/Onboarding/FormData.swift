import Foundation
import HTML
import Onboarding

/// A saved page with the truth about its fields and forms.
struct LabelledPage: Sendable {
    enum Source: Sendable { case firefox, formasaurus }

    var source: Source
    var path: String
    /// What one owner's pages have in common: never in two parts of a split.
    var site: String
    var language: String
    /// By the control's place among all inputs, selects and text areas; nil where it is no field of a profile.
    var fields: [Int: String?]
    /// The kind of each form (``FormModel/formKinds``), in document order; nil where nobody said.
    var forms: [String?]
}

/// Reads the two sets of pages that `ROLLCALL_DATA` holds.
enum FormData {
    struct Failure: Error { var message: String }

    static func firefox(_ folder: String) throws -> [LabelledPage] {
        struct Line: Decodable {
            struct Field: Decodable {
                var ord: Int
                var truth: String?
            }
            var file: String
            var fields: [Field]
        }
        let text = try String(contentsOfFile: "\(folder)/forms-firefox/truth.jsonl", encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let page = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            var fields: [Int: String?] = [:]
            for field in page.fields { fields.updateValue(field.truth, forKey: field.ord) }
            return LabelledPage(
                source: .firefox, path: "\(folder)/forms-firefox/\(page.file)", site: site(ofFile: page.file),
                language: language(ofFile: page.file),
                fields: fields, forms: [])
        }.sorted { $0.path < $1.path }
    }

    /// `QA_DE_www.example.de.html` is example's, `EN_B128a.html` is B128's.
    static func site(ofFile name: String) -> String {
        var rest = Substring(name)
        if rest.hasSuffix(".html") { rest = rest.dropLast(5) }
        while let part = rest.split(separator: "_", maxSplits: 1).first, part.count == 2, part.count < rest.count {
            rest = rest.dropFirst(3)
        }
        if !rest.contains(".") {
            if rest.first == "B", let last = rest.last, last == "a" || last == "b" { rest = rest.dropLast() }
            return String(rest)
        }
        return owner(ofHost: String(rest))
    }

    /// The name before the public suffix, so that a shop's sites in several countries are one.
    static func owner(ofHost host: String) -> String {
        var labels = host.lowercased().split(separator: ".").map(String.init)
        guard labels.count > 1 else { return host.lowercased() }
        labels.removeLast()
        while labels.count > 1, let last = labels.last, ["com", "co", "org", "net", "gov", "edu", "ac"].contains(last) {
            labels.removeLast()
        }
        return labels.last ?? host
    }

    static func language(ofFile name: String) -> String {
        let parts = name.split(separator: "_")
        if parts.first == "QA", parts.count > 1 { return String(parts[1]) }
        return parts.count > 1 && parts[0].count == 2 ? String(parts[0]) : name.prefix(2).uppercased()
    }

    // MARK: Formasaurus

    static func formasaurus(_ folder: String) throws -> [LabelledPage] {
        struct Entry: Decodable {
            var url: String
            var forms: [String]
            var fields: [[String: String]]

            private enum CodingKeys: String, CodingKey {
                case url, forms
                case fields = "visible_html_fields"
            }
        }
        let base = "\(folder)/forms-formasaurus"
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(base)/index.json"))
        let index = try JSONDecoder().decode([String: Entry].self, from: data)
        return try index.sorted { $0.key < $1.key }.map { file, entry in
            guard let url = WebURL(entry.url) else { throw Failure(message: "\(file) has no address") }
            let path = "\(base)/\(file)"
            let page = PageReader.read(Document.parse(try bytes(path)), url: url)
            var fields: [Int: String?] = [:]
            var types = [String?](repeating: nil, count: page.forms.count)
            // Where the parsers do not agree about which forms there are, nothing can be said of this page.
            if page.forms.count == entry.forms.count {
                for (number, form) in page.forms.enumerated() {
                    types[number] = formKinds[entry.forms[number]]
                    for control in form.controls {
                        guard let name = page.controls[control].name, entry.fields.indices.contains(number),
                            let code = entry.fields[number][name], let token = fieldTypes[code]
                        else { continue }
                        fields.updateValue(token.isEmpty ? nil : token, forKey: control)
                    }
                }
            }
            return LabelledPage(
                source: .formasaurus, path: path, site: owner(ofHost: url.host ?? ""), language: page.language ?? "en", fields: fields,
                forms: types)
        }
    }

    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    private static let formKinds: [String: String] = [
        "s": "search", "l": "login", "r": "registration", "p": "other/recovery", "c": "contact", "m": "newsletter", "b": "order",
        "P": "other", "V": "other/view", "N": "other/view", "C": "other", "o": "other",
    ]

    /// Formasaurus' codes as tokens; "" for what is no field of a profile. Codes that leave it open are not used.
    private static let fieldTypes: [String: String] = [
        "e1": "email", "e2": "email", "ue": "email", "n1": "given-name", "n2": "additional-name", "n3": "family-name", "nf": "name",
        "no": "organization", "Co": "country", "Ci": "address-level2", "St": "address-level1", "Ad": "street-address",
        "Sa": "street-address",
        "Sn": "address-streetname", "S#": "address-housenumber", "A#": "apartment", "Zi": "postal-code", "A1": "address-line1",
        "A2": "address-line2", "ph": "tel", "P0": "tel-country-code", "bd": "bday-day", "bm": "bday-month", "by": "bday-year", "bD": "bday",
        "c#": "cc-number", "cs": "cc-csc", "ch": "cc-name", "cm": "cc-exp-month", "cy": "cc-exp-year", "ge": "sex", "us": "", "p1": "",
        "p2": "", "in": "",
        "ca": "", "hp": "", "pi": "", "tz": "", "fa": "", "ws": "", "oi": "", "am": "", "CC": "", "CT": "", "sq": "", "sa": "", "qq": "",
        "qc": "", "qt": "", "nv": "", "st": "", "sp": "", "ON": "", "OT": "", "OS": "", "OM": "", "OD": "", "Od": "", "Om": "", "Oy": "",
    ]
}

import Foundation
import HTML
import Listings

/// Structured data of structured-extruct's pages against the output that its samples give, one comparison for each page and vocabulary.
/// Left out by name are samples of options that aren't offered: flattened items, ids of nodes, text of items, made-up addresses.
struct StructuredSuite {
    private static let otherOptions = ["flat", "node_id", "withtext", "custom_url"]

    let folder: URL

    func evaluate(isVerbose: Bool) throws -> [(String, Tally)] {
        var tallies: [String: Tally] = [:]
        for file in try expected() {
            let page = Self.page(of: file)
            guard let bytes = try? Data(contentsOf: page) else { continue }
            let place = String(file.path.dropFirst(folder.path.count + 1))
            let document = Document.parse([UInt8](bytes), transportEncoding: nil)
            let read = StructuredData(document, url: Self.address(place)).json
            for (vocabulary, wanted) in Self.wanted(place, try String(contentsOf: file, encoding: .utf8)) {
                let found = Self.comparable(read[vocabulary] ?? .null, vocabulary), right = Self.comparable(wanted, vocabulary)
                tallies[vocabulary, default: Tally()].expected += 1
                tallies[vocabulary, default: Tally()].found += 1
                if found == right {
                    tallies[vocabulary, default: Tally()].right += 1
                } else if isVerbose {
                    print("differs", vocabulary, place)
                    print("  found", found)
                    print("  right", right)
                }
            }
        }
        let all = tallies.values.reduce(Tally(), +)
        return [("all", all)] + tallies.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func expected() throws -> [URL] {
        let paths = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        return paths.filter { ["json", "jsonld"].contains($0.pathExtension) }
            .filter { file in !Self.otherOptions.contains { file.lastPathComponent.contains($0) } }
            .sorted { $0.path < $1.path }
    }

    private static func page(of file: URL) -> URL {
        var page = file.deletingPathExtension()
        if page.pathExtension == "expanded" { page.deletePathExtension() }
        return page.appendingPathExtension("html")
    }

    /// Where the samples' makers said that the pages came from; most came from nowhere.
    private static func address(_ place: String) -> WebURL? {
        if place.hasPrefix("w3crdfa") || place.hasPrefix("wikipedia") || place.contains("expanded_OG") {
            return WebURL("http://www.example.com/index.html")
        }
        if place.contains("microdata.object") { return WebURL("http://www.example.com/microdata/") }
        if place.contains("microdata.7.1") { return WebURL("http://blog.example.com/progress-report") }
        if place.contains("Portfolio") { return WebURL("http://nielslubberman.nl/drupal/") }
        if place.contains("tovestyrke") {
            return WebURL("https://www.songkick.com/concerts/30166884-tove-styrke-at-hoxton-square-bar-and-kitchen")
        }
        if place.contains("elysianfields") { return WebURL("http://www.songkick.com/artists/236156-elysian-fields") }
        return nil
    }

    /// The vocabularies that a sample speaks of.
    private static func wanted(_ place: String, _ text: String) -> [(String, JSONValue)] {
        let values = TolerantJSON.values(text)
        guard let first = values.first else { return [] }
        // Older samples keep each script's list apart.
        if place.hasSuffix(".jsonld") { return [("json-ld", .array((first["items"] ?? .array(values)).items.flatMap(\.items)))] }
        if case .object = first {
            return ["json-ld", "microdata", "rdfa", "opengraph", "microformat", "dublincore"].compactMap { name in
                first[name].map { (name, $0) }
            }
        }
        if place.hasPrefix("w3crdfa") || place.hasPrefix("wikipedia") || place.contains("expanded_OG") || place.contains("Portfolio") {
            return [("rdfa", .array(values.count == 1 ? first.items : values))]
        }
        for (name, vocabulary) in [("dublincore", "dublincore"), ("opengraph", "opengraph"), ("microformat", "microformat")]
        where place.contains(name) { return [(vocabulary, .array(values.count == 1 ? first.items : values))] }
        return [("microdata", .array(values.count == 1 ? first.items : values))]
    }

    /// A form in which equal values are equal: members in order of their keys; of graphs also the objects and values, since their order means
    /// nothing, with one name for all blank nodes.
    private static func comparable(_ value: JSONValue, _ vocabulary: String) -> String {
        switch value {
        case .object(let members):
            return "{" + members.map { "\($0.key): \(comparable($0.value, vocabulary))" }.sorted().joined(separator: ", ") + "}"
        case .array(let items):
            // The specification's own samples have a list for each property, also of one value.
            if vocabulary == "microdata", items.count == 1 { return comparable(items[0], vocabulary) }
            let items = items.map { comparable($0, vocabulary) }
            return "[" + (vocabulary == "rdfa" ? items.sorted() : items).joined(separator: ", ") + "]"
        case .string(let text): return vocabulary == "rdfa" && text.hasPrefix("_:") ? "_:" : JSONValue.string(text).json
        default: return value.json
        }
    }
}

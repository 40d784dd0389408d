import Foundation
import Listings

/// What rolls store as text: JSON with sorted names, so that equal fields are equal text. Fields and sources, of which each page has some, have a way
/// of their own to it, a fifth as long as the general one.
enum FieldsText {
    static func encode(_ fields: ListingFields) -> String { json(fields).json }

    static func encode(_ sources: ListingSources) -> String {
        JSONValue.object([.init("pages", .array(sources.pages.map(json)))]).json
    }

    static func encode(_ changes: [FieldChange]) -> String { changes.isEmpty ? "[]" : text(changes) }
    static func encode(_ census: FieldCensus) -> String { text(census) }

    static func census(_ text: String) -> FieldCensus {
        (try? JSONDecoder().decode(FieldCensus.self, from: Data(text.utf8))) ?? FieldCensus()
    }

    static func sources(_ text: String?) -> ListingSources {
        guard let text, let pages = TolerantJSON.values(text).first?["pages"] else { return ListingSources() }
        return ListingSources(pages.items.compactMap(page))
    }

    /// What cannot be read any more is empty.
    static func decode(_ text: String) -> ListingFields {
        guard case .object(let members) = TolerantJSON.values(text).first else { return ListingFields() }
        return ListingFields(
            stored: Dictionary(members.map { ($0.key, $0.value.items.compactMap(\.string)) }, uniquingKeysWith: { first, _ in first }))
    }

    static func changes(_ text: String) -> [FieldChange] { (try? JSONDecoder().decode([FieldChange].self, from: Data(text.utf8))) ?? [] }

    private static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    // MARK: Values

    static func json(_ fields: ListingFields) -> JSONValue {
        .object(fields.kinds.map { kind in .init(kind, .array((fields.values[kind] ?? []).map { .string($0) })) })
    }

    private static func json(_ page: ListingSources.Page) -> JSONValue {
        let marks = page.marks.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .array($0.value.map(json))) }
        return .object([
            .init("hash", .string(page.hash)), .init("isDetail", .bool(page.isDetail)), .init("marks", .object(marks)),
            .init("recipe", .number(String(page.recipe))), .init("url", .string(page.url)),
        ])
    }

    private static func json(_ mark: ListingSources.Mark) -> JSONValue {
        let confidence = String(mark.confidence)
        var members = [
            JSONValue.Member("confidence", .number(confidence.hasSuffix(".0") ? String(confidence.dropLast(2)) : confidence)),
            .init("path", .string(mark.path)),
        ]
        if let range = mark.range { members.append(.init("range", .array(range.map { .number(String($0)) }))) }
        members.append(.init("value", .string(mark.value)))
        return .object(members)
    }

    private static func page(_ value: JSONValue) -> ListingSources.Page? {
        guard let url = value["url"]?.string, let hash = value["hash"]?.string, let recipe = value["recipe"]?.string.flatMap({ Int($0) }),
            case .bool(let isDetail) = value["isDetail"], case .object(let members) = value["marks"]
        else { return nil }
        let marks = members.map { ($0.key, $0.value.items.compactMap(mark)) }
        return ListingSources.Page(
            url: url, hash: hash, recipe: recipe, isDetail: isDetail, marks: Dictionary(marks, uniquingKeysWith: { first, _ in first }))
    }

    private static func mark(_ value: JSONValue) -> ListingSources.Mark? {
        guard let text = value["value"]?.string, let path = value["path"]?.string,
            let confidence = value["confidence"]?.string.flatMap({ Double($0) })
        else { return nil }
        return ListingSources.Mark(
            value: text, range: value["range"]?.items.compactMap { $0.string.flatMap { Int($0) } }, path: path, confidence: confidence)
    }
}

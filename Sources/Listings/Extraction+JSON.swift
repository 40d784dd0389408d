import HTML

/// The stable shape of an extraction for machines; docs/listings.md describes it.
extension Extraction {
    /// One page as an object. `source` is what the page was called on the command line.
    package func json(source: String) -> JSONValue {
        .object([
            .init("source", .string(source)), .init("title", .string(title)),
            .init("records", .array(records.map(\.json))),
            .init("record_sets", .array(sets.map(\.summary))), .init("contacts", .array(contacts.map(\.json))),
            .init("listings", .array(listings.map(\.json))), .init("structured", structured.json), .init("pagination", paginationJSON),
            .init("entities", .array(entities.map(\.json))),
        ])
    }
}

extension Extraction {
    /// An array of references for each role; `page` always, the others where the page has them.
    private var paginationJSON: JSONValue {
        .object(
            PaginationRole.allCases.map { role in
                .init(
                    role.rawValue,
                    .array(
                        pagination.filter { $0.role == role }.map { link in
                            .object([
                                .init("href", .string(link.href)), .init("url", link.url.map { .string($0.href) } ?? .null),
                                .init("text", .string(link.text)), .init("confidence", .share(link.confidence)),
                                .init("range", link.provenance.rangeJSON), .init("path", .string(link.provenance.path)),
                            ])
                        }))
            })
    }
}

extension ExtractedRecord {
    var json: JSONValue {
        var kinds: [String] = []
        var values: [String: [JSONValue]] = [:]
        for field in fields {
            let key = field.value.kind.rawValue
            if values[key] == nil { kinds.append(key) }
            values[key, default: []].append(field.json)
        }
        return .object([
            .init("fields", .object(kinds.map { .init($0, .array(values[$0] ?? [])) })), .init("confidence", .share(confidence)),
            .init("range", provenance.rangeJSON), .init("path", .string(provenance.path)),
        ])
    }
}

extension StructuredListing {
    var json: JSONValue {
        var kinds: [String] = []
        var values: [String: [JSONValue]] = [:]
        for field in fields {
            let key = field.kind.rawValue
            if values[key] == nil { kinds.append(key) }
            values[key, default: []].append(
                .object([
                    .init("text", .string(field.text)), .init("value", .string(field.value)), .init("confidence", .share(Self.confidence)),
                    .init("pointer", .string("/" + vocabulary + field.pointer)),
                ]))
        }
        return .object([
            .init("source", .string(vocabulary)), .init("type", .array(types.map { .string($0) })),
            .init("fields", .object(kinds.map { .init($0, .array(values[$0] ?? [])) })),
        ])
    }
}

extension RecordField {
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("text", .string(value.text)), .init("value", .string(value.value)), .init("confidence", .share(value.confidence)),
            .init("range", value.provenance.rangeJSON), .init("path", .string(value.provenance.path)),
        ]
        if let label { members.append(.init("label", .string(label))) }
        return .object(members)
    }
}

extension ExtractedRecordSet {
    var summary: JSONValue {
        .object([
            .init("path", .string(path)), .init("count", .number(String(records.count))), .init("main", .bool(isMain)),
            .init("confidence", .share(confidence)),
        ])
    }
}

extension Provenance {
    /// `[from, to]`, null where the parser made the node up.
    var rangeJSON: JSONValue {
        guard let range else { return .null }
        return .array([.number(String(range.lowerBound)), .number(String(range.upperBound))])
    }
}

extension JSONValue {
    /// A share from 0 to 1 with two digits.
    static func share(_ share: Double) -> JSONValue {
        let hundredths = Int((min(1, max(0, share)) * 100).rounded())
        if hundredths % 100 == 0 { return .number(String(hundredths / 100)) }
        return .number("0." + (hundredths < 10 ? "0" : "") + String(hundredths))
    }
}

extension FoundValue {
    /// With its kind by its name in schema.org, as the page's entities are listed.
    var json: JSONValue {
        .object([
            .init("kind", .string(kind.rawValue)), .init("text", .string(text)), .init("value", .string(value)),
            .init("confidence", .share(confidence)), .init("range", provenance.rangeJSON), .init("path", .string(provenance.path)),
        ])
    }
}

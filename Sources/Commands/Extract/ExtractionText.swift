import HTML
import Listings

/// An extraction for people: the records one below the other, their values by name.
struct ExtractionText {
    private let extraction: Extraction
    private let source: String
    private let showsAll: Bool

    init(_ extraction: Extraction, source: String, showsAll: Bool) {
        self.extraction = extraction
        self.source = source
        self.showsAll = showsAll
    }

    func lines(on terminal: Terminal) -> [String] {
        var lines = [terminal.styled(Table.clean(source), .bold) + (extraction.title.isEmpty ? "" : "  " + Table.clean(extraction.title))]
        if extraction.records.isEmpty {
            lines.append(
                "  no records" + (extraction.sets.isEmpty || showsAll ? "" : "; --all shows what repeats on the page all the same"))
        }
        for set in extraction.sets where set.isMain || showsAll {
            let count = "\(set.records.count) record\(set.records.count == 1 ? "" : "s")"
            lines.append(
                "  \(count), \(Self.percent(set.confidence)) sure\(set.isMain ? "" : ", not the main ones")  "
                    + terminal.styled(set.path, .dim))
            for (place, record) in set.records.enumerated() { lines += self.lines(of: record, number: place + 1, terminal) }
        }
        if extraction.records.isEmpty || showsAll { lines += entities(on: terminal) }
        // Where the list goes on, each place once.
        var known: Set<String> = []
        for link in extraction.pagination where link.role == .next || link.role == .more {
            guard let url = link.url?.href, known.insert(url).inserted else { continue }
            lines += [known.count == 1 ? "" : nil, "  goes on at \(Table.clean(url))"].compactMap(\.self)
        }
        return lines
    }

    /// What the page tells besides, each value once.
    private func entities(on terminal: Terminal) -> [String] {
        var known: Set<[String]> = []
        let told = extraction.entities.filter { known.insert([$0.kind.rawValue, $0.value]).inserted }
        let lines = told.prefix(Self.mostEntities).map {
            "      " + terminal.styled(Self.padded($0.kind.rawValue, 16), .info) + Table.clean($0.value)
        }
        let more = told.count > lines.count ? ["      and \(told.count - lines.count) more; --json has all of them"] : []
        return lines.isEmpty ? [] : ["", "  on the page"] + lines + more
    }

    private static let mostEntities = 40

    private func lines(of record: ExtractedRecord, number: Int, _ terminal: Terminal) -> [String] {
        var lines: [String] = [""]
        for (place, field) in record.fields.enumerated() {
            let head = place == 0 ? Self.padded("\(number).", 6) : "      "
            let label = field.label.map { terminal.styled("  (" + Table.clean($0) + ")", .dim) } ?? ""
            let value = Table.clean(field.value.kind == .text || field.value.kind == .name ? field.value.text : field.value.value)
            lines.append(head + terminal.styled(Self.padded(field.value.kind.rawValue, 16), .info) + value + label)
        }
        return lines
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.utf8.count))
    }
}

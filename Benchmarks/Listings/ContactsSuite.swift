import BenchmarkKit
import Foundation
import HTML
import Listings

/// Entities on the marked pages of contacts-webstruct: by kind, whole spans, on pages that weren't learned from.
struct ContactsSuite {
    struct Page {
        var name: String
        var corpus: String
        var document: Document
        var items: PageItems
        /// What is marked; without items where the mark is in no text that is shown.
        var gold: [(kind: FieldKind, text: String, items: Range<Int>?)]
        var example: LabelledSequence
    }

    private(set) var pages: [Page] = []

    /// The corpus of which only the hours are marked.
    static let hoursOnly = "nl"

    init(_ folder: URL) throws {
        let lines = try String(contentsOf: folder.appending(path: "truth.jsonl"), encoding: .utf8).split(separator: "\n")
        for line in lines {
            guard let row = TolerantJSON.values(String(line)).first, let file = row["file"]?.string, let corpus = row["corpus"]?.string
            else { continue }
            // What its makers held back isn't wholly marked.
            if file.contains("/hold/") { continue }
            let bytes = Array(String(decoding: try Data(contentsOf: folder.appending(path: file)), as: UTF8.self).utf8)
            pages.append(Self.page(file, corpus, MarkedPage(bytes)))
        }
    }

    private static func page(_ file: String, _ corpus: String, _ marked: MarkedPage) -> Page {
        let document = Document.parse(utf8: marked.bytes)
        let text = PageText(document)
        let country = PageCountry.infer(document, text, url: nil)
        let items = PageItems(text, ReadingContext(country: country), title: document.title)
        var labels = [Int](repeating: 0, count: items.items.count)
        var gold: [(kind: FieldKind, text: String, items: Range<Int>?)] = []
        let places = items.items.map { text.source(of: $0.range) }
        var next = 0
        for mark in marked.marks {
            guard let kind = EntityLabels.kinds.firstIndex(where: { $0.mark == mark.type }) else { continue }
            while next < places.count, (places[next]?.upperBound ?? 0) <= mark.range.lowerBound { next += 1 }
            var index = next, isFirst = true
            var taken: Range<Int>?
            while index < places.count, let place = places[index], place.lowerBound < mark.range.upperBound {
                let isPhone = mark.type == "TEL" || mark.type == "FAX"
                if isPhone == (items.items[index].kind == .phone), (mark.type == "EMAIL") == (items.items[index].kind == .email) {
                    labels[index] = 1 + kind * 2 + (isFirst || isPhone ? 0 : 1)
                    isFirst = false
                    taken = (taken?.lowerBound ?? index)..<(index + 1)
                }
                index += 1
            }
            let fragment = Document(String(decoding: marked.bytes[mark.range], as: UTF8.self))
            gold.append((EntityLabels.kinds[kind].kind, fragment.body.map { fragment.textContent(of: $0) } ?? "", taken))
        }
        // One page of a site is one site here: the corpus has no two of most.
        var example = LabelledSequence(features: items.features(document), labels: labels, site: file)
        if corpus == hoursOnly { example.marked = [9, 10] }
        return Page(name: file, corpus: corpus, document: document, items: items, gold: gold, example: example)
    }

    private static func model(_ examples: [LabelledSequence]) -> (SequenceModel?, [UInt8]) {
        var trainer = FieldTrainer(labels: EntityLabels.names)
        trainer.isBarred = FieldTrainer.barsBrokenSpans(EntityLabels.names)
        // What is marked on one page and left out on the next is learned too timidly otherwise.
        let timid: [FieldKind] = [.organization, .person, .jobTitle, .department, .addressCountry]
        for (place, kind) in EntityLabels.kinds.enumerated() {
            for label in [1 + place * 2, 2 + place * 2] {
                trainer.missCosts[label] = timid.contains(kind.kind) ? 2 : 1
            }
        }
        let model = trainer.train(examples)
        return (model, trainer.bytes)
    }

    func train() -> [UInt8] { Self.model(pages.map(\.example)).1 }

    /// What the shipped model takes to find the entities of a parsed page, in milliseconds of CPU.
    func cost() -> Double {
        let start = ProcessCost.cpuSeconds()
        var found = 0
        for page in pages { found += page.document.entities().count }
        return found == 0 ? 0 : (ProcessCost.cpuSeconds() - start) * 1000 / Double(pages.count)
    }

    /// A span as it is compared: telephone numbers by their digits, the rest by letters and digits.
    static func key(_ kind: FieldKind, _ text: String) -> String {
        let isNumber = kind == .telephone || kind == .faxNumber
        return text.lowercased().unicodeScalars.filter { $0.properties.numericType != nil || (!isNumber && $0.properties.isAlphabetic) }.map
        { String($0) }.joined()
    }

    /// The figures of all spans by kind, and those of the parts of addresses that stand in an address.
    func evaluate(folds: Int, first: Int, isVerbose: Bool) async -> (all: [(String, Tally)], inAddresses: [(String, AddressTally)]) {
        var tallies: [FieldKind: Tally] = [:]
        var addresses: [FieldKind: AddressTally] = [:]
        let parts = Array(SiteFolds.folds(pages.map(\.name), count: folds).prefix(first))
        let examples = pages.map(\.example)
        let models = await Self.each(parts.count) { part in Self.model(parts[part].train.map { examples[$0] }).0 }
        for (fold, model) in zip(parts, models) {
            guard let model else { continue }
            for page in fold.test.map({ pages[$0] }) where page.corpus != Self.hoursOnly {
                let spans = page.items.spans(model.decide(page.example.features), model.labels)
                for (_, kind) in EntityLabels.kinds {
                    // Of these pages the e-mail addresses aren't marked.
                    if kind == .email, page.corpus == "business_pages" { continue }
                    var open: [String: Int] = [:]
                    let gold = page.gold.filter { $0.kind == kind }.map { Self.key(kind, $0.text) }
                    for key in gold { open[key, default: 0] += 1 }
                    let found = spans.filter { $0.kind == kind }.map {
                        (Self.key(kind, String(decoding: page.items.text.bytes[$0.range], as: UTF8.self)), $0)
                    }
                    tallies[kind, default: Tally()].expected += gold.count
                    tallies[kind, default: Tally()].found += found.count
                    for (key, span) in found {
                        if open[key, default: 0] > 0 {
                            open[key, default: 0] -= 1
                            tallies[kind, default: Tally()].right += 1
                        } else if isVerbose {
                            let confidence = Double(Int(span.confidence * 100)) / 100
                            print("invented", kind.rawValue, key, page.name, confidence, context(page, span.items))
                        }
                    }
                    guard isVerbose else { continue }
                    for (key, count) in open where count > 0 {
                        let place = page.gold.first { $0.kind == kind && Self.key(kind, $0.text) == key }?.items
                        print(
                            "missed", kind.rawValue, key, count, page.name, page.items.context.country?.rawValue ?? "-",
                            place.map { context(page, $0) } ?? "in no text that is shown")
                    }
                }
                for (kind, tally) in addressTallies(page, spans) { addresses[kind, default: AddressTally()] += tally }
            }
        }
        let kinds = EntityLabels.kinds.map(\.kind)
        return (
            kinds.map { ($0.rawValue, tallies[$0] ?? Tally()) }, kinds.compactMap { kind in addresses[kind].map { (kind.rawValue, $0) } }
        )
    }

    /// Items with the words around them on their page.
    private func context(_ page: Page, _ items: Range<Int>) -> String {
        let all = page.items.items
        func text(_ range: Range<Int>) -> String {
            String(decoding: page.items.text.bytes[range], as: UTF8.self).map { $0 == "\n" || $0 == "\u{0B}" ? " / " : String($0) }.joined()
        }
        let start = all[items.lowerBound].range.lowerBound, end = all[items.upperBound - 1].range.upperBound
        return text(all[max(0, items.lowerBound - 6)].range.lowerBound..<start) + "[" + text(start..<end) + "]"
            + text(end..<all[min(all.count, items.upperBound + 6) - 1].range.upperBound)
    }

    /// Runs `body` for 0 up to `count`, as many at a time as there are processors; the results in order.
    private static func each<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Value) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            for index in 0..<count { group.addTask { (index, body(index)) } }
            var all: [(Int, Value)] = []
            for await result in group { all.append(result) }
            return all.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

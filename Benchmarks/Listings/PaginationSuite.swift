import Foundation
import HTML
import Listings

/// Pagination links on the pages of pagination-autopager: per link, split by site.
struct PaginationSuite {
    static let labels = ["none", "previous", "page", "next", "first", "last"]

    struct Page {
        var name: String
        var site: String
        var document: Document
        var candidates: PaginationCandidates
        var labels: [Int]
    }

    let pages: [Page]

    init(_ folder: URL) throws {
        let rows = CSVRows.read(try String(contentsOf: folder.appending(path: "data.csv"), encoding: .utf8))
        pages = try rows.compactMap { row in
            guard let name = row["File Name"], let address = row["Page URL"], row["failed"] != "1" else { return nil }
            let file = folder.appending(path: "html/\(name).html")
            let encoding = row["Encoding"].map { $0.isEmpty ? nil : $0 } ?? nil
            let document = Document.parse([UInt8](try Data(contentsOf: file)), transportEncoding: encoding)
            let candidates = PaginationCandidates(document, nil)
            var truth: [NodeID: Int] = [:]
            for (column, label) in [("PAGE", 2), ("PREV", 1), ("NEXT", 3), ("FIRST", 4), ("LAST", 5)] {
                guard let text = row[column], !text.isEmpty, let selector = try? Selector(text) else { continue }
                for element in document.select(selector) {
                    // Selectors were clicked together: some name what is inside of the link.
                    var current: NodeID? = element
                    while let node = current, !document.isHTML(node, .a) { current = document.parentElement(of: node) }
                    if let link = current { truth[link] = label }
                }
            }
            let labels = candidates.links.map { truth[$0.node] ?? 0 }
            return Page(name: name, site: Self.site(address), document: document, candidates: candidates, labels: labels)
        }
    }

    static func site(_ address: String) -> String {
        let host = WebURL(address)?.host ?? address
        return host.split(separator: ".").suffix(2).joined(separator: ".")
    }

    private var examples: [LabelledSequence] {
        pages.map { LabelledSequence(features: $0.candidates.features(), labels: $0.labels, site: $0.site) }
    }

    private static func model(_ examples: [LabelledSequence]) -> (SequenceModel?, [UInt8]) {
        var trainer = SequenceTrainer(labels: labels)
        let model = trainer.train(examples, epochs: 40, minimum: 2, margin: 4, dropout: 40)
        return (model, trainer.bytes)
    }

    func train() -> [UInt8] { Self.model(examples).1 }

    /// By kind of link, on sites that weren't trained on; with `isVerbose` what was wrong.
    func evaluate(isVerbose: Bool) -> [(String, Tally)] {
        let examples = examples
        var tallies = [Tally](repeating: Tally(), count: Self.labels.count)
        for fold in SiteFolds.folds(examples.map(\.site), count: 8) {
            guard let model = Self.model(fold.train.map { examples[$0] }).0 else { continue }
            for index in fold.test {
                let decisions = pages[index].candidates.decide(model)
                for (item, decision) in decisions.enumerated() {
                    let (gold, guess) = (examples[index].labels[item], decision.label)
                    tallies[gold].expected += 1
                    tallies[guess].found += 1
                    if gold == guess { tallies[gold].right += 1 }
                    if isVerbose, gold != guess {
                        let link = pages[index].candidates.links[item]
                        print(
                            pages[index].name, pages[index].site, "gold", Self.labels[gold], "guess", Self.labels[guess],
                            link.text.prefix(40), link.href.prefix(80), decision.confidence)
                    }
                }
            }
        }
        let all = tallies.dropFirst().reduce(Tally(), +)
        return [("all", all)] + zip(Self.labels, tallies).dropFirst().map { ($0, $1) }
    }
}

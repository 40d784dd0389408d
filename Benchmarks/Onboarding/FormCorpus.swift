import Foundation
import HTML
import Onboarding

/// A labelled page, read, with the evidence for each entry.
struct PreparedPage: Sendable {
    var labels: LabelledPage
    var page: FormPage
    var features: FieldFeatures
    /// Evidence of every entry, by ordinal.
    var bags: [Int: FeatureBag]
}

/// All labelled pages.
struct FormCorpus: Sendable {
    var pages: [PreparedPage]

    init(pages: [PreparedPage]) { self.pages = pages }

    /// Reads both sets below `folder`.
    init(folder: String) async throws {
        let labelled = try FormData.firefox(folder) + FormData.formasaurus(folder)
        let half = labelled.count / 2
        async let early = Self.prepare(labelled[..<half])
        async let late = Self.prepare(labelled[half...])
        pages = try await early + late
    }

    @concurrent
    private static func prepare(_ pages: ArraySlice<LabelledPage>) async throws -> [PreparedPage] {
        try pages.map { labels in
            let page = PageReader.read(Document.parse(try FormData.bytes(labels.path)))
            let features = FieldFeatures(page)
            var bags: [Int: FeatureBag] = [:]
            for control in page.controls where control.isEntry { bags[control.ordinal] = features.bag(control.ordinal) }
            return PreparedPage(labels: labels, page: page, features: features, bags: bags)
        }
    }

    /// Numbers of folds by site: pages of one site are in one fold. `salt` makes different splits.
    func folds(_ count: Int, salt: UInt64) -> [Int] {
        let sites = Set(pages.map(\.labels.site)).sorted()
        var random = SplitMix(state: salt)
        let number = Dictionary(uniqueKeysWithValues: sites.shuffled(using: &random).enumerated().map { ($1, $0 % count) })
        return pages.map { number[$0.labels.site] ?? 0 }
    }
}

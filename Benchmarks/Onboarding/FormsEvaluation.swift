import BenchmarkKit
import Foundation
import Onboarding

/// What the mapper says of pages of sites that its model has never seen, against the truth: k parts by site, a whole training for each.
struct FormsEvaluation: Sendable {
    /// One field with what was said of it.
    struct Answer: Sendable {
        var truth: String?
        var token: String?
        var confidence: Double
        var isAccepted: Bool
        var isEntry: Bool
        var language: String
        var place: String
    }

    struct FormAnswer: Sendable {
        var truth: String
        var type: String
    }

    var corpus: FormCorpus
    var parts = 5
    private(set) var answers: [Answer] = []
    private(set) var forms: [FormAnswer] = []

    init(_ corpus: FormCorpus) { self.corpus = corpus }

    mutating func run() async {
        let fold = corpus.folds(parts, salt: 3)
        for part in 0..<parts {
            let known = FormCorpus(pages: corpus.pages.indices.filter { fold[$0] != part }.map { corpus.pages[$0] })
            let mapper = FormMapper(await ModelTraining(corpus: known).model())
            for index in corpus.pages.indices where fold[index] == part { take(corpus.pages[index], mapper.map(corpus.pages[index].page)) }
            FileHandle.standardError.write(Data("part \(part + 1) of \(parts)\n".utf8))
        }
    }

    private mutating func take(_ page: PreparedPage, _ mapped: MappedPage) {
        for (number, type) in page.labels.forms.enumerated() {
            guard let type else { continue }
            forms.append(FormAnswer(truth: FormModel.type(ofKind: type).rawValue, type: mapped.forms[number].type.rawValue))
        }
        guard page.labels.source == .firefox else { return }
        for (ordinal, truth) in page.labels.fields.sorted(by: { $0.key < $1.key }) where mapped.fields.indices.contains(ordinal) {
            let field = mapped.fields[ordinal]
            answers.append(
                Answer(
                    truth: truth, token: field.token, confidence: field.confidence, isAccepted: field.isAccepted,
                    isEntry: page.page.controls[ordinal].isEntry, language: page.labels.language,
                    place: "\(page.labels.path.split(separator: "/").last ?? "") \(ordinal)"))
        }
    }

    // MARK: Figures

    /// The eleven common classes; tokens that differ only in form count as one, as Firefox fills them alike.
    static func common(_ token: String?) -> String? {
        token.map(TokenForms.plain).flatMap { eleven.contains($0) ? $0 : nil }
    }

    private static let eleven: Set<String> = [
        "name", "given-name", "family-name", "organization", "email", "tel", "street-address", "address-level2", "address-level1",
        "postal-code", "country",
    ]

    /// Whether the answer is the truth, or differs from it in form only.
    private static func isAlike(_ answer: Answer) -> Bool { answer.truth.map(TokenForms.plain) == answer.token.map(TokenForms.plain) }

    private static func share(_ part: Int, of whole: Int) -> Double { whole == 0 ? 0 : 100 * Double(part) / Double(whole) }

    func figures() -> [Figure] {
        var figures = commonFigures(answers.filter(\.isEntry), "")
        let entries = answers.filter(\.isEntry)
        figures.append(
            Figure(
                "all classes: accuracy over every field", Self.share(answers.count { $0.truth == $0.token }, of: answers.count), "%",
                goal: .atLeast(93)))
        figures.append(
            Figure(
                "all classes: accuracy over typed and picked fields", Self.share(entries.count { $0.truth == $0.token }, of: entries.count),
                "%"))
        let accepted = entries.filter { $0.isAccepted }
        let acceptedCommon = accepted.filter { Self.common($0.truth) != nil || Self.common($0.token) != nil }
        let allCommon = entries.filter { Self.common($0.truth) != nil || Self.common($0.token) != nil }
        figures.append(Figure("accepted: coverage of entries", Self.share(accepted.count, of: entries.count), "%", goal: .atLeast(75)))
        figures.append(
            Figure(
                "accepted: right but for a token's form", Self.share(accepted.count(where: Self.isAlike), of: accepted.count), "%",
                goal: .atLeast(99)))
        figures.append(Figure("accepted: right to the token", Self.share(accepted.count { $0.truth == $0.token }, of: accepted.count), "%"))
        figures.append(Figure("accepted, 11 classes: coverage", Self.share(acceptedCommon.count, of: allCommon.count), "%"))
        figures.append(
            Figure(
                "accepted, 11 classes: right",
                Self.share(acceptedCommon.count { Self.common($0.truth) == Self.common($0.token) }, of: acceptedCommon.count), "%"))
        let ranked = entries.sorted { $0.confidence > $1.confidence }
        for part in [60, 75] {
            let surest = ranked.prefix(entries.count * part / 100)
            figures.append(
                Figure(
                    "right but for a token's form among the surest \(part) % of entries",
                    Self.share(surest.count(where: Self.isAlike), of: surest.count), "%"))
        }
        figures += languageFigures(entries)
        figures += speedFigures()
        figures.append(
            Figure("form type: accuracy", Self.share(forms.count { $0.truth == $0.type }, of: forms.count), "%", goal: .atLeast(93)))
        return figures
    }

    private func commonFigures(_ answers: [Answer], _ suffix: String) -> [Figure] {
        let actual = answers.count { Self.common($0.truth) != nil }
        let said = answers.count { Self.common($0.token) != nil }
        let right = answers.count { Self.common($0.truth) != nil && Self.common($0.truth) == Self.common($0.token) }
        let nulls = answers.count { $0.truth == nil }
        let wrong = answers.count { $0.truth == nil && Self.common($0.token) != nil }
        return [
            Figure("11 classes: recall\(suffix)", Self.share(right, of: actual), "%", goal: .atLeast(96)),
            Figure("11 classes: precision\(suffix)", Self.share(right, of: said), "%", goal: .atLeast(98)),
            Figure("11 classes: false positives on null fields\(suffix)", Self.share(wrong, of: nulls), "%", goal: .atMost(2)),
        ]
    }

    private func languageFigures(_ entries: [Answer]) -> [Figure] {
        let groups = Dictionary(grouping: entries.filter { Self.common($0.truth) != nil }, by: \.language)
        let largest = groups.sorted { $0.value.count > $1.value.count || $0.value.count == $1.value.count && $0.key < $1.key }.prefix(8)
        func recall(_ answers: [Answer]) -> Double {
            Self.share(answers.count { Self.common($0.truth) == Self.common($0.token) }, of: answers.count)
        }
        let mean = recall(groups.values.flatMap(\.self))
        return largest.map { Figure("11 classes: recall, \($0.key)", recall($0.value), "%", goal: .atLeast(mean - 3)) }
    }

    /// What mapping costs by the program's own model, once all is warm: evidence, both passes, reasons and the forms' types.
    func speedFigures() -> [Figure] {
        guard let mapper = FormMapper.standard else { return [] }
        let pages = corpus.pages.filter { $0.labels.source == .firefox }.map(\.page)
        _ = pages.prefix(20).map { mapper.map($0) }
        let start = ProcessCost.cpuSeconds()
        var fields = 0
        // Often enough for a figure that one interruption doesn't make.
        for _ in 0..<8 { for page in pages { fields += mapper.map(page).fields.count } }
        let seconds = ProcessCost.cpuSeconds() - start
        return [
            Figure("mapping: CPU time a control", seconds * 1e6 / Double(max(fields, 1)), "µs", goal: .atMost(50)),
            Figure("mapping: CPU time a page", seconds * 1e3 / Double(max(8 * pages.count, 1)), "ms"),
        ]
    }

    /// The most frequent mistakes, for those who improve the model.
    func mistakes() -> [String] {
        var counts: [String: Int] = [:]
        for answer in answers where answer.truth != answer.token {
            counts["\(answer.truth ?? "none") taken for \(answer.token ?? "none")", default: 0] += 1
        }
        for form in forms where form.truth != form.type { counts["form \(form.truth) taken for \(form.type)", default: 0] += 1 }
        return counts.sorted { $0.value > $1.value || $0.value == $1.value && $0.key < $1.key }.prefix(60).map { "\($0.value)\t\($0.key)" }
    }
}

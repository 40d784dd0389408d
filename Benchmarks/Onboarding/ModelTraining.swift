import Onboarding

/// Makes a model of labelled pages. The second pass is trained, and certainty is fitted, on what models said of sites they had not seen.
struct ModelTraining: Sendable {
    var corpus: FormCorpus
    /// Parts of the split inside the training.
    var parts = 4
    /// What the file may weigh, in bytes.
    var maximumSize = 4_950_000
    /// The share of right answers among those taken without asking, where tokens that differ in form only count as one. A little more than is
    /// asked for: sites that have not been seen do a little worse than those inside the training.
    var acceptance = 0.991

    /// An example before its features have rows.
    struct Sample: Sendable {
        var page: Int
        var ordinal: Int
        var bag: FeatureBag
        var label: Int
        var weight: Float
    }

    /// The first pass, and what it thinks of the pages it is trained on: each page judged by a network that has not seen its site.
    struct FirstPass: Sendable {
        var tokens: [String]
        var network: SparseNetwork
        /// By page and control; empty for those that are no entries.
        var heldOut: [[[Float]]]
    }

    /// The second pass, likewise.
    struct SecondPass: Sendable {
        var network: SparseNetwork
        var heldOut: [[[Float]]]
    }

    func model() async -> FormModel {
        let first = await firstPass()
        let second = await secondPass(first)
        let form = formPass()
        let reserve = reserve(first, second)
        var model = FormModel(
            tokens: first.tokens, formKinds: form.kinds, first: first.network, second: second.network, form: form.network,
            reserve: reserve, certainty: certainty(first, second, reserve: reserve))
        // The first pass has by far the most rows; those that say least go.
        let excess = model.bytes.count - maximumSize
        if excess > 0 { model.first = model.first.without(1 + excess / model.first.rowSize) }
        return model
    }

    /// The tokens that enough fields have; the first is none at all.
    private func tokens() -> [String] {
        var counts: [String: Int] = [:]
        for page in corpus.pages { for case let label? in page.labels.fields.values { counts[label, default: 0] += 1 } }
        return ["-"] + counts.filter { $0.value >= 4 }.keys.sorted()
    }

    private var fold: [Int] { corpus.folds(parts, salt: 11) }

    // MARK: Passes

    func firstPass() async -> FirstPass {
        let tokens = tokens()
        let samples = samples(tokens) { corpus.pages[$0].bags[$1] }
        let fold = fold
        let networks = await Self.each(parts) { part in
            NetworkFit.fit(samples.filter { fold[$0.page] != part }, classes: tokens.count, .first)
        }
        let heldOut = corpus.pages.enumerated().map { index, page in
            page.page.controls.map { control in page.bags[control.ordinal].map { networks[fold[index]].probabilities($0) } ?? [] }
        }
        let network = NetworkFit.fit(samples, classes: tokens.count, .first)
        return FirstPass(tokens: tokens, network: network, heldOut: heldOut)
    }

    func secondPass(_ first: FirstPass) async -> SecondPass {
        let joint = zip(corpus.pages, first.heldOut).map { JointFeatures($0.page, $0.features, first: $1) }
        let samples = samples(first.tokens) { corpus.pages[$0].bags[$1] == nil ? nil : joint[$0].bag($1) }
        let fold = fold
        let parts = parts
        var networks = await Self.each(parts + 1) { part in
            NetworkFit.fit(samples.filter { part == parts || fold[$0.page] != part }, classes: first.tokens.count, .second)
        }
        let network = networks.removeLast()
        let heldOut = corpus.pages.enumerated().map { index, page in
            page.page.controls.map { control in
                page.bags[control.ordinal] == nil ? [] : networks[fold[index]].probabilities(joint[index].bag(control.ordinal))
            }
        }
        return SecondPass(network: network, heldOut: heldOut)
    }

    func formPass() -> (kinds: [String], network: SparseNetwork) {
        let kinds = Set(corpus.pages.flatMap { $0.labels.forms.compactMap(\.self) }).sorted()
        var samples: [Sample] = []
        for (index, page) in corpus.pages.enumerated() {
            for (number, kind) in page.labels.forms.enumerated() {
                guard let kind, let label = kinds.firstIndex(of: kind) else { continue }
                samples.append(Sample(page: index, ordinal: number, bag: FormFeatures.bag(page.page, number), label: label, weight: 1))
            }
        }
        return (kinds, NetworkFit.fit(samples, classes: kinds.count, .form, keeping: 10_000))
    }

    private func samples(_ tokens: [String], _ bag: (Int, Int) -> FeatureBag?) -> [Sample] {
        let number = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
        var samples: [Sample] = []
        for (index, page) in corpus.pages.enumerated() {
            for (ordinal, truth) in page.labels.fields.sorted(by: { $0.key < $1.key }) {
                guard let label = number[truth ?? "-"], let bag = bag(index, ordinal) else { continue }
                // Formasaurus' types are coarser than tokens.
                samples.append(
                    Sample(page: index, ordinal: ordinal, bag: bag, label: label, weight: page.labels.source == .firefox ? 1 : 0.2))
            }
        }
        return samples
    }

    // MARK: Decisions

    /// What the passes said of a page's controls that they had not seen.
    private func passes(_ first: FirstPass, _ second: SecondPass, page: Int, reserve: Float) -> [FormMapper.Passes] {
        let forms = TokenForms(first.tokens)
        var passes = zip(first.heldOut[page], second.heldOut[page]).map { first, second in
            first.isEmpty ? FormMapper.Passes() : FormMapper.Passes(first: first, second: second, reserve: reserve, forms: forms)
        }
        Agreement.settle(&passes, corpus.pages[page].page)
        return passes
    }

    /// The reserve with which most tokens are right, of those said and of those that should be (F1).
    func reserve(_ first: FirstPass, _ second: SecondPass) -> Float {
        var best = (reserve: Float(1), score: 0.0)
        for reserve in [1, 1.5, 2, 2.5, 3, 4] as [Float] {
            var right = 0, said = 0, actual = 0
            for (index, page) in corpus.pages.enumerated() where page.labels.source == .firefox {
                let passes = passes(first, second, page: index, reserve: reserve)
                for (ordinal, truth) in page.labels.fields where passes.indices.contains(ordinal) {
                    guard let best = passes[ordinal].best else { continue }
                    if best > 0 { said += 1 }
                    if truth != nil { actual += 1 }
                    if best > 0, first.tokens[best] == truth { right += 1 }
                }
            }
            let score = 2 * Double(right) / Double(max(said + actual, 1))
            if score > best.score { best = (reserve, score) }
        }
        return best.reserve
    }

    func certainty(_ first: FirstPass, _ second: SecondPass, reserve: Float) -> Certainty {
        var outcomes: [CertaintyFit.Outcome] = []
        for (index, page) in corpus.pages.enumerated() where page.labels.source == .firefox {
            let passes = passes(first, second, page: index, reserve: reserve)
            let signs = CertaintySigns.of(page.page, page.features, passes, tokens: first.tokens)
            for (ordinal, truth) in page.labels.fields.sorted(by: { $0.key < $1.key }) where passes.indices.contains(ordinal) {
                guard let answer = Certainty.Answer(passes[ordinal], signs[ordinal]) else { continue }
                let isRight = TokenForms.plain(first.tokens[answer.token]) == TokenForms.plain(truth ?? "-")
                outcomes.append(CertaintyFit.Outcome(answer: answer, isRight: isRight))
            }
        }
        return CertaintyFit.fit(outcomes, tokens: first.tokens.count, acceptance: acceptance)
    }

    /// Runs `body` for 0 up to `count`, as many at a time as there are processors; the results in order.
    static func each<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) -> Value) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            for index in 0..<count { group.addTask { (index, body(index)) } }
            var all: [(Int, Value)] = []
            for await result in group { all.append(result) }
            return all.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

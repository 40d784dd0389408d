import Onboarding

/// Makes a model of labelled pages. Both passes are trained, and the confidence is calibrated, on what models said of sites they had not seen.
struct ModelTraining: Sendable {
    var corpus: FormCorpus
    /// Parts of the split inside the training.
    var parts = 5
    /// Rows that the first pass keeps, by their greatest weight: the file's size.
    var maximumRows = 48_000
    /// The share of right answers among those taken without asking.
    var acceptance = 0.99

    /// An example before its features have rows.
    struct Sample: Sendable {
        var page: Int
        var ordinal: Int
        var bag: FeatureBag
        var label: Int
        var weight: Float
    }

    func model() async -> FormModel {
        let tokens = tokens()
        let number = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
        let pages = corpus.pages
        let fold = corpus.folds(parts, salt: 11)
        let samples = samples(number) { pages[$0].bags[$1] }
        let heldOut = await Self.each(parts) { part in
            Self.fit(samples.filter { fold[$0.page] != part }, classes: tokens.count, Self.firstPass)
        }
        var first = pages.map { [[Float]](repeating: [], count: $0.page.controls.count) }
        for (index, page) in pages.enumerated() {
            for (ordinal, bag) in page.bags { first[index][ordinal] = heldOut[fold[index]].probabilities(bag) }
        }
        let joint = zip(pages, first).map { JointFeatures($0.page, $0.features, first: $1) }
        let around = self.samples(number) { pages[$0].bags[$1] == nil ? nil : joint[$0].bag($1) }
        let seconds = await Self.each(parts) { part in
            Self.fit(around.filter { fold[$0.page] != part }, classes: tokens.count, Self.secondPass)
        }
        var outcomes: [(score: Float, isRight: Bool)] = []
        for sample in around where pages[sample.page].labels.source == .firefox {
            let both = FormMapper.mean(first[sample.page][sample.ordinal], seconds[fold[sample.page]].probabilities(sample.bag))
            guard let best = both.indices.max(by: { both[$0] < both[$1] }) else { continue }
            outcomes.append((both[best], best == sample.label))
        }
        let forms = formSamples()
        let limit = maximumRows
        let last = await Self.each(3) { which in
            switch which {
            case 0: Self.fit(samples, classes: tokens.count, Self.firstPass, keeping: limit)
            case 1: Self.fit(around, classes: tokens.count, Self.secondPass)
            default: Self.fit(forms, classes: Self.formTypes.count, Self.formPass, keeping: 12_000)
            }
        }
        return FormModel(
            tokens: tokens, formTypes: Self.formTypes, first: last[0], second: last[1], form: last[2], calibration: calibration(outcomes))
    }

    // MARK: What is learned

    /// The tokens that enough fields have; the first is none at all.
    private func tokens() -> [String] {
        var counts: [String: Int] = [:]
        for page in corpus.pages { for case let label? in page.labels.fields.values { counts[label, default: 0] += 1 } }
        return ["-"] + counts.filter { $0.value >= 4 }.keys.sorted()
    }

    static let formTypes = FormType.allCases.map(\.rawValue).filter { $0 != FormType.submitListing.rawValue }

    private func samples(_ number: [String: Int], _ bag: (Int, Int) -> FeatureBag?) -> [Sample] {
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

    private func formSamples() -> [Sample] {
        var samples: [Sample] = []
        for (index, page) in corpus.pages.enumerated() {
            for (number, type) in page.labels.forms.enumerated() {
                guard let type, let label = Self.formTypes.firstIndex(of: type) else { continue }
                samples.append(Sample(page: index, ordinal: number, bag: FormFeatures.bag(page.page, number), label: label, weight: 1))
            }
        }
        return samples
    }

    // MARK: Fitting

    struct Settings: Sendable {
        var rate: Float = 2
        var epochs = 14
        var dropout: Float = 0.3
        var groupDropout: Float = 0.08
    }

    static let firstPass = Settings(rate: 1.2, epochs: 16)
    static let secondPass = Settings()
    static let formPass = Settings(rate: 0.5, epochs: 30, groupDropout: 0)

    /// A matrix over the features that at least two pages have.
    static func fit(_ samples: [Sample], classes: Int, _ settings: Settings, keeping limit: Int = .max) -> SparseMatrix {
        var seen: [UInt32: Int32] = [:]
        var rowOf: [UInt32: Int32] = [:]
        var features: [UInt32] = []
        for sample in samples {
            for feature in sample.bag.features {
                guard let before = seen[feature] else {
                    seen[feature] = Int32(sample.page)
                    continue
                }
                guard before >= 0, before != Int32(sample.page) else { continue }
                seen[feature] = -1
                rowOf[feature] = Int32(features.count)
                features.append(feature)
            }
        }
        let examples = samples.map { sample in
            var example = Example(label: sample.label, weight: sample.weight)
            for (index, feature) in sample.bag.features.enumerated() {
                guard let row = rowOf[feature] else { continue }
                example.rows.append(row)
                example.groups.append(sample.bag.groups[index].rawValue)
                example.values.append(sample.bag.values[index])
            }
            return example
        }
        var trainer = SoftmaxTrainer(classes: classes, rows: features.count)
        trainer.rate = settings.rate
        trainer.epochs = settings.epochs
        trainer.dropout = settings.dropout
        trainer.groupDropout = settings.groupDropout
        let weights = trainer.train(examples)
        var rows = features.enumerated().map { index, feature in
            (feature: feature, weights: Array(weights[(index * classes)..<((index + 1) * classes)]))
        }
        if rows.count > limit {
            let most = rows.map { row in row.weights.reduce(0) { max($0, abs($1)) } }
            let kept = rows.indices.sorted { most[$0] > most[$1] || most[$0] == most[$1] && features[$0] < features[$1] }.prefix(limit)
            rows = kept.map { rows[$0] }
        }
        return SparseMatrix(classes: classes, rows: rows)
    }

    private func calibration(_ outcomes: [(score: Float, isRight: Bool)]) -> Calibration {
        let knots = Calibration.fit(outcomes)
        // The lowest score from which on the share of right answers holds.
        let sorted = outcomes.sorted { $0.score > $1.score }
        var right = 0
        var score: Float = 1
        for (index, outcome) in sorted.enumerated() {
            right += outcome.isRight ? 1 : 0
            if Double(right) >= acceptance * Double(index + 1) { score = outcome.score }
        }
        return Calibration(knots: knots, threshold: Calibration(knots: knots, threshold: 0).confidence(score))
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

import Onboarding

/// Fits networks to samples: gives their features rows, trains several networks that differ by chance alone, and joins them to one whose scores
/// are the mean of theirs.
enum NetworkFit {
    struct Settings: Sendable {
        var rate: Float
        var hiddenRate: Float = 0.3
        var epochs: Int
        var hidden = 16
        var members = 2
        var dropout: Float = 0.3
        var groupDropout: Float = 0.08

        static let first = Settings(rate: 1.2, epochs: 14)
        static let second = Settings(rate: 1.2, epochs: 12)
        static let form = Settings(rate: 0.5, epochs: 24, members: 4, groupDropout: 0)
    }

    /// A network over the features that at least two pages have.
    static func fit(
        _ samples: [ModelTraining.Sample], classes: Int, _ settings: Settings, keeping limit: Int = .max
    ) -> SparseNetwork {
        let (features, rowOf) = features(samples)
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
        var trainer = NetworkTrainer(classes: classes, rows: features.count, hidden: settings.hidden, epochs: settings.epochs)
        trainer.rate = settings.rate
        trainer.hiddenRate = settings.hiddenRate
        trainer.dropout = settings.dropout
        trainer.groupDropout = settings.groupDropout
        var rows = features.map {
            SparseNetwork.Row(feature: $0, classes: [Float](repeating: 0, count: classes), hidden: [])
        }
        var head: [Float] = []
        let share = 1 / Float(settings.members)
        for member in 0..<settings.members {
            trainer.seed = UInt64(7 + member)
            let weights = trainer.train(examples)
            let width = classes + settings.hidden
            for index in rows.indices {
                for at in 0..<classes { rows[index].classes[at] += weights.rows[index * width + at] * share }
                rows[index].hidden += weights.rows[(index * width + classes)..<((index + 1) * width)]
            }
            head += weights.head.map { $0 * share }
        }
        let network = SparseNetwork(classes: classes, hidden: settings.hidden * settings.members, rows: rows, head: head)
        return rows.count > limit ? network.without(rows.count - limit) : network
    }

    /// The features that at least two pages have, and the row of each.
    private static func features(_ samples: [ModelTraining.Sample]) -> (features: [UInt32], rowOf: [UInt32: Int32]) {
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
        return (features, rowOf)
    }
}

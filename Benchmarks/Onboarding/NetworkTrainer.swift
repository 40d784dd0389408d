import Onboarding

/// One example: rows of the weights that its features have, the class it is of, and how much it counts.
struct Example: Sendable {
    var rows: [Int32] = []
    /// The group of each row's feature.
    var groups: [UInt8] = []
    /// How much each row's feature counts.
    var values: [Float] = []
    var label: Int
    var weight: Float = 1
}

/// A generator whose numbers are the same everywhere (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func unit() -> Float { Float(next() >> 40) / Float(1 << 24) }
}

/// Trains the weights of a ``SparseNetwork``: stochastic gradients with one learning rate a row (after AdaGrad), features dropped at random, and
/// the mean of the later epochs' weights. Everything happens in one fixed order: the same input gives the same bits.
struct NetworkTrainer: Sendable {
    var classes: Int
    var rows: Int
    /// Hidden units, a multiple of 16; 0 for a linear model.
    var hidden = 0
    var epochs = 14
    /// The learning rate of the classes' own weights, and of the hidden units.
    var rate: Float = 0.25
    var hiddenRate: Float = 0.25
    var decay: Float = 1e-5
    var dropout: Float = 0.3
    var groupDropout: Float = 0.08
    var seed: UInt64 = 7

    /// What training gives: a row's weights for the classes and then for the hidden units, row after row; and the units' weights for classes.
    struct Weights: Sendable {
        var rows: [Float]
        var head: [Float]
    }

    private typealias Lanes = SIMD16<Float>

    /// Vectors that live as long as one training.
    private struct Memory {
        let base: UnsafeMutablePointer<Lanes>
        let count: Int

        init(_ count: Int) {
            self.count = count
            base = UnsafeMutablePointer<Lanes>.allocate(capacity: max(count, 1))
            base.initialize(repeating: .zero, count: max(count, 1))
        }

        func add(_ other: Memory) { for at in 0..<count { base[at] += other.base[at] } }
    }

    /// The mean weights of the later half of the epochs.
    func train(_ examples: [Example]) -> Weights {
        let width = (classes + 15) / 16
        let units = hidden / 16
        let stride = width + units
        let weights = Memory(rows * stride)
        let head = Memory(hidden * width)
        let sums = Memory(rows * stride)
        let headSums = Memory(hidden * width)
        defer { for memory in [weights, head, sums, headSums] { memory.base.deallocate() } }
        var random = SplitMix(state: seed)
        if hidden > 0 {
            for row in 0..<rows {
                for lane in width..<stride {
                    for at in 0..<16 { weights.base[row * stride + lane][at] = (random.unit() - 0.5) * 0.2 }
                }
            }
            for at in 0..<(hidden * width) {
                for lane in 0..<16 where at % width * 16 + lane < classes { head.base[at][lane] = (random.unit() - 0.5) * 0.5 }
            }
        }
        var step = Step(trainer: self, weights: weights.base, head: head.base)
        var order = Array(examples.indices)
        for epoch in 0..<epochs {
            order.shuffle(using: &random)
            let share = 1 - 0.9 * Float(epoch) / Float(epochs)
            for index in order { step.learn(examples[index], share, &random) }
            if epoch >= epochs / 2 {
                sums.add(weights)
                headSums.add(head)
            }
        }
        let count = Float(epochs - epochs / 2)
        var result = [Float](repeating: 0, count: rows * (classes + hidden))
        for row in 0..<rows {
            let to = row * (classes + hidden)
            for at in 0..<classes { result[to + at] = sums.base[row * stride + at / 16][at % 16] / count }
            for at in 0..<hidden { result[to + classes + at] = sums.base[row * stride + width + at / 16][at % 16] / count }
        }
        var heads = [Float](repeating: 0, count: hidden * classes)
        for unit in 0..<hidden {
            for at in 0..<classes { heads[unit * classes + at] = headSums.base[unit * width + at / 16][at % 16] / count }
        }
        return Weights(rows: result, head: heads)
    }

    /// What one training keeps from example to example.
    private struct Step {
        let trainer: NetworkTrainer
        let weights: UnsafeMutablePointer<Lanes>
        let head: UnsafeMutablePointer<Lanes>
        /// Sums of squared gradients: of a row's weights for classes and for hidden units, and of each unit's weights.
        var history: [Float]
        var hiddenHistory: [Float]
        var headHistory: [Float]
        let width: Int
        let stride: Int
        var scores: [Lanes]
        var kept: [(row: Int, value: Float)] = []

        init(trainer: NetworkTrainer, weights: UnsafeMutablePointer<Lanes>, head: UnsafeMutablePointer<Lanes>) {
            self.trainer = trainer
            self.weights = weights
            self.head = head
            width = (trainer.classes + 15) / 16
            stride = width + trainer.hidden / 16
            history = [Float](repeating: 1e-2, count: trainer.rows)
            hiddenHistory = [Float](repeating: 1e-2, count: trainer.hidden > 0 ? trainer.rows : 0)
            headHistory = [Float](repeating: 1e-2, count: trainer.hidden)
            scores = [Lanes](repeating: .zero, count: stride)
        }

        /// Keeps a part of the example's features, at random; the sum of their squares.
        private mutating func keep(_ example: Example, _ random: inout SplitMix) -> Float {
            kept.removeAll(keepingCapacity: true)
            var dropped: UInt32 = 0
            var squares: Float = 0
            if trainer.groupDropout > 0 {
                for group in 2..<10 where random.unit() < trainer.groupDropout { dropped |= 1 << UInt32(group) }
            }
            for (at, row) in example.rows.enumerated() {
                if dropped >> UInt32(example.groups[at]) & 1 == 1 { continue }
                if trainer.dropout > 0, random.unit() < trainer.dropout { continue }
                kept.append((Int(row), example.values[at]))
                squares += example.values[at] * example.values[at]
            }
            return squares
        }

        mutating func learn(_ example: Example, _ share: Float, _ random: inout SplitMix) {
            let scale = FormModelMath.scale(keep(example, &random))
            for lane in 0..<stride { scores[lane] = .zero }
            for (row, value) in kept { for lane in 0..<stride { scores[lane] += value * weights[row * stride + lane] } }
            for lane in 0..<stride { scores[lane] *= scale }
            for unit in 0..<trainer.hidden {
                let activity = scores[width + unit / 16][unit % 16]
                guard activity > 0 else { continue }
                for lane in 0..<width { scores[lane] += activity * head[unit * width + lane] }
            }
            let norm = differ(example)
            if norm < 1e-6 { return }
            let hiddenNorm = trainer.hidden > 0 ? backward(norm, share) : 0
            for lane in 0..<stride { scores[lane] *= scale }
            let (squared, hiddenSquared) = (norm * scale * scale, hiddenNorm * scale * scale)
            for (row, value) in kept {
                history[row] += squared * value * value
                let step = trainer.rate * share * value / history[row].squareRoot()
                for lane in 0..<width {
                    let old = weights[row * stride + lane]
                    weights[row * stride + lane] = old - step * (scores[lane] + trainer.decay * old)
                }
                guard hiddenSquared > 0 else { continue }
                hiddenHistory[row] += hiddenSquared * value * value
                let hiddenStep = trainer.hiddenRate * share * value / hiddenHistory[row].squareRoot()
                for lane in width..<stride {
                    let old = weights[row * stride + lane]
                    weights[row * stride + lane] = old - hiddenStep * (scores[lane] + trainer.decay * old)
                }
            }
        }

        /// Puts the scores' gradient in their place; its square.
        private mutating func differ(_ example: Example) -> Float {
            NetworkTrainer.softmax(&scores, trainer.classes)
            var norm: Float = 0
            for at in 0..<(width * 16) {
                let gradient =
                    at < trainer.classes ? (scores[at / 16][at % 16] - (at == example.label ? 1 : 0)) * example.weight : 0
                scores[at / 16][at % 16] = gradient
                norm += gradient * gradient
            }
            return norm
        }

        /// Moves the units' weights for classes, and puts the hidden units' gradient in their activities' place; its square.
        private mutating func backward(_ norm: Float, _ share: Float) -> Float {
            var hiddenNorm: Float = 0
            for unit in 0..<trainer.hidden {
                let activity = scores[width + unit / 16][unit % 16]
                var gradient: Float = 0
                if activity > 0 {
                    headHistory[unit] += norm * activity * activity
                    let step = trainer.hiddenRate * share * activity / headHistory[unit].squareRoot()
                    for lane in 0..<width {
                        let old = head[unit * width + lane]
                        gradient += (scores[lane] * old).sum()
                        head[unit * width + lane] = old - step * scores[lane]
                    }
                }
                scores[width + unit / 16][unit % 16] = gradient
                hiddenNorm += gradient * gradient
            }
            return hiddenNorm
        }
    }

    private static func softmax(_ scores: inout [Lanes], _ classes: Int) {
        var most = -Float.infinity
        for at in 0..<classes { most = max(most, scores[at / 16][at % 16]) }
        var sum: Float = 0
        for at in 0..<classes {
            let value = FormModelMath.exp(scores[at / 16][at % 16] - most)
            scores[at / 16][at % 16] = value
            sum += value
        }
        for at in 0..<classes { scores[at / 16][at % 16] /= sum }
    }
}

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

/// Multinomial logistic regression over sparse binary features by stochastic gradients with one learning rate a row (after AdaGrad), features
/// dropped at random, and the mean of the later epochs' weights. Everything happens in one fixed order: the same input gives the same bits.
struct SoftmaxTrainer: Sendable {
    var classes: Int
    var rows: Int
    var epochs = 14
    var rate: Float = 0.25
    var decay: Float = 1e-5
    var dropout: Float = 0.3
    var groupDropout: Float = 0.08
    var smoothing: Float = 0
    var seed: UInt64 = 7

    /// Weights, `classes` a row, row after row.
    func train(_ examples: [Example]) -> [Float] {
        let width = (classes + 15) / 16
        let weights = UnsafeMutablePointer<SIMD16<Float>>.allocate(capacity: rows * width)
        weights.initialize(repeating: .zero, count: rows * width)
        let sums = UnsafeMutablePointer<SIMD16<Float>>.allocate(capacity: rows * width)
        sums.initialize(repeating: .zero, count: rows * width)
        var history = [Float](repeating: 1e-2, count: rows)
        defer { weights.deallocate(); sums.deallocate() }
        var random = SplitMix(state: seed)
        var order = Array(examples.indices)
        var scores = [SIMD16<Float>](repeating: .zero, count: width)
        var kept: [(row: Int, value: Float)] = []
        for epoch in 0..<epochs {
            order.shuffle(using: &random)
            let rate = self.rate * (1 - 0.9 * Float(epoch) / Float(epochs))
            for index in order {
                let example = examples[index]
                kept.removeAll(keepingCapacity: true)
                var dropped: UInt32 = 0
                var squares: Float = 0
                if groupDropout > 0 { for group in 2..<10 where random.unit() < groupDropout { dropped |= 1 << UInt32(group) } }
                for (at, row) in example.rows.enumerated() {
                    if dropped >> UInt32(example.groups[at]) & 1 == 1 { continue }
                    if dropout > 0, random.unit() < dropout { continue }
                    kept.append((Int(row), example.values[at]))
                    squares += example.values[at] * example.values[at]
                }
                let scale = Self.scale(squares)
                for lane in 0..<width { scores[lane] = .zero }
                for (row, value) in kept { for lane in 0..<width { scores[lane] += value * weights[row * width + lane] } }
                for lane in 0..<width { scores[lane] *= scale }
                Self.softmax(&scores, classes)
                var norm: Float = 0
                for at in 0..<(width * 16) {
                    let target: Float = at == example.label ? 1 - smoothing : at < classes ? smoothing / Float(classes - 1) : 0
                    var gradient = (scores[at / 16][at % 16] - target) * example.weight * scale
                    if at >= classes { gradient = 0 }
                    scores[at / 16][at % 16] = gradient
                    norm += gradient * gradient
                }
                if norm < 1e-10 { continue }
                for (row, value) in kept {
                    history[row] += norm * value * value
                    let step = rate * value / history[row].squareRoot()
                    for lane in 0..<width {
                        let old = weights[row * width + lane]
                        weights[row * width + lane] = old - step * (scores[lane] + decay * old)
                    }
                }
            }
            if epoch >= epochs / 2 { for at in 0..<(rows * width) { sums[at] += weights[at] } }
        }
        let count = Float(epochs - epochs / 2)
        var result = [Float](repeating: 0, count: rows * classes)
        for row in 0..<rows { for at in 0..<classes { result[row * classes + at] = sums[row * width + at / 16][at % 16] / count } }
        return result
    }

    /// What a sum over so many features is multiplied by: pages say much or little of a field.
    static func scale(_ squares: Float) -> Float { FormModelMath.scale(squares) }

    static func softmax(_ scores: inout [SIMD16<Float>], _ classes: Int) {
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

/// Weights of a linear model over hashed features: one row a feature, a byte a class, each row with a scale of its own.
package struct SparseMatrix: Sendable {
    package let classes: Int
    /// The features that have rows, ascending.
    private let features: [UInt32]
    /// Upper halves of floats.
    private let scales: [UInt16]
    private let weights: [Int8]
    /// Where the features with each value of the upper 12 bits begin.
    private let starts: [Int32]

    /// Rounds trained weights to bytes. `rows` are the features with their weights, in any order.
    package init(classes: Int, rows: [(feature: UInt32, weights: [Float])]) {
        self.classes = classes
        let rows = rows.sorted { $0.feature < $1.feature }
        var scales: [UInt16] = []
        var bytes: [Int8] = []
        for row in rows {
            let most = row.weights.reduce(0) { max($0, abs($1)) }
            // Rounded up, so that the greatest weight still fits.
            let scale = UInt16(truncatingIfNeeded: ((most / 127).bitPattern >> 16) + 1)
            let step = Float(bitPattern: UInt32(scale) << 16)
            scales.append(scale)
            for weight in row.weights { bytes.append(Int8(max(-127, min(127, (weight / step).rounded())))) }
        }
        features = rows.map(\.feature)
        self.scales = scales
        weights = bytes
        starts = Self.starts(features)
    }

    init?(_ reader: inout ModelReader) {
        guard let classes = reader.number(), classes >= 1, classes <= 127, let count = reader.number(), count <= 1 << 22,
            let features = reader.take(Int(count) * 4), let scales = reader.take(Int(count) * 2),
            let weights = reader.take(Int(count) * Int(classes))
        else { return nil }
        self.classes = Int(classes)
        self.features = (0..<Int(count)).map { row in
            features[(features.startIndex + row * 4)..<(features.startIndex + row * 4 + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        self.scales = (0..<Int(count)).map {
            UInt16(scales[scales.startIndex + $0 * 2]) | UInt16(scales[scales.startIndex + $0 * 2 + 1]) << 8
        }
        self.weights = weights.map { Int8(bitPattern: $0) }
        starts = Self.starts(self.features)
        for index in self.features.indices.dropFirst() where self.features[index - 1] >= self.features[index] { return nil }
    }

    func write(to writer: inout ModelWriter) {
        writer.add(UInt32(classes))
        writer.add(UInt32(features.count))
        for feature in features { writer.add(feature) }
        for scale in scales { writer.bytes += [UInt8(scale & 0xFF), UInt8(scale >> 8)] }
        for weight in weights { writer.bytes.append(UInt8(bitPattern: weight)) }
    }

    private static func starts(_ features: [UInt32]) -> [Int32] {
        var starts = [Int32](repeating: 0, count: 4097)
        for feature in features { starts[Int(feature >> 20) + 1] += 1 }
        for index in 1...4096 { starts[index] += starts[index - 1] }
        return starts
    }

    private func row(of feature: UInt32) -> Int? {
        var low = Int(starts[Int(feature >> 20)])
        let end = Int(starts[Int(feature >> 20) + 1])
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if features[middle] < feature { low = middle + 1 } else { high = middle }
        }
        return low < end && features[low] == feature ? low : nil
    }

    /// The probability of each class for the evidence.
    package func probabilities(_ bag: FeatureBag) -> [Float] {
        var scores = [Float](repeating: 0, count: classes)
        var squares: Float = 0
        weights.withUnsafeBufferPointer { weights in
            scores.withUnsafeMutableBufferPointer { scores in
                for (index, feature) in bag.features.enumerated() {
                    guard let row = row(of: feature) else { continue }
                    let value = bag.values[index]
                    squares += value * value
                    let step = value * Float(bitPattern: UInt32(scales[row]) << 16)
                    let base = row * classes
                    for at in 0..<classes { scores[at] += step * Float(weights[base + at]) }
                }
            }
        }
        let scale = FormModelMath.scale(squares)
        for at in scores.indices { scores[at] *= scale }
        FormModelMath.softmax(&scores)
        return scores
    }

    /// How much each group of the evidence speaks for class `a` and against `b`, by the group's raw value.
    func contrast(_ bag: FeatureBag, _ a: Int, _ b: Int) -> [Float] {
        var shares = [Float](repeating: 0, count: FeatureBag.Group.allCases.count)
        for (index, feature) in bag.features.enumerated() {
            guard let row = row(of: feature) else { continue }
            let step = bag.values[index] * Float(bitPattern: UInt32(scales[row]) << 16)
            shares[Int(bag.groups[index].rawValue)] += step * (Float(weights[row * classes + a]) - Float(weights[row * classes + b]))
        }
        return shares
    }
}

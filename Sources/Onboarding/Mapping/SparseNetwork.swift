/// A small network over hashed features, in bytes: each feature has a row with one weight for every class and one for every hidden unit; the
/// hidden units speak for classes too. What the classes' own weights say is a linear model, of which reasons can be told; the hidden units tell
/// what several pieces of evidence say together.
package struct SparseNetwork: Sendable {
    package let classes: Int
    package let hidden: Int
    /// The features that have rows, ascending.
    private let features: [UInt32]
    /// Of each row the step of its classes' weights and that of its hidden units' weights.
    private let steps: [Float]
    /// The rows' weights, sixteen at a time: those for classes, then those for hidden units, each filled up with zeros.
    private let weights: [SIMD16<Int8>]
    /// What each hidden unit says of each class, unit after unit.
    private let head: [Float]
    /// Where the features with each value of the upper 16 bits begin.
    private let starts: [Int32]

    /// A feature's trained weights.
    package struct Row {
        package var feature: UInt32
        package var classes: [Float]
        package var hidden: [Float]

        package init(feature: UInt32, classes: [Float], hidden: [Float]) {
            self.feature = feature
            self.classes = classes
            self.hidden = hidden
        }
    }

    /// The evidence of a bag that the network knows: looked up once, weighed as often as it is asked for.
    package struct Known: Sendable {
        fileprivate(set) var rows: [Int32] = []
        fileprivate(set) var values: [Float] = []
        fileprivate(set) var groups: [FeatureBag.Group] = []
        fileprivate(set) var squares: Float = 0
    }

    /// Rounds trained weights to bytes. `rows` are in any order; `head` has `classes` numbers for each hidden unit.
    package init(classes: Int, hidden: Int, rows: [Row], head: [Float]) {
        self.classes = classes
        self.hidden = hidden
        self.head = head
        let rows = rows.sorted { $0.feature < $1.feature }
        var steps: [Float] = []
        var bytes: [Int8] = []
        bytes.reserveCapacity(rows.count * (classes + hidden))
        for row in rows {
            for weights in [row.classes, row.hidden] {
                let step = Self.step(weights.reduce(0) { max($0, abs($1)) })
                steps.append(step)
                for weight in weights { bytes.append(Int8(max(-127, min(127, (weight / step).rounded())))) }
            }
        }
        features = rows.map(\.feature)
        self.steps = steps
        weights = Self.lanes(bytes, classes: classes, hidden: hidden)
        starts = Self.starts(features)
    }

    private init(classes: Int, hidden: Int, features: [UInt32], steps: [Float], weights: [SIMD16<Int8>], head: [Float]) {
        self.classes = classes
        self.hidden = hidden
        self.features = features
        self.steps = steps
        self.weights = weights
        self.head = head
        starts = Self.starts(features)
    }

    /// A step with which the greatest weight just fits; a float of which only the upper half is kept.
    private static func step(_ most: Float) -> Float { Float(bitPattern: (((most / 127).bitPattern >> 16) + 1) << 16) }

    init?(_ reader: inout ModelReader) {
        guard let classes = reader.number(), classes >= 1, classes <= 127, let hidden = reader.number(), hidden <= 256,
            let count = reader.number(), count <= 1 << 22, let features = reader.take(Int(count) * 4),
            let steps = reader.take(Int(count) * 4), let weights = reader.take(Int(count) * Int(classes + hidden))
        else { return nil }
        self.classes = Int(classes)
        self.hidden = Int(hidden)
        self.features = Self.words(features)
        self.steps = Self.halves(steps)
        self.weights = Self.lanes(weights.map { Int8(bitPattern: $0) }, classes: Int(classes), hidden: Int(hidden))
        var head: [Float] = []
        for _ in 0..<(Int(hidden) * Int(classes)) {
            guard let weight = reader.float(), weight.isFinite else { return nil }
            head.append(weight)
        }
        self.head = head
        starts = Self.starts(self.features)
        for index in self.features.indices.dropFirst() where self.features[index - 1] >= self.features[index] { return nil }
    }

    /// Rows of bytes, one after the other, as lanes.
    private static func lanes(_ bytes: [Int8], classes: Int, hidden: Int) -> [SIMD16<Int8>] {
        let width = classes + hidden
        guard width > 0 else { return [] }
        let first = lanes(of: classes)
        var lanes = [SIMD16<Int8>](repeating: .zero, count: bytes.count / width * (first + Self.lanes(of: hidden)))
        for row in 0..<(bytes.count / width) {
            let base = row * (first + Self.lanes(of: hidden)) * 16
            for at in 0..<width {
                let place = base + (at < classes ? at : first * 16 + at - classes)
                lanes[place / 16][place % 16] = bytes[row * width + at]
            }
        }
        return lanes
    }

    /// How many lanes so many weights take.
    private static func lanes(of count: Int) -> Int { (count + 15) / 16 }

    /// How many lanes a row takes.
    private var rowLanes: Int { Self.lanes(of: classes) + Self.lanes(of: hidden) }

    /// A row's weight for a class or, from `classes` on, for a hidden unit.
    private func weight(_ row: Int, _ at: Int) -> Int8 {
        let place = at < classes ? at : Self.lanes(of: classes) * 16 + at - classes
        return weights[row * rowLanes + place / 16][place % 16]
    }

    private static func words(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
        let bytes = Array(bytes)
        var words: [UInt32] = []
        words.reserveCapacity(bytes.count / 4)
        for at in stride(from: 0, to: bytes.count - 3, by: 4) {
            let low = UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8
            let high = UInt32(bytes[at + 2]) | UInt32(bytes[at + 3]) << 8
            words.append(low | high << 16)
        }
        return words
    }

    /// Floats of which the upper halves are kept.
    private static func halves(_ bytes: ArraySlice<UInt8>) -> [Float] {
        let bytes = Array(bytes)
        return stride(from: 0, to: bytes.count - 1, by: 2).map { at in
            let half = UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8
            return Float(bitPattern: half << 16)
        }
    }

    func write(to writer: inout ModelWriter) {
        writer.add(UInt32(classes))
        writer.add(UInt32(hidden))
        writer.add(UInt32(features.count))
        for feature in features { writer.add(feature) }
        for step in steps {
            let half = step.bitPattern >> 16
            writer.bytes += [UInt8(half & 0xFF), UInt8(half >> 8)]
        }
        for row in features.indices {
            for at in 0..<(classes + hidden) { writer.bytes.append(UInt8(bitPattern: weight(row, at))) }
        }
        for weight in head { writer.add(weight) }
    }

    private static func starts(_ features: [UInt32]) -> [Int32] {
        var starts = [Int32](repeating: 0, count: 65_537)
        for feature in features { starts[Int(feature >> 16) + 1] += 1 }
        for index in 1...65_536 { starts[index] += starts[index - 1] }
        return starts
    }

    /// The rows of the bag's features.
    package func known(_ bag: FeatureBag) -> Known {
        var known = Known()
        known.rows.reserveCapacity(bag.features.count)
        known.values.reserveCapacity(bag.features.count)
        known.groups.reserveCapacity(bag.features.count)
        for (index, feature) in bag.features.enumerated() {
            // Hashes are even: a bucket holds a row or two.
            var row = Int(starts[Int(feature >> 16)])
            let end = Int(starts[Int(feature >> 16) + 1])
            while row < end, features[row] < feature { row += 1 }
            guard row < end, features[row] == feature else { continue }
            let value = bag.values[index]
            known.rows.append(Int32(row))
            known.values.append(value)
            known.groups.append(bag.groups[index])
            known.squares += value * value
        }
        return known
    }

    /// The probability of each class for the evidence.
    package func probabilities(_ bag: FeatureBag) -> [Float] { probabilities(known(bag)) }

    package func probabilities(_ known: Known) -> [Float] {
        var sums = sums(known)
        let scale = FormModelMath.scale(known.squares)
        for at in sums.indices { sums[at] *= scale }
        for unit in 0..<hidden where sums[classes + unit] > 0 {
            let activity = sums[classes + unit]
            for at in 0..<classes { sums[at] += activity * head[unit * classes + at] }
        }
        sums.removeLast(hidden)
        FormModelMath.softmax(&sums)
        return sums
    }

    /// The evidence's weights for classes and hidden units, added up in the order of the evidence.
    private func sums(_ known: Known) -> [Float] {
        let first = Self.lanes(of: classes)
        let rowLanes = rowLanes
        return withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: rowLanes) { sums in
            sums.initialize(repeating: .zero)
            weights.withUnsafeBufferPointer { weights in
                for index in known.rows.indices {
                    let row = Int(known.rows[index])
                    let step = known.values[index] * steps[2 * row]
                    for lane in 0..<first { sums[lane] += step * SIMD16<Float>(weights[row * rowLanes + lane]) }
                    let hiddenStep = known.values[index] * steps[2 * row + 1]
                    for lane in first..<rowLanes { sums[lane] += hiddenStep * SIMD16<Float>(weights[row * rowLanes + lane]) }
                }
            }
            var all = [Float](repeating: 0, count: classes + hidden)
            for at in all.indices {
                let place = at < classes ? at : first * 16 + at - classes
                all[at] = sums[place / 16][place % 16]
            }
            return all
        }
    }

    package var rowCount: Int { features.count }

    /// What a row takes in a file, in bytes.
    package var rowSize: Int { 8 + classes + hidden }

    /// Without the `count` rows whose weights are least.
    package func without(_ count: Int) -> SparseNetwork {
        let most = features.indices.map { row in
            (0..<classes).reduce(0) { max($0, abs(Float(weight(row, $1)))) } * steps[2 * row]
                + (classes..<(classes + hidden)).reduce(0) { max($0, abs(Float(weight(row, $1)))) } * steps[2 * row + 1]
        }
        let kept = features.indices.sorted { most[$0] > most[$1] || most[$0] == most[$1] && $0 < $1 }.dropLast(count).sorted()
        return SparseNetwork(
            classes: classes, hidden: hidden, features: kept.map { features[$0] },
            steps: kept.flatMap { [steps[2 * $0], steps[2 * $0 + 1]] },
            weights: kept.flatMap { weights[($0 * rowLanes)..<(($0 + 1) * rowLanes)] }, head: head)
    }

    /// How much each group of the evidence speaks by itself for class `a` and against `b`, by the group's raw value.
    func contrast(_ known: Known, _ a: Int, _ b: Int) -> [Float] {
        var shares = [Float](repeating: 0, count: FeatureBag.Group.allCases.count)
        for (index, row) in known.rows.enumerated() {
            let step = known.values[index] * steps[2 * Int(row)]
            shares[Int(known.groups[index].rawValue)] += step * (Float(weight(Int(row), a)) - Float(weight(Int(row), b)))
        }
        return shares
    }
}

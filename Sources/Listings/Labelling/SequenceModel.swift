/// A linear-chain model: weights of features for labels, and of one label following another. Learned off line as a conditional random
/// field or by an averaged perceptron in `Benchmarks/Listings`; here it only decides.
package struct SequenceModel: Sendable {
    package let labels: [String]
    /// Scores of label pairs, `from × to`; the row past the last label is the start of a sequence.
    private let transitions: [Float]
    private let gates: SequenceLattice.Gates
    /// Open addressing over feature hashes: index into `rows`, -1 is free.
    private let slots: [Int32]
    private let keys: [UInt32]
    /// Where each feature's weights begin in `entries`; one more than there are features.
    private let starts: [Int32]
    private let entryLabels: [UInt8]
    private let entryWeights: [Float]

    /// A decision about an item.
    package struct Decision: Sendable, Hashable {
        package var label: Int
        /// How probable it is by the model, 0 to 1, over all labellings of the sequence.
        package var confidence: Double
    }

    /// Reads what `serialized` wrote; nil when the bytes aren't that.
    package init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard reader.word() == Self.magic, let count = reader.word(), count > 0, count < 128 else { return nil }
        var labels: [String] = []
        for _ in 0..<count {
            guard let length = reader.byte(), let name = reader.take(Int(length)) else { return nil }
            labels.append(String(decoding: name, as: UTF8.self))
        }
        guard let scaleBits = reader.word(), let features = reader.word(), features < 10_000_000 else { return nil }
        let scale = Float(bitPattern: scaleBits)
        let size = Int(count)
        var transitions: [Float] = []
        for _ in 0..<((size + 1) * size) {
            guard let weight = reader.short() else { return nil }
            transitions.append(Float(weight) * scale)
        }
        var keys: [UInt32] = [], starts: [Int32] = [0]
        var entryLabels: [UInt8] = [], entryWeights: [Float] = []
        keys.reserveCapacity(Int(features))
        for _ in 0..<features {
            guard let key = reader.word(), let entries = reader.byte() else { return nil }
            keys.append(key)
            for _ in 0..<entries {
                guard let label = reader.byte(), Int(label) < size, let weight = reader.byte() else { return nil }
                entryLabels.append(label)
                // Eight bits are enough where they count most: near zero they are fine, far from it coarse.
                entryWeights.append(Self.expanded(weight) * scale)
            }
            starts.append(Int32(entryLabels.count))
        }
        var capacity = 16
        while capacity < keys.count * 2 { capacity *= 2 }
        var slots = [Int32](repeating: -1, count: capacity)
        for (index, key) in keys.enumerated() {
            var slot = Int(Self.scattered(key)) & (capacity - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = Int32(index)
        }
        (self.labels, self.transitions, self.slots, self.keys, self.starts) = (labels, transitions, slots, keys, starts)
        (self.entryLabels, self.entryWeights) = (entryLabels, entryWeights)
        gates = SequenceLattice.Gates(transitions.map(Double.init), size: size)
    }

    @inline(__always)
    private static func scattered(_ key: UInt32) -> UInt32 { (key ^ key >> 15) &* 0x2C1B_3C6D }

    /// Eight bits to a weight: the sign, and the square of the rest.
    static func expanded(_ byte: UInt8) -> Float {
        let number = Float(Int8(bitPattern: byte))
        return number.magnitude * number / 64
    }

    static func squeezed(_ weight: Float) -> UInt8 {
        let root = (weight.magnitude * 64).squareRoot().rounded()
        return UInt8(bitPattern: Int8(weight < 0 ? -min(root, 127) : min(root, 127)))
    }

    private static let magic: UInt32 = 0x31_4D_53_52

    // MARK: Deciding

    /// The best labels of a sequence (Viterbi), in time items × (features + labels²).
    package func decide(_ sequence: FeatureSequence) -> [Decision] {
        let size = labels.count
        guard sequence.count > 0 else { return [] }
        var emissions = [Float](repeating: 0, count: sequence.count * size)
        for item in 0..<sequence.count {
            let row = item * size
            for hash in sequence.features(of: item) {
                var slot = Int(Self.scattered(hash)) & (slots.count - 1)
                while slots[slot] >= 0 {
                    let index = Int(slots[slot])
                    if keys[index] == hash {
                        for entry in Int(starts[index])..<Int(starts[index + 1]) {
                            emissions[row + Int(entryLabels[entry])] += entryWeights[entry]
                        }
                        break
                    }
                    slot = (slot + 1) & (slots.count - 1)
                }
            }
        }
        let best = Self.viterbi(emissions, transitions, size)
        let lattice = SequenceLattice(emissions.map(Double.init), gates)
        return best.indices.map { Decision(label: best[$0], confidence: min(1, lattice.posteriors[$0 * size + best[$0]])) }
    }

    /// The best path through scores of items × labels.
    package static func viterbi(_ emissions: [Float], _ transitions: [Float], _ size: Int) -> [Int] {
        let count = emissions.count / size
        var back = [UInt8](repeating: 0, count: count * size)
        var score = (0..<size).map { transitions[size * size + $0] + emissions[$0] }
        var next = score
        for item in 1..<max(count, 1) {
            for to in 0..<size {
                var best = -Float.infinity, from = 0
                for candidate in 0..<size {
                    let value = score[candidate] + transitions[candidate * size + to]
                    if value > best { (best, from) = (value, candidate) }
                }
                next[to] = best + emissions[item * size + to]
                back[item * size + to] = UInt8(from)
            }
            swap(&score, &next)
        }
        var path = [Int](repeating: 0, count: count)
        var label = score.indices.max { score[$0] < score[$1] } ?? 0
        for item in stride(from: count - 1, through: 0, by: -1) {
            path[item] = label
            label = Int(back[item * size + label])
        }
        return path
    }

    // MARK: Writing

    /// The model as bytes: `weights` by feature hash, items of `transitions` as in the model; what rounds to zero is left out.
    package static func serialized(labels: [String], transitions: [Float], weights: [(hash: UInt32, weights: [Float])]) -> [UInt8] {
        let largest = weights.reduce(into: Float(0)) { most, row in for weight in row.weights { most = max(most, weight.magnitude) } }
        let scale = max(max(largest, transitions.reduce(0) { max($0, $1.magnitude) } / 120) / 252, 1e-6)
        var output: [UInt8] = []
        func word(_ value: UInt32) { for shift in [0, 8, 16, 24] { output.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) } }
        word(magic)
        word(UInt32(labels.count))
        for label in labels {
            output.append(UInt8(label.utf8.count))
            output += label.utf8
        }
        word(scale.bitPattern)
        let rows = weights.sorted { $0.hash < $1.hash }.compactMap { row -> (UInt32, [(UInt8, UInt8)])? in
            let entries = row.weights.enumerated().compactMap { label, weight -> (UInt8, UInt8)? in
                let byte = squeezed(weight / scale)
                return byte == 0 ? nil : (UInt8(label), byte)
            }
            return entries.isEmpty ? nil : (row.hash, entries)
        }
        word(UInt32(rows.count))
        for weight in transitions {
            let value = UInt16(bitPattern: Int16(max(-32_000, min(32_000, (weight / scale).rounded()))))
            output += [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
        }
        for (hash, entries) in rows {
            word(hash)
            output.append(UInt8(entries.count))
            for (label, weight) in entries { output += [label, weight] }
        }
        return output
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        mutating func byte() -> UInt8? {
            guard at < bytes.count else { return nil }
            at += 1
            return bytes[at - 1]
        }

        mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard at + count <= bytes.count else { return nil }
            at += count
            return bytes[(at - count)..<at]
        }

        mutating func word() -> UInt32? { take(4)?.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }

        mutating func short() -> Int16? { take(2)?.reversed().reduce(UInt16(0)) { $0 << 8 | UInt16($1) }.signed }
    }
}

extension UInt16 {
    fileprivate var signed: Int16 { Int16(bitPattern: self) }
}

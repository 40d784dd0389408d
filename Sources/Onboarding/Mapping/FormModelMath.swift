/// The arithmetic that training and use of the model share; the same bits on every machine.
package enum FormModelMath {
    /// What the sum over features is multiplied by, of the sum of their squares: pages say much or little of a field.
    package static func scale(_ squares: Float) -> Float { squares > 0 ? 1 / squares.squareRoot() : 0 }

    /// e to the power of `x`, for x ≤ 88, to about 2e-7; no library's, whose last bits may differ.
    package static func exp(_ x: Float) -> Float {
        guard x > -80 else { return 0 }
        let power = (x * 1.442_695_04).rounded()
        let r = (x - power * 0.693_359_375) - power * -2.121_944_4e-4
        var sum: Float = 1.987_569_15e-4
        sum = sum * r + 1.398_199_9e-3
        sum = sum * r + 8.333_451_9e-3
        sum = sum * r + 4.166_579_6e-2
        sum = sum * r + 1.666_666_5e-1
        sum = sum * r + 5.000_000_1e-1
        sum = sum * r * r + r + 1
        return sum * Float(sign: .plus, exponent: Int(power), significand: 1)
    }

    /// The logarithm to base 2 of a positive number, to about 1e-4; no library's, whose last bits may differ.
    package static func log2(_ x: Float) -> Float {
        let bits = x.bitPattern
        let power = Float(Int32(bits >> 23) - 127)
        let m = Float(bitPattern: bits & 0x7F_FFFF | 0x3F80_0000)
        // ln m = 2 artanh((m - 1) / (m + 1)).
        let t = (m - 1) / (m + 1)
        let square = t * t
        return power + 2.885_390_08 * t * (1 + square * (1 / 3 + square * (0.2 + square / 7)))
    }

    /// Probabilities from scores, in place.
    package static func softmax(_ scores: inout [Float]) {
        guard let most = scores.max() else { return }
        var sum: Float = 0
        for index in scores.indices {
            scores[index] = exp(scores[index] - most)
            sum += scores[index]
        }
        for index in scores.indices { scores[index] /= sum }
    }
}

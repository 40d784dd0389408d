import Onboarding

/// Fits how certain answers are to what came of those about held-out pages: logistic regression by Newton's method over all outcomes.
enum CertaintyFit {
    struct Outcome: Sendable {
        var answer: Certainty.Answer
        var isRight: Bool
    }

    /// How stiffly all but the constant is held near zero: tokens that few fields have, and signs that go together, say little by themselves.
    private static let stiffness = 10.0

    /// The certainty model; its threshold is the lowest from which on the `acceptance` share of the outcomes is right.
    static func fit(_ outcomes: [Outcome], tokens: Int, acceptance: Double) -> Certainty {
        let inputs = Certainty.inputs
        let size = inputs + tokens
        var weights = [Double](repeating: 0, count: size)
        for _ in 0..<10 {
            var slopes = weights.enumerated().map { $0 == 0 ? 1e-3 * $1 : stiffness * $1 }
            // Row after row; only the lower half is used.
            var curves = [Double](repeating: 0, count: size * size)
            for index in 0..<size { curves[index * size + index] = index == 0 ? 1e-3 : stiffness }
            for outcome in outcomes {
                let values = outcome.answer.inputs
                let own = inputs + outcome.answer.token
                var sum = weights[own]
                for index in 0..<inputs { sum += weights[index] * Double(values[index]) }
                let share = Double(Certainty.logistic(Float(sum)))
                let error = share - (outcome.isRight ? 1 : 0)
                let curve = share * (1 - share)
                for row in 0..<inputs {
                    slopes[row] += error * Double(values[row])
                    let step = curve * Double(values[row])
                    for column in 0...row { curves[row * size + column] += step * Double(values[column]) }
                    curves[own * size + row] += step
                }
                slopes[own] += error
                curves[own * size + own] += curve
            }
            let steps = solve(&curves, slopes)
            for index in 0..<size { weights[index] -= steps[index] }
        }
        let fitted = Certainty(
            weights: weights[..<inputs].map { Float($0) }, offsets: weights[inputs...].map { Float($0) }, threshold: 1)
        let scored = outcomes.map { (share: fitted.share($0.answer), isRight: $0.isRight) }
        return Certainty(
            weights: fitted.weights, offsets: fitted.offsets, threshold: threshold(scored, acceptance: acceptance))
    }

    /// What `matrix`, symmetric and positive, times the result gives: `right`. By Cholesky's decomposition, in the matrix's place.
    private static func solve(_ matrix: inout [Double], _ right: [Double]) -> [Double] {
        let size = right.count
        var result = right
        for row in 0..<size {
            for column in 0...row {
                var sum = matrix[row * size + column]
                for at in 0..<column { sum -= matrix[row * size + at] * matrix[column * size + at] }
                matrix[row * size + column] = row == column ? max(sum, 1e-9).squareRoot() : sum / matrix[column * size + column]
            }
            for at in 0..<row { result[row] -= matrix[row * size + at] * result[at] }
            result[row] /= matrix[row * size + row]
        }
        for row in (0..<size).reversed() {
            for at in (row + 1)..<size { result[row] -= matrix[at * size + row] * result[at] }
            result[row] /= matrix[row * size + row]
        }
        return result
    }

    private static func threshold(_ scored: [(share: Float, isRight: Bool)], acceptance: Double) -> Float {
        let sorted = scored.sorted { $0.share > $1.share || $0.share == $1.share && !$0.isRight && $1.isRight }
        var right = 0
        var threshold: Float = 1
        for (index, outcome) in sorted.enumerated() {
            right += outcome.isRight ? 1 : 0
            if Double(right) >= acceptance * Double(index + 1) { threshold = outcome.share }
        }
        return threshold
    }
}

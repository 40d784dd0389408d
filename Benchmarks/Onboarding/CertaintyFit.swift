import Onboarding

/// Fits how certain answers are to what came of those about held-out pages: logistic regression by gradients over all outcomes.
enum CertaintyFit {
    struct Outcome: Sendable {
        var answer: Certainty.Answer
        var isRight: Bool
    }

    /// The certainty model; its threshold is the lowest from which on the `acceptance` share of the outcomes is right.
    static func fit(_ outcomes: [Outcome], tokens: Int, acceptance: Double) -> Certainty {
        var weights = [Double](repeating: 0, count: Certainty.inputs)
        var offsets = [Double](repeating: 0, count: tokens)
        var histories = [Double](repeating: 1e-6, count: Certainty.inputs + tokens)
        let count = Double(max(outcomes.count, 1))
        // Offsets of tokens that few fields have are held near zero.
        let stiffness = 4 / count
        for round in 0..<400 {
            var slopes = [Double](repeating: 0, count: weights.count + tokens)
            for outcome in outcomes {
                var sum = offsets[outcome.answer.token]
                for index in weights.indices { sum += weights[index] * Double(outcome.answer.inputs[index]) }
                let error = (Double(Certainty.logistic(Float(sum))) - (outcome.isRight ? 1 : 0)) / count
                for index in weights.indices { slopes[index] += error * Double(outcome.answer.inputs[index]) }
                slopes[weights.count + outcome.answer.token] += error
            }
            for token in 0..<tokens { slopes[weights.count + token] += stiffness * offsets[token] }
            let rate = 0.3 / (1 + Double(round) / 100)
            for index in slopes.indices {
                histories[index] = 0.95 * histories[index] + 0.05 * slopes[index] * slopes[index]
                let step = rate * slopes[index] / (histories[index].squareRoot() + 1e-4)
                if index < weights.count { weights[index] -= step } else { offsets[index - weights.count] -= step }
            }
        }
        let fitted = Certainty(weights: weights.map(Float.init), offsets: offsets.map(Float.init), threshold: 1)
        let scored = outcomes.map { (share: fitted.share($0.answer), isRight: $0.isRight) }
        return Certainty(
            weights: fitted.weights, offsets: fitted.offsets, threshold: threshold(scored, acceptance: acceptance))
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

/// How likely an answer is right: a logistic model over how the two passes came to it and of what kind the control and its form are, fitted to
/// what the passes said of held-out pages. Some tokens are confused more than others for the same probability (a street's field is annotated in
/// four ways, an e-mail's in one), so each has an offset; and that a control is none of a profile's is another question than which one it is, so
/// what the passes say counts differently for it.
package struct Certainty: Sendable {
    /// How many numbers tell how an answer came about.
    package static let inputs = 1 + 2 * Answer.opinions + CertaintySigns.count

    /// One for each input.
    package let weights: [Float]
    /// One for each token.
    package let offsets: [Float]
    /// From which certainty on an answer is taken without asking.
    package let threshold: Float

    package init(weights: [Float], offsets: [Float], threshold: Float) {
        self.weights = weights
        self.offsets = offsets
        self.threshold = threshold
    }

    init?(_ reader: inout ModelReader) {
        guard let count = reader.number(), count <= 127 else { return nil }
        var numbers: [Float] = []
        for _ in 0..<(Self.inputs + Int(count) + 1) {
            guard let number = reader.float(), number.isFinite else { return nil }
            numbers.append(number)
        }
        self.init(
            weights: Array(numbers[..<Self.inputs]), offsets: Array(numbers[Self.inputs..<(numbers.count - 1)]),
            threshold: numbers[numbers.count - 1])
    }

    func write(to writer: inout ModelWriter) {
        writer.add(UInt32(offsets.count))
        for number in weights + offsets + [threshold] { writer.add(number) }
    }

    /// The share of right answers among those that came about like this, 0 to 1.
    package func share(_ answer: Answer) -> Float {
        var sum = offsets.indices.contains(answer.token) ? offsets[answer.token] : 0
        for index in 0..<Self.inputs { sum += weights[index] * answer.inputs[index] }
        return Self.logistic(sum)
    }

    package static func logistic(_ x: Float) -> Float { 1 / (1 + FormModelMath.exp(-x)) }

    /// How the passes came to an answer.
    package struct Answer: Sendable {
        package let token: Int
        /// About -3 to 3 each.
        package let inputs: [Float]

        /// What the passes came to for a control that shows `signs`. Nil for a control that is no entry.
        package init?(_ passes: FormMapper.Passes, _ signs: CertaintySigns = CertaintySigns()) {
            guard let token = passes.best else { return nil }
            self.token = token
            let forms = passes.forms
            let said = forms.share(passes.both, token)
            let next = forms.next(passes.both, after: token)
            let opinions = [
                Self.odds(said), Self.odds(said / max(said + next, 1e-6)),
                Self.odds(forms.share(passes.first, token)), Self.odds(forms.share(passes.second, token)),
                passes.first.best == passes.second.best ? 0.5 : -0.5, Self.odds(signs.around),
                Self.square(Self.odds(said)),
            ]
            inputs = [1] + opinions + (token == 0 ? opinions : [Float](repeating: 0, count: Self.opinions)) + signs.inputs
        }

        /// How many numbers say what the passes think.
        static let opinions = 7

        private static func square(_ x: Float) -> Float { x * abs(x) / 3 }

        /// The logarithm of the odds, a third of it.
        static func odds(_ probability: Float) -> Float {
            let share = max(1e-4, min(1 - 1e-4, probability))
            return (FormModelMath.log2(share) - FormModelMath.log2(1 - share)) * 0.231
        }
    }
}

/// Minimizes a smooth convex function plus `sizePenalty` times the sum of the variables' sizes: L-BFGS within one orthant at a time
/// (OWL-QN; Andrew, Gao 2007).
struct QuasiNewton {
    var sizePenalty: Double
    var iterations: Int
    private let memory = 6

    init(sizePenalty: Double, iterations: Int) {
        self.sizePenalty = sizePenalty
        self.iterations = iterations
    }

    /// Starts at zero. `loss` gives the smooth part's value and fills its gradient.
    func minimize(_ count: Int, _ loss: ([Double], inout [Double]) -> Double) -> [Double] {
        var point = [Double](repeating: 0, count: count)
        var gradient = point
        var value = loss(point, &gradient) + penalty(point)
        var steps: [(step: [Double], turn: [Double], curve: Double)] = []
        var past: [Double] = []
        for iteration in 0..<iterations {
            let slope = pseudoGradient(point, gradient)
            var direction = self.direction(slope, steps)
            for place in 0..<count where direction[place] * slope[place] >= 0 { direction[place] = 0 }
            let descent = dot(direction, slope)
            guard descent < 0 else { break }
            var length = iteration == 0 ? 1 / max(1, dot(slope, slope).squareRoot()) : 1
            var next = point, nextGradient = gradient
            var nextValue = value
            var tries = 0
            repeat {
                for place in 0..<count {
                    let moved = point[place] + length * direction[place]
                    // No variable crosses zero in one step.
                    let side = point[place] != 0 ? point[place] : -slope[place]
                    next[place] = sizePenalty > 0 && moved * side <= 0 ? 0 : moved
                }
                nextValue = loss(next, &nextGradient) + penalty(next)
                length *= 0.5
                tries += 1
            } while nextValue > value + 1e-4 * gain(slope, next, point) && tries < 20
            guard nextValue < value else { break }
            let step = zip(next, point).map { $0 - $1 }, turn = zip(nextGradient, gradient).map { $0 - $1 }
            let curve = dot(step, turn)
            if curve > 1e-10 {
                if steps.count == memory { steps.removeFirst() }
                steps.append((step, turn, curve))
            }
            (point, gradient, value) = (next, nextGradient, nextValue)
            past.append(value)
            if past.count > 10, (past[past.count - 11] - value) / value.magnitude < 1e-4 { break }
        }
        return point
    }

    private func penalty(_ point: [Double]) -> Double { sizePenalty == 0 ? 0 : sizePenalty * point.reduce(0) { $0 + $1.magnitude } }

    private func gain(_ slope: [Double], _ next: [Double], _ point: [Double]) -> Double {
        var sum = 0.0
        for place in slope.indices { sum += slope[place] * (next[place] - point[place]) }
        return sum
    }

    private func pseudoGradient(_ point: [Double], _ gradient: [Double]) -> [Double] {
        guard sizePenalty > 0 else { return gradient }
        return zip(point, gradient).map { value, slope in
            if value > 0 { return slope + sizePenalty }
            if value < 0 { return slope - sizePenalty }
            return slope < -sizePenalty ? slope + sizePenalty : slope > sizePenalty ? slope - sizePenalty : 0
        }
    }

    /// The two-loop recursion (Nocedal 1980).
    private func direction(_ slope: [Double], _ steps: [(step: [Double], turn: [Double], curve: Double)]) -> [Double] {
        var direction = slope.map { -$0 }
        var shares: [Double] = []
        for (step, turn, curve) in steps.reversed() {
            let share = dot(step, direction) / curve
            shares.append(share)
            for place in direction.indices { direction[place] -= share * turn[place] }
        }
        if let last = steps.last {
            let scale = last.curve / dot(last.turn, last.turn)
            for place in direction.indices { direction[place] *= scale }
        }
        for ((step, turn, curve), share) in zip(steps, shares.reversed()) {
            let back = dot(turn, direction) / curve
            for place in direction.indices { direction[place] += (share - back) * step[place] }
        }
        return direction
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for place in a.indices { sum += a[place] * b[place] }
        return sum
    }
}

/// How often the model is right when it is so sure, as held-out pages showed it; between the knots the line.
package struct Calibration: Sendable {
    package struct Knot: Sendable, Equatable {
        package var score: Float
        package var share: Float

        package init(score: Float, share: Float) {
            self.score = score
            self.share = share
        }
    }

    /// Ascending in both.
    package let knots: [Knot]
    /// From which confidence on a mapping is taken without asking.
    package let threshold: Float

    package init(knots: [Knot], threshold: Float) {
        self.knots = knots
        self.threshold = threshold
    }

    init?(_ reader: inout ModelReader) {
        guard let count = reader.number(), count >= 1, count <= 1_000 else { return nil }
        var knots: [Knot] = []
        for _ in 0..<count {
            guard let score = reader.float(), let share = reader.float(), score.isFinite, share.isFinite else { return nil }
            knots.append(Knot(score: score, share: share))
        }
        guard let threshold = reader.float(), threshold.isFinite else { return nil }
        self.init(knots: knots, threshold: threshold)
    }

    func write(to writer: inout ModelWriter) {
        writer.add(UInt32(knots.count))
        for knot in knots {
            writer.add(knot.score)
            writer.add(knot.share)
        }
        writer.add(threshold)
    }

    /// The share of right answers among those of this score, 0 to 1.
    package func confidence(_ score: Float) -> Float {
        guard let first = knots.first, let last = knots.last else { return 0 }
        if score <= first.score { return first.share }
        if score >= last.score { return last.share }
        var low = 0
        var high = knots.count - 1
        while high - low > 1 {
            let middle = (low + high) / 2
            if knots[middle].score <= score { low = middle } else { high = middle }
        }
        let width = knots[high].score - knots[low].score
        let part = width > 0 ? (score - knots[low].score) / width : 1
        return knots[low].share + part * (knots[high].share - knots[low].share)
    }

    /// The table that fits outcomes best without ever falling (pool adjacent violators), in at most `limit` knots.
    package static func fit(_ outcomes: [(score: Float, isRight: Bool)], limit: Int = 40) -> [Knot] {
        var blocks: [(score: Double, right: Double, count: Double)] = []
        // Equal parts first: single outcomes say nothing.
        let sorted = outcomes.sorted { $0.score < $1.score || $0.score == $1.score && !$0.isRight && $1.isRight }
        let size = max(1, (sorted.count + limit - 1) / limit)
        for start in stride(from: 0, to: sorted.count, by: size) {
            let part = sorted[start..<min(start + size, sorted.count)]
            let score = part.reduce(0) { $0 + Double($1.score) } / Double(part.count)
            blocks.append((score, Double(part.count { $0.isRight }), Double(part.count)))
            while blocks.count > 1, let last = blocks.last,
                blocks[blocks.count - 2].right / blocks[blocks.count - 2].count >= last.right / last.count
            {
                blocks.removeLast()
                let before = blocks.removeLast()
                let count = before.count + last.count
                blocks.append(((before.score * before.count + last.score * last.count) / count, before.right + last.right, count))
            }
        }
        return blocks.map { Knot(score: Float($0.score), share: Float($0.right / $0.count)) }
    }
}

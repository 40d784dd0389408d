/// Names that a table with the public hash FNV-1a would put into one slot, as an attacker would make them: pairs of blocks that lead from one
/// state of the hash to the same next one, one pair after the other, give twice as many names with each pair.
enum CollidingNames {
    private static func advance(_ state: UInt32, _ block: [UInt8]) -> UInt32 {
        block.reduce(state) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }

    /// Two blocks of eight letters that a state cannot tell apart, and the state behind them.
    private static func pair(_ state: UInt32) -> (first: [UInt8], second: [UInt8], next: UInt32)? {
        var seen: [UInt32: [UInt8]] = [:]
        for number in 0..<(1 << 20) as Range<UInt32> {
            let mixed = number &* 2_654_435_761
            let block = (0..<8).map { UInt8(ascii: "a") + UInt8(mixed >> (4 * $0) & 15) }
            let next = advance(state, block)
            if let other = seen.updateValue(block, forKey: next) { return (other, block, next) }
        }
        return nil
    }

    private static let pairs: [(first: [UInt8], second: [UInt8])] = {
        var state: UInt32 = 2_166_136_261
        var pairs: [(first: [UInt8], second: [UInt8])] = []
        while pairs.count < 15, let pair = pair(state) {
            pairs.append((pair.first, pair.second))
            state = pair.next
        }
        return pairs
    }()

    /// As many different names as are asked for, at most two to the number of pairs, each of eight letters a pair.
    static func make(_ count: Int) -> [String] {
        (0..<min(count, 1 << pairs.count)).map { number in
            var name: [UInt8] = []
            for (bit, pair) in pairs.enumerated() { name += number >> bit & 1 == 0 ? pair.first : pair.second }
            return String(decoding: name, as: UTF8.self)
        }
    }
}

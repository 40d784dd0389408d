/// A small deterministic source of chance (SplitMix64, Steele, Lea and Flood 2014): the same keys give the same throws on every machine.
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64, _ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0) {
        state = Dice.mix(Dice.mix(Dice.mix(Dice.mix(seed) ^ a) ^ b) ^ c)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Dice.mix(state)
    }

    /// A number from 0 up to, not including, `sides`; 0 where there is no side.
    mutating func roll(_ sides: Int) -> Int { sides > 0 ? Int(next() % UInt64(sides)) : 0 }

    mutating func roll(_ range: ClosedRange<Int>) -> Int { range.lowerBound + roll(range.upperBound - range.lowerBound + 1) }

    mutating func chance(_ probability: Double) -> Bool { Double(next() >> 11) * 0x1p-53 < probability }

    /// One of some choices, of which there must be one at least.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[roll(choices.count)] }

    /// The finaliser of SplitMix64.
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

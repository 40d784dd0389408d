/// How a listed business's domain takes mail in the simulated web: the truth that verdicts on it are compared with.
package enum FarmMail: String, Sendable, CaseIterable {
    /// At a host of its own, by an MX record.
    case exchange
    /// At the domain's own address, without an MX record.
    case itself
    /// Nowhere, as its null MX says.
    case nowhere
    /// The domain does not exist any more.
    case missing

    /// Whether mail can be sent there.
    package var isTaken: Bool { self == .exchange || self == .itself }
}

extension FarmPlan {
    /// How a domain takes mail; nil for one that is no listed business's.
    package func mail(of domain: String) -> FarmMail? {
        guard domain.hasSuffix(".example"), domain.count(where: { $0 == "." }) == 1 else { return nil }
        // FNV-1a.
        let hash = domain.utf8.reduce(into: UInt64(0xCBF2_9CE4_8422_2325)) { $0 = ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var dice = Dice(seed, 0x3A11, hash)
        switch dice.roll(100) {
        case 0..<80: return .exchange
        case 80..<88: return .itself
        case 88..<94: return .nowhere
        default: return .missing
        }
    }
}

import Settings

/// What a job needs of the machine it runs on, or a machine offers.
package struct ResourceProfile: Sendable, Hashable, Codable {
    /// Cores; 0.5 is half a one.
    package var cpu: Double = 0
    /// Bytes of memory.
    package var memory: Int64 = 0
    /// Bits a second of network.
    package var network: Int64 = 0

    /// The most that can be asked for or offered.
    package static let greatest = ResourceProfile(cpu: 1024, memory: 64 << 40, network: 1_000_000_000_000)

    package init(cpu: Double = 0, memory: Int64 = 0, network: Int64 = 0) {
        self.cpu = cpu
        self.memory = memory
        self.network = network
    }

    /// Whether nothing is asked for.
    package var isEmpty: Bool { cpu == 0 && memory == 0 && network == 0 }

    /// Whether there may be a machine that has it.
    package var isPossible: Bool { fits(Self.greatest) && cpu >= 0 && memory >= 0 && network >= 0 }

    /// Whether all of it is there.
    package func fits(_ offer: ResourceProfile) -> Bool {
        cpu <= offer.cpu && memory <= offer.memory && network <= offer.network
    }

    /// How many of it an offer has room for, up to `most`.
    package func times(in offer: ResourceProfile, most: Int) -> Int {
        guard fits(offer) else { return 0 }
        var count = Double(most)
        if cpu > 0 { count = min(count, offer.cpu / cpu) }
        if memory > 0 { count = min(count, Double(offer.memory / memory)) }
        if network > 0 { count = min(count, Double(offer.network / network)) }
        // What is left of cores after many halves and tenths are taken is not exact.
        return min(most, Int(count + 1e-9))
    }

    /// What is left of it when so many of another are taken; nothing is ever less than none.
    package func without(_ other: ResourceProfile, times count: Int = 1) -> ResourceProfile {
        let cores = cpu - other.cpu * Double(count)
        return ResourceProfile(
            cpu: cores < 1e-9 ? 0 : cores, memory: max(0, memory - other.memory * Int64(count)),
            network: max(0, network - other.network * Int64(count)))
    }

    package static func + (a: Self, b: Self) -> Self {
        ResourceProfile(cpu: a.cpu + b.cpu, memory: a.memory + b.memory, network: a.network + b.network)
    }

    /// What none of those machines has, in words; nil where one of them has all of it.
    /// - Parameter isFree: whether the offers are what is left of them at the moment.
    package func missing(from offers: [ResourceProfile], isFree: Bool = false) -> String? {
        guard !offers.contains(where: fits) else { return nil }
        var parts: [String] = []
        func add(_ what: String, _ place: String, _ there: String) {
            parts.append(isFree ? "\(what) (at most \(there) free on one node)" : "\(what) (the \(place) node has \(there))")
        }
        let (cores, memory) = (offers.map(\.cpu).max() ?? 0, offers.map(\.memory).max() ?? 0)
        let network = offers.map(\.network).max() ?? 0
        if cpu > cores { add("\(Self.number(cpu)) cores", "largest", Self.number(cores)) }
        if self.memory > memory { add("\(self.memory >> 20) MiB of memory", "largest", "\(memory >> 20)") }
        if self.network > network { add("\(self.network / 1_000_000) Mbit/s", "fastest", "\(network / 1_000_000)") }
        return parts.isEmpty ? "no single node has all of it" : parts.joined(separator: ", ")
    }

    private static func number(_ number: Double) -> String { Int(exactly: number).map { String($0) } ?? "\(number)" }
}

/// As people write it, on the command line and to the API: `cpu=0.5,memory=512MiB,network=10Mbit`.
extension ResourceProfile {
    /// Nil for what is not written so, has a part twice or exceeds ``greatest``; `none` is nothing.
    package init?(text: String) {
        self.init()
        guard text != "none" else { return }
        var seen: Set<Substring> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, seen.insert(sides[0]).inserted else { return nil }
            let value = String(sides[1])
            switch sides[0] {
            case "cpu":
                guard let number = Double(value), number.isFinite, number > 0 else { return nil }
                cpu = number
            case "memory":
                guard let bytes = ByteSize.parse(value), bytes > 0 else { return nil }
                memory = Int64(bytes)
            case "network":
                guard let bits = BitRate.parse(value), bits > 0 else { return nil }
                network = Int64(bits)
            default: return nil
            }
        }
        guard isPossible else { return nil }
    }

    /// The shortest text that ``init(text:)`` reads as the same.
    package var text: String {
        var parts: [String] = []
        if cpu > 0 { parts.append("cpu=\(Self.number(cpu))") }
        if memory > 0 { parts.append("memory=\(ByteSize.text(Int(memory)))") }
        if network > 0 { parts.append("network=\(BitRate.text(Int(network)))") }
        return parts.isEmpty ? "none" : parts.joined(separator: ",")
    }
}

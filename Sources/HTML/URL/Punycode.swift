/// Punycode (RFC 3492): Unicode labels as ASCII, without the `xn--` prefix.
enum Punycode {
    private static let base = 36
    private static let tMin = 1
    private static let tMax = 26

    private static func adapt(_ delta: Int, _ points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var k = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            k += base
        }
        return k + (base - tMin + 1) * delta / (delta + 38)
    }

    private static func threshold(_ k: Int, _ bias: Int) -> Int { min(max(k - bias, tMin), tMax) }

    /// The encoding of a label; nil when a delta overflows.
    static func encode(_ label: [Unicode.Scalar]) -> [UInt8]? {
        var output = label.compactMap { $0.value < 0x80 ? UInt8($0.value) : nil }
        let basic = output.count
        var handled = basic
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (n, delta, bias) = (128, 0, 72)
        while handled < label.count {
            guard let next = label.lazy.map({ Int($0.value) }).filter({ $0 >= n }).min() else { return nil }
            let (product, overflow) = (next - n).multipliedReportingOverflow(by: handled + 1)
            guard !overflow, delta + product < 1 << 31 else { return nil }
            delta += product
            n = next
            for scalar in label {
                if scalar.value < n { delta += 1 }
                guard scalar.value == n else { continue }
                var q = delta
                var k = base
                while q >= threshold(k, bias) {
                    let t = threshold(k, bias)
                    output.append(digit(t + (q - t) % (base - t)))
                    q = (q - t) / (base - t)
                    k += base
                }
                output.append(digit(q))
                bias = adapt(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            n += 1
        }
        return output
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? 0x61 + value : 0x30 + value - 26) }

    /// The label that `input` encodes; nil when it is not valid Punycode.
    static func decode(_ input: some BidirectionalCollection<UInt8>) -> [Unicode.Scalar]? {
        guard input.allSatisfy({ $0 < 0x80 }) else { return nil }
        var output: [Unicode.Scalar] = []
        var rest = input[...]
        if let dash = input.lastIndex(of: UInt8(ascii: "-")) {
            output = input[..<dash].map { Unicode.Scalar($0) }
            rest = input[input.index(after: dash)...]
        }
        var (n, i, bias) = (128, 0, 72)
        while !rest.isEmpty {
            let start = i
            var (weight, k) = (1, base)
            while true {
                guard let byte = rest.popFirst(), let value = digitValue(byte) else { return nil }
                i += value * weight
                let t = threshold(k, bias)
                if value < t { break }
                weight *= base - t
                guard i < 1 << 31, weight < 1 << 31 else { return nil }
                k += base
            }
            bias = adapt(i - start, output.count + 1, isFirst: start == 0)
            n += i / (output.count + 1)
            i %= output.count + 1
            guard let scalar = UInt32(exactly: n).flatMap(Unicode.Scalar.init) else { return nil }
            output.insert(scalar, at: i)
            i += 1
        }
        return output
    }

    private static func digitValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x61...0x7A: Int(byte) - 0x61
        case 0x41...0x5A: Int(byte) - 0x41
        case 0x30...0x39: Int(byte) - 0x30 + 26
        default: nil
        }
    }
}

/// The text form of domain names: labels joined by dots, lower case, no final dot.
package enum DNSName {
    /// Appends one byte of a label in presentation form: lower case, and `\DDD` for what would be ambiguous.
    static func append(_ byte: UInt8, to text: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): text.append(byte | 0x20)
        case UInt8(ascii: "."), UInt8(ascii: "\\"), 0...0x20, 0x7F...:
            text.append(UInt8(ascii: "\\"))
            text.append(UInt8(ascii: "0") + byte / 100)
            text.append(UInt8(ascii: "0") + byte / 10 % 10)
            text.append(UInt8(ascii: "0") + byte % 10)
        default: text.append(byte)
        }
    }

    /// The labels of a name in text form, lower case; a final dot is allowed.
    static func labels(of name: String) throws(DNSCodecError) -> [[UInt8]] {
        var labels: [[UInt8]] = []
        var label: [UInt8] = []
        var total = 0
        var bytes = name.utf8.makeIterator()
        var ended = true
        while let byte = bytes.next() {
            ended = false
            switch byte {
            case UInt8(ascii: "."):
                guard !label.isEmpty else { throw .badName }
                total += label.count + 1
                labels.append(label)
                label = []
                ended = true
            case UInt8(ascii: "\\"):
                guard let a = bytes.next(), let b = bytes.next(), let c = bytes.next(), let value = decimal(a, b, c) else { throw .badName }
                label.append(value)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): label.append(byte | 0x20)
            default: label.append(byte)
            }
            guard label.count <= 63 else { throw .badName }
        }
        if !ended {
            total += label.count + 1
            labels.append(label)
        }
        guard total <= 254 else { throw .badName }
        return labels
    }

    /// The text form of some labels.
    static func text(of labels: ArraySlice<[UInt8]>) -> String {
        var text: [UInt8] = []
        for label in labels {
            if !text.isEmpty { text.append(UInt8(ascii: ".")) }
            for byte in label { append(byte, to: &text) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a host name can be asked about: labels of 1 to 63 bytes, 253 in all.
    package static func isValid(_ name: String) -> Bool {
        guard let labels = try? labels(of: name) else { return false }
        return !labels.isEmpty
    }

    /// The name without its first label; nil for the last label and the root.
    package static func parent(of name: String) -> String? {
        guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        let rest = name[name.index(after: dot)...]
        return rest.isEmpty ? nil : String(rest)
    }

    private static func decimal(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt8? {
        let zero = UInt8(ascii: "0")
        guard a >= zero, b >= zero, c >= zero, a <= zero + 9, b <= zero + 9, c <= zero + 9 else { return nil }
        return UInt8(exactly: Int(a - zero) * 100 + Int(b - zero) * 10 + Int(c - zero))
    }
}

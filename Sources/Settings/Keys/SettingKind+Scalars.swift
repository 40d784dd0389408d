extension SettingKind where Value == Int {
    /// A whole number within bounds.
    package static func integer(in range: ClosedRange<Int>) -> Self {
        let bounds = range.upperBound == .max ? "of \(range.lowerBound) or more" : "from \(range.lowerBound) to \(range.upperBound)"
        return .text(allowed: "a whole number \(bounds)", show: { String($0) }) { text throws(SettingTextError) in
            guard let number = Int(text) else { throw SettingTextError() }
            guard range.contains(number) else { throw SettingTextError(wrongType: false, remedy: "write \(range.clamping(number))") }
            return number
        }
    }

    /// A number of bytes with its unit: `512B`, `10KB` (10,000), `2MiB` (2,097,152).
    package static func bytes(in range: ClosedRange<Int>) -> Self {
        let bounds = "from \(ByteSize.text(range.lowerBound)) to \(ByteSize.text(range.upperBound))"
        return .text(allowed: "a size \(bounds), such as 512B, 10KB or 2MiB", show: { ByteSize.text($0) }) {
            text throws(SettingTextError) in
            guard let size = ByteSize.parse(text) else {
                guard let bare = Int(text) else { throw SettingTextError() }
                throw SettingTextError(detail: "it has no unit", remedy: "write \(bare)B, \(bare)KB or \(bare)MiB")
            }
            guard range.contains(size) else {
                throw SettingTextError(wrongType: false, remedy: "write \(ByteSize.text(range.clamping(size)))")
            }
            return size
        }
    }
}

extension SettingKind where Value == Int {
    /// A rate of a network with its unit, a second: `500kbit`, `10Mbit`, `1Gbit`.
    package static func bitRate(in range: ClosedRange<Int>) -> Self {
        let bounds = "from \(BitRate.text(range.lowerBound)) to \(BitRate.text(range.upperBound))"
        return .text(allowed: "a rate \(bounds), such as 500kbit, 10Mbit or 1Gbit", show: { BitRate.text($0) }) {
            text throws(SettingTextError) in
            guard let rate = BitRate.parse(text) else {
                guard let bare = Int(text) else { throw SettingTextError() }
                throw SettingTextError(detail: "it has no unit", remedy: "write \(bare)kbit or \(bare)Mbit")
            }
            guard range.contains(rate) else {
                throw SettingTextError(wrongType: false, remedy: "write \(BitRate.text(range.clamping(rate)))")
            }
            return rate
        }
    }
}

extension SettingKind where Value == Double {
    /// A finite number within bounds.
    package static func number(in range: ClosedRange<Double>) -> Self {
        .text(allowed: "a number from \(short(range.lowerBound)) to \(short(range.upperBound))", show: { short($0) }) {
            text throws(SettingTextError) in
            guard let number = Double(text), number.isFinite else { throw SettingTextError() }
            guard range.contains(number) else { throw SettingTextError(wrongType: false) }
            return number
        }
    }

    private static func short(_ number: Double) -> String {
        Int(exactly: number).map { String($0) } ?? "\(number)"
    }
}

extension SettingKind where Value == Duration {
    /// A span with its unit: `1500ms`, `30s`, `5m`, `2h`, `1d`, or several: `1h30m`.
    package static func duration(in range: ClosedRange<Duration>) -> Self {
        let bounds = "from \(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
        return .text(allowed: "a duration \(bounds), such as 500ms, 30s, 5m, 2h or 1d", show: { DurationText.text($0) }) {
            text throws(SettingTextError) in
            guard let span = DurationText.parse(text) else {
                guard let bare = Int(text) else { throw SettingTextError() }
                throw SettingTextError(detail: "it has no unit", remedy: "write \(bare)s, \(bare)m or \(bare)h")
            }
            guard range.contains(span) else {
                throw SettingTextError(wrongType: false, remedy: "write \(DurationText.text(range.clamping(span)))")
            }
            return span
        }
    }
}

extension SettingKind where Value == Bool {
    /// `true` or `false`, or YAML's other words for them.
    package static var boolean: Self {
        .text(allowed: "true or false", show: { $0 ? "true" : "false" }) { text throws(SettingTextError) in
            switch text.lowercased() {
            case "true", "yes", "on": return true
            case "false", "no", "off": return false
            default: throw SettingTextError()
            }
        }
    }
}

extension SettingKind where Value == String {
    /// Text that is not empty.
    package static func string(_ what: String = "a text") -> Self {
        .text(allowed: what, show: { YAMLText.scalar($0) }) { text throws(SettingTextError) in
            if text.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) {
                throw SettingTextError(wrongType: false, detail: "it is empty", remedy: "write a value or remove the key")
            }
            return text
        }
    }
}

extension SettingKind where Value: RawRepresentable<String> & CaseIterable {
    /// One of the names of an enumeration.
    package static func choice(of _: Value.Type) -> Self {
        let names = Value.allCases.map(\.rawValue)
        return .text(allowed: names.isEmpty ? "nothing" : "one of " + names.joined(separator: ", "), show: { YAMLText.scalar($0.rawValue) })
        {
            text throws(SettingTextError) in
            guard let value = Value(rawValue: text) else {
                let near = Spelling.nearest(to: text, among: names)
                throw SettingTextError(wrongType: false, remedy: near.map { "did you mean \($0)?" })
            }
            return value
        }
    }
}

extension ClosedRange {
    fileprivate func clamping(_ value: Bound) -> Bound { Swift.min(Swift.max(value, lowerBound), upperBound) }
}

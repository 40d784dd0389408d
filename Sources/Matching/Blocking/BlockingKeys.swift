/// The keys of a column's distinct values by which their records may meet: records that share a key are worth a comparison.
struct BlockingKeys {
    enum Sort {
        /// Keys that few records share; they stand alone.
        case strong
        /// Keys that survive a slip; they stand only beside another column's.
        case coarse
    }

    private var keys: [UInt64] = []
    private var ends: [Int] = [0]

    /// - Parameter salt: Keeps the keys of one column apart from those of another.
    init(_ column: FieldColumn, _ sort: Sort, salt: UInt64) {
        ends.reserveCapacity(column.values.count)
        for value in 1..<UInt32(max(1, column.values.count)) {
            var builder = Builder(salt: salt)
            builder.keys(of: value, column)
            keys += sort == .strong ? builder.strong : builder.coarse
            ends.append(keys.count)
        }
    }

    subscript(value: UInt32) -> ArraySlice<UInt64> { value == 0 ? [] : keys[ends[Int(value) - 1]..<ends[Int(value)]] }

    /// The key of those that share two coarse keys of different columns.
    static func together(_ first: UInt64, _ second: UInt64) -> UInt64 { ValueStore.mixed(first ^ second &* 0x9E37_79B9_7F4A_7C15) }

    private struct Builder {
        /// Keys of one value at most.
        private static let strongLimit = 8

        let salt: UInt64
        var strong: [UInt64] = []
        var coarse: [UInt64] = []

        func hash(_ bytes: some Sequence<UInt8>, _ kind: UInt64) -> UInt64 {
            ValueStore.mixed(ValueStore.stableHash(bytes) ^ ValueStore.mixed(salt << 8 | kind))
        }

        mutating func addStrong(_ bytes: some Sequence<UInt8>, _ kind: UInt64) {
            let key = hash(bytes, kind)
            if strong.count < Self.strongLimit, !strong.contains(key) { strong.append(key) }
        }

        mutating func addCoarse(_ bytes: some Sequence<UInt8>) {
            let key = hash(bytes, 99)
            if !coarse.contains(key) { coarse.append(key) }
        }

        mutating func keys(of value: UInt32, _ column: FieldColumn) {
            let bytes = column.bytes(of: value)
            switch column.kind {
            case .name, .text:
                let rarest = column.words(of: value).sorted { (column.wordBits[Int($1)], $0) < (column.wordBits[Int($0)], $1) }.prefix(6)
                addStrong(bytes, 0)
                for word in rarest { addStrong(column.bytes(ofWord: word), 1) }
                if rarest.count >= 2 {
                    let pair = rarest.prefix(2).map { column.bytes(ofWord: $0).prefix(4) }.sorted { $0.lexicographicallyPrecedes($1) }
                    addStrong(pair.joined(separator: [0]), 2)
                }
                for word in rarest.prefix(2) { addCoarse(column.bytes(ofWord: word).prefix(4)) }
                if let first = column.words(of: value).first { addCoarse(column.bytes(ofWord: first).prefix(4)) }
            case .givenName, .familyName, .place, .code, .category:
                addStrong(bytes, 0)
                addCoarse(Phonetic.code(bytes))
                if column.kind == .category || column.kind == .place, let last = column.words(of: value).last {
                    addCoarse(Phonetic.code(column.bytes(ofWord: last)))
                }
            case .address:
                let head = column.heads[Int(value)]
                let street = column.words(of: value).max { column.wordBits[Int($0)] < column.wordBits[Int($1)] }
                addStrong(bytes, 0)
                if head != 0, let street { addStrong(Array(column.bytes(ofWord: head)) + [0] + column.bytes(ofWord: street).prefix(4), 1) }
                if let street { addCoarse(column.bytes(ofWord: street).prefix(4)) }
                if head != 0 { addCoarse(column.bytes(ofWord: head)) }
            case .phone:
                addStrong(bytes.suffix(7), 0)
                addStrong(bytes.sorted(), 1)
                addCoarse(bytes.suffix(4))
                addCoarse(bytes.prefix(6))
            case .email, .url:
                addStrong(bytes, 0)
                addStrong(bytes.prefix { $0 != UInt8(ascii: "@") }, 1)
                addCoarse(column.bytes(ofWord: column.heads[Int(value)]))
            case .postalCode, .houseNumber:
                addStrong(bytes, 0)
                addCoarse(bytes)
            case .identifier, .date:
                addStrong(bytes, 0)
                addStrong(bytes.sorted(), 1)
                addCoarse(bytes.prefix((bytes.count + 1) / 2))
                addCoarse(bytes.suffix((bytes.count + 1) / 2))
            case .number:
                addCoarse(bytes)
            case .recordID, .ignored: break
            }
        }
    }
}

/// A rough sound of a word: its first letter and the next consonant groups, so that most slips and spellings fall together (after Soundex,
/// U.S. patents 1,261,167 and 1,435,663).
enum Phonetic {
    static func code(_ word: some Sequence<UInt8>) -> [UInt8] {
        var code: [UInt8] = []
        var last: UInt8 = 0
        for byte in word {
            guard byte >= UInt8(ascii: "a"), byte <= UInt8(ascii: "z") else {
                if TextFold.isDigit(byte) || byte >= 0x80 { code.append(byte) }
                if code.count >= 4 { break }
                continue
            }
            let group = groups[Int(byte - UInt8(ascii: "a"))]
            if code.isEmpty {
                code.append(byte)
            } else if group != 0, group != last {
                code.append(group)
            }
            // Vowels divide, h and w do not.
            if byte != UInt8(ascii: "h"), byte != UInt8(ascii: "w") { last = group }
            if code.count == 4 { break }
        }
        return code
    }

    private static let groups: [UInt8] = [0, 1, 2, 3, 0, 1, 2, 0, 0, 2, 2, 4, 5, 5, 0, 1, 2, 6, 2, 3, 0, 1, 0, 2, 0, 2]
}

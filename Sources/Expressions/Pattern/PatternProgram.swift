/// The instructions of an expression: a Thompson automaton over bytes.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case bytes(low: UInt8, high: UInt8, next: Int32)
        case split(Int32, Int32)
        case assert(Assertion, next: Int32)
        case match
    }

    enum Assertion: Sendable, Hashable { case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary }

    /// More instructions than this are refused: each costs time at every byte in the worst case.
    static let greatestSize = 8000

    private(set) var instructions: [Instruction] = []
    private(set) var start: Int32 = 0

    init(_ source: String) throws(PatternError) {
        var parser = PatternParser(source)
        let tree = try parser.parse()
        instructions.append(.match)
        guard let start = compile(tree, next: 0) else {
            throw PatternError(
                message: "the expression is too large", remedy: "repeat less: {m,n} writes its inside out n times", column: 1)
        }
        self.start = start
    }

    private mutating func add(_ instruction: Instruction) -> Int32? {
        guard instructions.count < Self.greatestSize else { return nil }
        instructions.append(instruction)
        return Int32(instructions.count - 1)
    }

    /// Compiles backwards: every piece knows where it leads. Nil when the program grows too large.
    private mutating func compile(_ tree: PatternTree, next: Int32) -> Int32? {
        switch tree {
        case .empty: return next
        case .set(let set): return compile(set, next: next)
        case .assertion(let assertion): return add(.assert(assertion, next: next))
        case .sequence(let parts):
            var next = next
            for part in parts.reversed() {
                guard let entry = compile(part, next: next) else { return nil }
                next = entry
            }
            return next
        case .choice(let parts):
            var entry: Int32?
            for part in parts.reversed() {
                guard let this = compile(part, next: next) else { return nil }
                if let other = entry {
                    guard let split = add(.split(this, other)) else { return nil }
                    entry = split
                } else {
                    entry = this
                }
            }
            return entry ?? next
        case .repeated(let inside, let least, let most):
            var next = next
            if let most {
                for _ in 0..<(most - least) {
                    guard let entry = compile(inside, next: next), let split = add(.split(entry, next)) else { return nil }
                    next = split
                }
            } else {
                guard let loop = add(.match) else { return nil }
                guard let entry = compile(inside, next: loop) else { return nil }
                instructions[Int(loop)] = .split(entry, next)
                next = loop
            }
            for _ in 0..<least {
                guard let entry = compile(inside, next: next) else { return nil }
                next = entry
            }
            return next
        }
    }

    private mutating func compile(_ set: ScalarSet, next: Int32) -> Int32? {
        var entry: Int32?
        for range in set.ranges {
            for sequence in UTF8Ranges.sequences(range) {
                var this = next
                for bytes in sequence.reversed() {
                    guard let step = add(.bytes(low: bytes.lowerBound, high: bytes.upperBound, next: this)) else { return nil }
                    this = step
                }
                if let other = entry {
                    guard let split = add(.split(this, other)) else { return nil }
                    entry = split
                } else {
                    entry = this
                }
            }
        }
        // A class that contains nothing matches nothing: an assertion that never holds together.
        guard let entry else {
            guard let inner = add(.assert(.wordBoundary, next: next)) else { return nil }
            return add(.assert(.noWordBoundary, next: inner))
        }
        return entry
    }
}

/// Splits ranges of scalars into ranges of bytes in UTF-8, as RE2 does.
enum UTF8Ranges {
    static func sequences(_ range: ClosedRange<UInt32>) -> [[ClosedRange<UInt8>]] {
        var result: [[ClosedRange<UInt8>]] = []
        split(range.lowerBound, range.upperBound, into: &result)
        return result
    }

    private static func split(_ low: UInt32, _ high: UInt32, into result: inout [[ClosedRange<UInt8>]]) {
        guard low <= high else { return }
        for limit: UInt32 in [0x7F, 0x7FF, 0xD7FF, 0xDFFF, 0xFFFF] where low <= limit && high > limit {
            split(low, limit, into: &result)
            split(limit + 1, high, into: &result)
            return
        }
        // Surrogates have no UTF-8.
        if low >= 0xD800, high <= 0xDFFF { return }
        if high > 0x7F {
            let length = high <= 0x7FF ? 2 : high <= 0xFFFF ? 3 : 4
            for index in 1..<length {
                let mask = (UInt32(1) << (6 * UInt32(index))) - 1
                guard low & ~mask != high & ~mask else { continue }
                if low & mask != 0 {
                    split(low, low | mask, into: &result)
                    split((low | mask) + 1, high, into: &result)
                    return
                }
                if high & mask != mask {
                    split(low, (high & ~mask) - 1, into: &result)
                    split(high & ~mask, high, into: &result)
                    return
                }
            }
        }
        result.append(zip(encode(low), encode(high)).map { $0...$1 })
    }

    private static func encode(_ value: UInt32) -> [UInt8] {
        Unicode.Scalar(value).map { Array(String(Character($0)).utf8) } ?? []
    }
}

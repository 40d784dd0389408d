/// A deterministic automaton built while texts are read: each pair of state and byte is worked out once. It is thrown away and begun again when it
/// has grown too large, so that memory is bounded and time stays linear.
struct PatternAutomaton: Sendable {
    /// What stood before the place we are at, for assertions.
    enum Before: UInt8, Sendable { case start, newline, word, other }

    private struct State: Hashable {
        var threads: [Int32]
        var before: Before
    }

    private static let greatestStates = 512
    private static let end = 256
    private static let unknown: Int32 = -1
    private static let matched: Int32 = -2

    private var states: [State] = []
    private var numbers: [State: Int32] = [:]
    /// 257 entries for a state: where each byte, or the end, leads.
    private var table: [Int32] = []
    private var stack: [Int32] = []
    private var seen: [UInt32] = []
    private var round: UInt32 = 0

    mutating func search(_ text: [UInt8], _ program: PatternProgram) -> Bool {
        var state = number(State(threads: [], before: .start))
        var place = 0
        while place < text.count {
            let byte = Int(text[place])
            var next = table[Int(state) * 257 + byte]
            if next == Self.unknown { next = step(state, byte, program) }
            if next == Self.matched { return true }
            state = next
            place += 1
        }
        var last = table[Int(state) * 257 + Self.end]
        if last == Self.unknown { last = step(state, Self.end, program) }
        return last == Self.matched
    }

    private mutating func number(_ state: State) -> Int32 {
        if let known = numbers[state] { return known }
        if states.count >= Self.greatestStates {
            states.removeAll(keepingCapacity: true)
            numbers.removeAll(keepingCapacity: true)
            table.removeAll(keepingCapacity: true)
        }
        let number = Int32(states.count)
        states.append(state)
        numbers[state] = number
        table.append(contentsOf: repeatElement(Self.unknown, count: 257))
        return number
    }

    private mutating func step(_ from: Int32, _ byte: Int, _ program: PatternProgram) -> Int32 {
        let state = states[Int(from)]
        if seen.count != program.instructions.count { seen = Array(repeating: 0, count: program.instructions.count) }
        round &+= 1
        stack.removeAll(keepingCapacity: true)
        stack.append(program.start)
        stack.append(contentsOf: state.threads)
        var next: [Int32] = []
        var matched = false
        while let thread = stack.popLast() {
            guard seen[Int(thread)] != round else { continue }
            seen[Int(thread)] = round
            switch program.instructions[Int(thread)] {
            case .match: matched = true
            case .split(let a, let b):
                stack.append(b)
                stack.append(a)
            case .assert(let assertion, let target):
                if Self.holds(assertion, before: state.before, byte: byte) { stack.append(target) }
            case .bytes(let low, let high, let target):
                if byte != Self.end, low <= UInt8(byte), UInt8(byte) <= high { next.append(target) }
            }
            if matched { break }
        }
        let places = states.count
        let result: Int32
        if matched {
            result = Self.matched
        } else if byte == Self.end {
            result = from
        } else {
            next.sort()
            var unique: [Int32] = []
            for thread in next where unique.last != thread { unique.append(thread) }
            result = number(State(threads: unique, before: Self.before(byte)))
        }
        // When the table was begun again, the state we came from is gone.
        if states.count >= places { table[Int(from) * 257 + byte] = result }
        return result
    }

    private static func before(_ byte: Int) -> Before { byte == 0x0A ? .newline : isWord(byte) ? .word : .other }

    private static func isWord(_ byte: Int) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }

    private static func holds(_ assertion: PatternProgram.Assertion, before: Before, byte: Int) -> Bool {
        switch assertion {
        case .textStart: before == .start
        case .textEnd: byte == end
        case .lineStart: before == .start || before == .newline
        case .lineEnd: byte == end || byte == 0x0A
        case .wordBoundary: (before == .word) != isWord(byte)
        case .noWordBoundary: (before == .word) == isWord(byte)
        }
    }
}

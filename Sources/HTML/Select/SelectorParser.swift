/// The parser of Selectors 4, which writes a `SelectorProgram` as it reads.
struct SelectorParser {
    /// How deep `:is(:not(:has(…)))` may nest, and how long one chain of combinators may get; both guard the stack.
    private static let maximumDepth = 24
    private static let maximumChain = 256
    private static let maximumBytes = 1 << 16

    private typealias Test = SelectorProgram.Test
    private typealias Combinator = SelectorProgram.Combinator

    /// Where a list stands, which decides how it treats faults and what may begin its selectors.
    private enum ListKind {
        case top, forgiving, strict, relative
    }

    private var lexer: SelectorLexer
    private var program = SelectorProgram()
    private var depth = 0
    /// Whether the compound read last ended in a pseudo-element.
    private var hasPseudoElement = false
    private var isInsideHas = false

    static func parse(_ css: String) throws(SelectorError) -> SelectorProgram {
        var parser = SelectorParser(lexer: SelectorLexer(css))
        guard parser.lexer.bytes.count <= maximumBytes else {
            throw parser.lexer.failure(.tooComplex, "a selector may have \(maximumBytes) bytes", "split it into several", at: maximumBytes)
        }
        parser.program.root = try parser.list(.top)
        return parser.program
    }

    private init(lexer: SelectorLexer) { self.lexer = lexer }

    // MARK: Lists and chains

    private var isAtListEnd: Bool { lexer.isAtEnd || (depth > 0 && lexer.peek() == UInt8(ascii: ")")) }

    /// Reads to the end of the input, or to the `)` of this level, which stays.
    private mutating func list(_ kind: ListKind) throws(SelectorError) -> Int32 {
        var complexes: [SelectorProgram.Complex] = []
        lexer.skipSpace()
        if isAtListEnd, kind != .forgiving {
            throw lexer.failure(.empty, "a selector is missing", "write one, such as 'a[href]'")
        }
        while !isAtListEnd {
            let start = lexer.index
            if kind == .forgiving {
                do {
                    complexes.append(try complex(kind))
                } catch {
                    guard error.code != .tooComplex else { throw error }
                    lexer.index = start
                    lexer.skipBalanced(untilComma: true)
                }
            } else {
                complexes.append(try complex(kind))
            }
            guard lexer.take(UInt8(ascii: ",")) else { break }
            lexer.skipSpace()
            if isAtListEnd, kind != .forgiving {
                throw lexer.failure(.empty, "nothing follows the comma", "drop the comma or write another selector")
            }
        }
        let from = Int32(program.complexes.count)
        program.complexes += complexes
        program.lists.append(from..<Int32(program.complexes.count))
        return Int32(program.lists.count - 1)
    }

    private mutating func combinator() throws(SelectorError) -> Combinator? {
        switch lexer.peek() {
        case UInt8(ascii: ">"):
            lexer.index += 1
            return .child
        case UInt8(ascii: "+"):
            lexer.index += 1
            return .next
        case UInt8(ascii: "~"):
            lexer.index += 1
            return .following
        case UInt8(ascii: "|") where lexer.peek(1) == UInt8(ascii: "|"):
            throw lexer.failure(
                .unexpected, "the column combinator '||' is not supported", "select the cells by their place: ':nth-child()'")
        default:
            return nil
        }
    }

    private mutating func complex(_ kind: ListKind) throws(SelectorError) -> SelectorProgram.Complex {
        var chain: [(tests: [Test], combinator: Combinator)] = []
        lexer.skipSpace()
        var next = Combinator.descendant
        if kind == .relative {
            chain.append(([.anchor], .descendant))
            if let explicit = try combinator() {
                next = explicit
                lexer.skipSpace()
            }
        }
        while true {
            guard chain.count < Self.maximumChain else {
                throw lexer.failure(.tooComplex, "a selector may chain \(Self.maximumChain) compounds", "ask for less")
            }
            chain.append((try compound(allowsPseudoElements: kind == .top), next))
            let spaced = lexer.skipSpace()
            if isAtListEnd || lexer.peek() == UInt8(ascii: ",") { break }
            if hasPseudoElement, spaced || ">+~".utf8.contains(lexer.peek()) {
                throw lexer.failure(.unexpected, "nothing can follow a pseudo-element", "end the selector there")
            }
            if let explicit = try combinator() {
                next = explicit
                lexer.skipSpace()
                if isAtListEnd || lexer.peek() == UInt8(ascii: ",") {
                    throw lexer.failure(.unexpected, "nothing follows the combinator", "drop it or write what stands to its right")
                }
            } else if spaced {
                next = .descendant
            } else {
                throw unexpected()
            }
        }
        let from = Int32(program.compounds.count)
        for (tests, combinator) in chain {
            let first = Int32(program.tests.count)
            program.tests += tests
            program.compounds.append(.init(from: first, to: Int32(program.tests.count), combinator: combinator))
        }
        return .init(
            from: from, to: Int32(program.compounds.count), reach: Self.reach(chain.dropFirst().map(\.combinator)),
            key: Self.key(chain.last?.tests ?? []))
    }

    private func unexpected() -> SelectorError {
        if lexer.peek() == UInt8(ascii: ")"), !lexer.isAtEnd {
            return lexer.failure(.unexpected, "a ')' closes nothing", "drop it or open it")
        }
        return lexer.failure(
            .unexpected, "\(lexer.here) cannot stand here", "write a tag, '#id', '.class', '[attribute]' or ':pseudo-class'")
    }

    private static func reach(_ combinators: [Combinator]) -> SelectorProgram.Reach {
        let goesInside = combinators.contains { $0 == .descendant || $0 == .child }
        switch combinators.first {
        case .next where combinators.dropFirst().allSatisfy({ $0 == .descendant || $0 == .child }):
            return goesInside ? .insideNextSibling : .nextSibling
        case .next, .following: return goesInside ? .insideFollowingSiblings : .followingSiblings
        default: return .descendants
        }
    }

    private static func key(_ tests: [Test]) -> SelectorProgram.Key {
        var key = SelectorProgram.Key.none
        for test in tests {
            switch test {
            case .never: return .never
            case .id(let text): key = .id(text)
            case .className(let text):
                if case .id = key { continue }
                key = .className(text)
            case .type(let name):
                if case .none = key { key = .type(name) }
            default: break
            }
        }
        return key
    }

    /// Cheap conditions first: a compound fails as early as it can.
    private static func cost(_ test: Test) -> Int {
        switch test {
        case .never, .anchor, .type: 0
        case .id: 1
        case .className: 2
        case .pseudo: 3
        case .attribute: 4
        case .direction, .language, .nth: 5
        case .any, .none: 6
        case .has: 7
        }
    }

    // MARK: Compounds

    private mutating func compound(allowsPseudoElements: Bool) throws(SelectorError) -> [Test] {
        var tests: [Test] = []
        let start = lexer.index
        let hasType = try type(into: &tests)
        var pseudoElementName: String?
        loop: while !lexer.isAtEnd {
            let at = lexer.index
            if pseudoElementName != nil, lexer.peek() != UInt8(ascii: ":") {
                if SelectorLexer.isSpace(lexer.peek()) || isAtListEnd || ",>+~/".utf8.contains(lexer.peek()) { break }
                throw lexer.failure(.unexpected, "only a pseudo-class can follow a pseudo-element", "put it before the '::'")
            }
            switch lexer.peek() {
            case UInt8(ascii: "#"):
                lexer.index += 1
                guard lexer.isAtIdentifier else {
                    throw lexer.failure(.unexpected, "'#' is not followed by an id", "an id that begins with a digit is written '#\\31 23'")
                }
                tests.append(.id(text(lexer.name())))
            case UInt8(ascii: "."):
                lexer.index += 1
                guard lexer.isAtIdentifier else {
                    throw lexer.failure(
                        .unexpected, "'.' is not followed by a class", "a class that begins with a digit is written '.\\31 23'")
                }
                tests.append(.className(text(lexer.name())))
            case UInt8(ascii: "["): tests.append(try attribute())
            case UInt8(ascii: "&"):
                lexer.index += 1
                tests.append(.pseudo(.scope))
            case UInt8(ascii: ":"):
                if lexer.peek(1) == UInt8(ascii: ":") || isSingleColonElement {
                    guard allowsPseudoElements else {
                        throw lexer.failure(.unexpected, "a pseudo-element cannot stand inside a pseudo-class", "take it out", at: at)
                    }
                    pseudoElementName = try pseudoElement()
                    tests.append(.never)
                } else if let element = pseudoElementName {
                    try statePseudoClass(of: element)
                } else {
                    tests.append(try pseudoClass())
                }
            case UInt8(ascii: "/") where lexer.peek(1) == UInt8(ascii: "*"): lexer.skipComments()
            default:
                if lexer.isAtIdentifier || lexer.peek() == UInt8(ascii: "*") {
                    throw lexer.failure(.unexpected, "a tag must stand first in its compound", "put it before '#', '.', '[' and ':'")
                }
                break loop
            }
        }
        guard hasType || lexer.index > start && !tests.isEmpty else {
            if lexer.isAtEnd { throw lexer.failure(.unexpected, "the selector ends too early", "complete it") }
            throw unexpected()
        }
        hasPseudoElement = pseudoElementName != nil
        let ordered = tests.enumerated().sorted { (Self.cost($0.element), $0.offset) < (Self.cost($1.element), $1.offset) }
        return ordered.map(\.element)
    }

    private mutating func text(_ bytes: [UInt8]) -> Int32 {
        if let index = program.texts.firstIndex(of: bytes) { return Int32(index) }
        program.texts.append(bytes)
        return Int32(program.texts.count - 1)
    }

    private static func name(_ written: [UInt8]) -> SelectorProgram.Name { .init(written: written, lower: lowercased(written)) }

    private static func lowercased(_ bytes: [UInt8]) -> [UInt8] { bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }

    /// Reads a tag or `*`, with a namespace `*|` or `|` before it; false when there is none.
    private mutating func type(into tests: inout [Test]) throws(SelectorError) -> Bool {
        func isBar(_ at: Int) -> Bool { lexer.peek(at) == UInt8(ascii: "|") && lexer.peek(at + 1) != UInt8(ascii: "|") }
        if isBar(0) {
            // No namespace: every element of an HTML document has one.
            lexer.index += 1
            tests.append(.never)
        } else if lexer.peek() == UInt8(ascii: "*") {
            lexer.index += 1
            guard isBar(0) else { return true }
            lexer.index += 1
        } else {
            guard lexer.isAtIdentifier else { return false }
            let start = lexer.index
            let written = lexer.name()
            guard !isBar(0) else {
                throw lexer.failure(
                    .namespace, "the namespace prefix '\(String(decoding: written, as: UTF8.self))' is not declared",
                    "leave it out: names match in every namespace", at: start)
            }
            program.names.append(Self.name(written))
            tests.append(.type(Int32(program.names.count - 1)))
            return true
        }
        if lexer.take(UInt8(ascii: "*")) { return true }
        guard lexer.isAtIdentifier else { throw lexer.failure(.unexpected, "'|' is not followed by a tag", "write a tag or '*'") }
        program.names.append(Self.name(lexer.name()))
        tests.append(.type(Int32(program.names.count - 1)))
        return true
    }

    // MARK: Attributes

    private mutating func attribute() throws(SelectorError) -> Test {
        let start = lexer.index
        lexer.index += 1
        lexer.skipSpace()
        let bar = UInt8(ascii: "|")
        if lexer.peek() == UInt8(ascii: "*"), lexer.peek(1) == bar {
            lexer.index += 2
        } else if lexer.peek() == bar, lexer.peek(1) != UInt8(ascii: "=") {
            lexer.index += 1
        }
        guard lexer.isAtIdentifier else {
            throw lexer.failure(.unexpected, "'[' is not followed by the name of an attribute", "write '[href]' or '[type=\"text\"]'")
        }
        let nameStart = lexer.index
        let name = Self.name(lexer.name())
        if lexer.peek() == bar, lexer.peek(1) != UInt8(ascii: "=") {
            throw lexer.failure(
                .namespace, "the namespace prefix '\(String(decoding: name.written, as: UTF8.self))' is not declared", "leave it out",
                at: nameStart)
        }
        lexer.skipSpace()
        var comparison = SelectorProgram.AttributeTest.Operator.exists
        var value: [UInt8] = []
        var caseRule = SelectorProgram.AttributeTest.Case.byLanguage
        if !lexer.isAtEnd, lexer.peek() != UInt8(ascii: "]") {
            comparison = try attributeOperator()
            lexer.skipSpace()
            let isQuoted = lexer.peek() == UInt8(ascii: "\"") || lexer.peek() == UInt8(ascii: "'")
            if isQuoted, !lexer.isAtEnd {
                value = try lexer.string()
            } else if lexer.isAtIdentifier {
                value = lexer.name()
            } else {
                throw lexer.failure(.unexpected, "\(lexer.here) cannot begin a value", "put the value in quotes")
            }
            lexer.skipSpace()
            if lexer.isAtIdentifier {
                let at = lexer.index
                switch Self.lowercased(lexer.name()) {
                case [UInt8(ascii: "i")]: caseRule = .insensitive
                case [UInt8(ascii: "s")]: caseRule = .sensitive
                default: throw lexer.failure(.unexpected, "an attribute's flag is 'i' or 's'", "quote a value with spaces", at: at)
                }
                lexer.skipSpace()
            }
        }
        guard lexer.isAtEnd || lexer.take(UInt8(ascii: "]")) else {
            throw lexer.failure(.unclosed, "the '[' at column \(start + 1) is not closed before \(lexer.here)", "close it with ']'")
        }
        program.attributes.append(
            .init(
                name: name, comparison: comparison, value: value, caseRule: caseRule,
                foldsInHTML: SelectorProgram.AttributeTest.folding.contains(String(decoding: name.lower, as: UTF8.self))))
        return .attribute(Int32(program.attributes.count - 1))
    }

    private mutating func attributeOperator() throws(SelectorError) -> SelectorProgram.AttributeTest.Operator {
        let equals = UInt8(ascii: "=")
        if lexer.take(equals) { return .equals }
        let found: SelectorProgram.AttributeTest.Operator? =
            switch lexer.peek() {
            case UInt8(ascii: "~"): .includes
            case UInt8(ascii: "|"): .dash
            case UInt8(ascii: "^"): .prefix
            case UInt8(ascii: "$"): .suffix
            case UInt8(ascii: "*"): .substring
            default: nil
            }
        guard let found, lexer.peek(1) == equals else {
            throw lexer.failure(
                .unexpected, "\(lexer.here) is no operator of an attribute selector",
                "use '=', '~=', '|=', '^=', '$=' or '*=', or close with ']'")
        }
        lexer.index += 2
        return found
    }

    // MARK: Pseudo-elements and pseudo-classes

    private var isSingleColonElement: Bool {
        var ahead = lexer
        ahead.index += 1
        guard ahead.isAtIdentifier else { return false }
        return PseudoClass.singleColonElements.contains(Self.keyword(ahead.name()))
    }

    private static func keyword(_ bytes: [UInt8]) -> String { String(decoding: lowercased(bytes), as: UTF8.self) }

    private mutating func pseudoElement() throws(SelectorError) -> String {
        let start = lexer.index
        lexer.index += lexer.peek(1) == UInt8(ascii: ":") ? 2 : 1
        guard lexer.isAtIdentifier else { throw lexer.failure(.unexpected, "'::' is not followed by a name", "drop it") }
        let name = Self.keyword(lexer.name())
        if lexer.peek() == UInt8(ascii: "("), PseudoClass.functionalElements.contains(name) {
            lexer.index += 1
            lexer.skipSpace()
            guard lexer.peek() != UInt8(ascii: ")"), !lexer.isAtEnd else {
                throw lexer.failure(.badArgument, "'::\(name)()' needs an argument", "write one")
            }
            if name == "slotted" { try compoundArgument() } else { lexer.skipBalanced(untilComma: false) }
            _ = lexer.take(UInt8(ascii: ")"))
            return name
        }
        // Browsers take any name with the prefix -webkit- (Selectors 4, "Compatibility").
        let isKnown = PseudoClass.elements.contains(name) || (name.hasPrefix("-webkit-") && name.utf8.count > 8)
        guard isKnown, lexer.peek() != UInt8(ascii: "(") else {
            throw lexer.failure(.unknownPseudo, "there is no pseudo-element '::\(name)'", "select an element instead", at: start)
        }
        return name
    }

    /// Reads and drops one compound and the white space around it: what `:host()` and `::slotted()` take.
    private mutating func compoundArgument() throws(SelectorError) {
        depth += 1
        defer { depth -= 1 }
        lexer.skipSpace()
        _ = try compound(allowsPseudoElements: false)
        lexer.skipSpace()
        guard isAtListEnd else { throw unexpected() }
    }

    /// Reads a pseudo-class behind a pseudo-element, where only states of it make sense.
    private mutating func statePseudoClass(of element: String) throws(SelectorError) {
        let start = lexer.index
        let test = try pseudoClass()
        let isState: Bool
        switch test {
        case .never: isState = element == "part" || lexer.bytes[lexer.index - 1] != UInt8(ascii: ")")
        case .pseudo(let pseudo): isState = element == "part" && !pseudo.isStructural
        case .any, .none: isState = element != "slotted"
        case .language, .direction: isState = element == "part"
        default: isState = false
        }
        guard isState, element != "slotted" else {
            throw lexer.failure(.unexpected, "this pseudo-class cannot follow '::\(element)'", "put it before the '::'", at: start)
        }
    }

    private mutating func pseudoClass() throws(SelectorError) -> Test {
        let start = lexer.index
        lexer.index += 1
        guard lexer.isAtIdentifier else {
            throw lexer.failure(.unexpected, "':' is not followed by the name of a pseudo-class", "write one, such as ':first-child'")
        }
        let name = Self.keyword(lexer.name())
        if lexer.take(UInt8(ascii: "(")) {
            depth += 1
            defer { depth -= 1 }
            guard depth <= Self.maximumDepth else {
                throw lexer.failure(.tooComplex, "pseudo-classes may nest \(Self.maximumDepth) deep", "ask for less", at: start)
            }
            let test = try functional(name, start: start)
            lexer.skipSpace()
            guard lexer.isAtEnd || lexer.take(UInt8(ascii: ")")) else {
                throw lexer.failure(.badArgument, "\(lexer.here) is too much for ':\(name)()'", "close it with ')'")
            }
            return test
        }
        if let simple = PseudoClass.named(name) { return .pseudo(simple) }
        if PseudoClass.dynamic.contains(name) { return .never }
        throw unknown(name, start: start)
    }

    private func unknown(_ name: String, start: Int) -> SelectorError {
        let remedy =
            switch name {
            case "is", "where", "not", "has", "nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type", "lang", "dir":
                "give it an argument: ':\(name)(…)'"
            case "contains", "icontains": "CSS cannot ask for text: select the element, then look at its text"
            case "first", "last", "eq", "even", "odd", "gt", "lt": "use ':nth-child(…)' or take it from the result"
            case "text", "input", "button", "checkbox", "radio", "submit", "password", "file", "image", "reset":
                "use '[type=\"\(name)\"]' or the tag"
            default: "look it up in Selectors 4"
            }
        return lexer.failure(.unknownPseudo, "there is no pseudo-class ':\(name)'", remedy, at: start)
    }

    private mutating func functional(_ name: String, start: Int) throws(SelectorError) -> Test {
        switch name {
        case "is", "where", "matches", "-webkit-any", "-moz-any": return .any(try list(.forgiving))
        case "not": return .none(try list(.strict))
        case "has":
            guard !isInsideHas else {
                throw lexer.failure(.badArgument, "':has()' cannot stand inside ':has()'", "join the two conditions", at: start)
            }
            isInsideHas = true
            defer { isInsideHas = false }
            return .has(try list(.relative))
        case "nth-child": return try nth(fromEnd: false, ofType: false)
        case "nth-last-child": return try nth(fromEnd: true, ofType: false)
        case "nth-of-type": return try nth(fromEnd: false, ofType: true)
        case "nth-last-of-type": return try nth(fromEnd: true, ofType: true)
        case "lang": return try languages()
        case "dir":
            lexer.skipSpace()
            guard lexer.isAtIdentifier else {
                throw lexer.failure(.badArgument, "':dir()' takes a direction", "write ':dir(ltr)' or ':dir(rtl)'")
            }
            return switch Self.keyword(lexer.name()) {
            case "ltr": .direction(isRightToLeft: false)
            case "rtl": .direction(isRightToLeft: true)
            default: .never
            }
        case "host", "host-context":
            try compoundArgument()
            return .never
        case "state":
            lexer.skipSpace()
            guard lexer.isAtIdentifier else { throw lexer.failure(.badArgument, "':state()' takes a name", "write one") }
            _ = lexer.name()
            return .never
        case "current", "active-view-transition-type":
            lexer.skipSpace()
            guard lexer.peek() != UInt8(ascii: ")"), !lexer.isAtEnd else {
                throw lexer.failure(.badArgument, "':\(name)()' needs an argument", "write one")
            }
            lexer.skipBalanced(untilComma: false)
            return .never
        default:
            if PseudoClass.named(name) != nil || PseudoClass.dynamic.contains(name) {
                throw lexer.failure(.badArgument, "':\(name)' takes no argument", "drop the parentheses", at: start)
            }
            throw unknown(name, start: start)
        }
    }

    private mutating func languages() throws(SelectorError) -> Test {
        // The ranges stand in a row; they are not shared with other texts.
        let from = Int32(program.texts.count)
        repeat {
            lexer.skipSpace()
            if lexer.isAtIdentifier {
                program.texts.append(Self.lowercased(lexer.name()))
            } else if lexer.peek() == UInt8(ascii: "\"") || lexer.peek() == UInt8(ascii: "'"), !lexer.isAtEnd {
                program.texts.append(Self.lowercased(try lexer.string()))
            } else {
                throw lexer.failure(.badArgument, "\(lexer.here) is no language", "write ':lang(en)' or ':lang(\"*-CH\")'")
            }
            lexer.skipSpace()
        } while lexer.take(UInt8(ascii: ","))
        return .language(from: from, to: Int32(program.texts.count))
    }

    // MARK: an+b

    private mutating func nth(fromEnd: Bool, ofType: Bool) throws(SelectorError) -> Test {
        lexer.skipSpace()
        let start = lexer.index
        guard let (step, offset) = anPlusB() else {
            throw lexer.failure(
                .badArgument, "'\(argument(from: start))' is not of the form an+b", "write 'odd', 'even', '3' or '2n+1'", at: start)
        }
        var list: Int32 = -1
        let spaced = lexer.skipSpace()
        if !isAtListEnd {
            guard spaced, !ofType, lexer.isAtIdentifier, Self.keyword(lexer.name()) == "of" else {
                throw lexer.failure(
                    .badArgument, "'\(argument(from: start))' is not of the form an+b", "write 'odd', 'even', '3' or '2n+1'", at: start)
            }
            list = try self.list(.strict)
        }
        program.nths.append(.init(step: step, offset: offset, fromEnd: fromEnd, ofType: ofType, list: list))
        return .nth(Int32(program.nths.count - 1))
    }

    private func argument(from start: Int) -> String {
        var ahead = lexer
        ahead.index = start
        ahead.skipBalanced(untilComma: false)
        return String(decoding: ahead.bytes[start..<ahead.index], as: UTF8.self)
    }

    private mutating func anPlusB() -> (Int, Int)? {
        if (0x61...0x7A).contains(lexer.peek() | 0x20), lexer.peek() | 0x20 != UInt8(ascii: "n") {
            return switch Self.keyword(lexer.name()) {
            case "odd": (2, 1)
            case "even": (2, 0)
            default: nil
            }
        }
        var sign = 1
        if lexer.take(UInt8(ascii: "-")) { sign = -1 } else { _ = lexer.take(UInt8(ascii: "+")) }
        let digits = number()
        guard lexer.peek() | 0x20 == UInt8(ascii: "n"), !lexer.isAtEnd else {
            guard let digits, !lexer.isAtName else { return nil }
            return (0, sign * digits)
        }
        lexer.index += 1
        let step = sign * (digits ?? 1)
        let tail = lexer.index
        lexer.skipSpace()
        let tailSign = lexer.peek()
        guard tailSign == UInt8(ascii: "+") || tailSign == UInt8(ascii: "-"), !lexer.isAtEnd else {
            lexer.index = tail
            return lexer.isAtName ? nil : (step, 0)
        }
        lexer.index += 1
        lexer.skipSpace()
        guard let offset = number(), !lexer.isAtName else { return nil }
        return (step, tailSign == UInt8(ascii: "-") ? -offset : offset)
    }

    /// An unsigned integer, kept below a billion: more siblings no document has.
    private mutating func number() -> Int? {
        guard (0x30...0x39).contains(lexer.peek()), !lexer.isAtEnd else { return nil }
        var value = 0
        while (0x30...0x39).contains(lexer.peek()), !lexer.isAtEnd {
            value = min(value * 10 + Int(lexer.peek() - 0x30), 1_000_000_000)
            lexer.index += 1
        }
        return value
    }
}

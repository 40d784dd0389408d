/// A program bound to a document: names are resolved to atoms once, after that a test compares integers or bytes in place.
///
/// Matching goes right to left. The four outcomes say how far a failure reaches, so that a chain never tries an ancestor or a sibling
/// that cannot help (the scheme of WebKit's SelectorChecker); descendant chains cost their depth, not a power of it.
struct SelectorMatcher {
    private enum Outcome {
        case matches
        /// This element fails; another may match.
        case failsHere
        /// No sibling of the element can match.
        case failsSiblings
        /// No ancestor of the element can match either.
        case failsEverywhere
    }

    /// A name of the program in this document; `Atom.none` for a name that no element or attribute of it bears.
    private struct BoundName {
        let written: Atom
        let lower: Atom
    }

    let document: Document
    private let program: SelectorProgram
    private var types: [BoundName] = []
    private var attributes: [BoundName] = []
    private let isQuirky: Bool
    let scope: NodeID
    private var anchor: NodeID = .none
    /// Elements counted lately, with their places: the next sibling's place is then one step away. A small direct-mapped memory, since
    /// a walk in document order returns to a parent's children from inside the grandchildren.
    private typealias Memory = (element: NodeID, nth: Int, place: Int)
    private var counted: [Memory]

    private static let memorySlots = 64

    init(_ selector: Selector, _ document: Document, scope: NodeID) {
        self.document = document
        self.scope = scope
        program = selector.program
        isQuirky = document.quirks == .quirks
        counted = Array(repeating: (.none, -1, 0), count: program.nths.isEmpty ? 0 : Self.memorySlots)
        func bound(_ name: SelectorProgram.Name) -> BoundName {
            BoundName(written: document.atom(named: name.written), lower: document.atom(named: name.lower))
        }
        types = program.names.map(bound)
        attributes = program.attributes.map { bound($0.name) }
    }

    // MARK: The outside

    /// Whether any selector of the list matches the element.
    mutating func matches(_ element: NodeID) -> Bool { matches(element, list: program.root) }

    /// Whether no element at all can match: every selector asks for what this document has not.
    var isHopeless: Bool {
        program.lists[Int(program.root)].allSatisfy { index in
            switch program.complexes[Int(index)].key {
            case .never: true
            case .type(let name): types[Int(name)].written == .none && types[Int(name)].lower == .none
            default: false
            }
        }
    }

    // MARK: Lists and chains

    private mutating func matches(_ element: NodeID, list: Int32) -> Bool {
        let range = program.lists[Int(list)]
        for index in range {
            let complex = program.complexes[Int(index)]
            guard passes(complex.key, element) else { continue }
            if matches(element, Int(complex.to) - 1, first: Int(complex.from)) == .matches { return true }
        }
        return false
    }

    private func passes(_ key: SelectorProgram.Key, _ element: NodeID) -> Bool {
        switch key {
        case .none: true
        case .never: false
        case .type(let name): hasType(element, name)
        case .id(let text): hasID(element, text)
        case .className(let text): hasClass(element, text)
        }
    }

    private mutating func matches(_ element: NodeID, _ index: Int, first: Int) -> Outcome {
        let compound = program.compounds[index]
        for test in compound.from..<compound.to {
            if !passes(program.tests[Int(test)], element) { return .failsHere }
        }
        if index == first { return .matches }
        switch compound.combinator {
        case .child:
            guard let parent = document.parentElement(of: element) else { return .failsEverywhere }
            return matches(parent, index - 1, first: first)
        case .descendant:
            var ancestor = document.parentElement(of: element)
            while let current = ancestor {
                let outcome = matches(current, index - 1, first: first)
                if outcome == .matches || outcome == .failsEverywhere { return outcome }
                ancestor = document.parentElement(of: current)
            }
            return .failsEverywhere
        case .next:
            guard let previous = document.previousElement(before: element) else { return .failsSiblings }
            return matches(previous, index - 1, first: first)
        case .following:
            var sibling = document.previousElement(before: element)
            while let current = sibling {
                let outcome = matches(current, index - 1, first: first)
                if outcome != .failsHere { return outcome }
                sibling = document.previousElement(before: current)
            }
            return .failsSiblings
        }
    }

    // MARK: Single tests

    private mutating func passes(_ test: SelectorProgram.Test, _ element: NodeID) -> Bool {
        switch test {
        case .type(let name): return hasType(element, name)
        case .id(let text): return hasID(element, text)
        case .className(let text): return hasClass(element, text)
        case .attribute(let index): return hasAttribute(element, Int(index))
        case .nth(let index): return fits(element, nth: Int(index))
        case .any(let list): return matches(element, list: list)
        case .none(let list): return !matches(element, list: list)
        case .has(let list): return has(element, list)
        case .language(let from, let to):
            return document.language(of: element) { language in
                (from..<to).contains { SelectorText.language(language, fits: program.texts[Int($0)]) }
            }
        case .direction(let isRightToLeft): return document.isRightToLeft(element) == isRightToLeft
        case .pseudo(let pseudo): return document.holds(pseudo, element, scope: scope)
        case .anchor: return element == anchor
        case .never: return false
        }
    }

    private func hasType(_ element: NodeID, _ name: Int32) -> Bool {
        let bound = types[Int(name)]
        return document.name(of: element) == (document.namespace(of: element) == .html ? bound.lower : bound.written)
    }

    private func hasID(_ element: NodeID, _ text: Int32) -> Bool {
        document.withAttribute(.id, of: element) { value in
            program.texts[Int(text)].withUnsafeBufferPointer { SelectorText.equal(value, $0, folding: isQuirky) }
        } ?? false
    }

    private func hasClass(_ element: NodeID, _ text: Int32) -> Bool {
        document.withAttribute(.class, of: element) { value in
            program.texts[Int(text)].withUnsafeBufferPointer { SelectorText.hasWord(value, $0, folding: isQuirky) }
        } ?? false
    }

    private func hasAttribute(_ element: NodeID, _ index: Int) -> Bool {
        let isHTML = document.namespace(of: element) == .html
        let name = isHTML ? attributes[index].lower : attributes[index].written
        if program.attributes[index].comparison == .exists { return document.hasAttribute(name, of: element) }
        return document.withAttribute(name, of: element) { value in
            let test = program.attributes[index]
            let folding =
                switch test.caseRule {
                case .insensitive: true
                case .sensitive: false
                case .byLanguage: isHTML && test.foldsInHTML
                }
            return test.value.withUnsafeBufferPointer { SelectorText.compare(value, $0, by: test.comparison, folding: folding) }
        } ?? false
    }

    // MARK: Counting

    private mutating func fits(_ element: NodeID, nth index: Int) -> Bool {
        let nth = program.nths[index]
        if nth.list >= 0, !matches(element, list: nth.list) { return false }
        let parent = document.parentElement(of: element) ?? .none
        let kind = nth.ofType ? Int(document.name(of: element).rawValue) &* 7 : 0
        let slot = (Int(parent.rawValue) &* 5 &+ index &+ kind) & (Self.memorySlots - 1)
        let memory: Memory = counted[slot].nth == index ? counted[slot] : (.none, -1, 0)
        let place = nth.fromEnd ? placeFromEnd(element, nth, memory) : placeFromStart(element, nth, memory)
        counted[slot] = (element, index, place)
        return nth.contains(place)
    }

    private mutating func counts(_ sibling: NodeID, _ nth: SelectorProgram.NthTest, like element: NodeID) -> Bool {
        if nth.ofType {
            return document.name(of: sibling) == document.name(of: element)
                && document.namespace(of: sibling) == document.namespace(of: element)
        }
        return nth.list < 0 || matches(sibling, list: nth.list)
    }

    /// Whether the remembered element is of the kind that is counted now: of-type counts differ from name to name.
    private func isComparable(_ remembered: NodeID, _ nth: SelectorProgram.NthTest, _ element: NodeID) -> Bool {
        !nth.ofType || document.name(of: remembered) == document.name(of: element)
    }

    private mutating func placeFromStart(_ element: NodeID, _ nth: SelectorProgram.NthTest, _ memory: Memory) -> Int {
        var place = 1
        var sibling = document.previousElement(before: element)
        while let current = sibling {
            if current == memory.element, isComparable(current, nth, element) { return memory.place + place }
            if counts(current, nth, like: element) { place += 1 }
            sibling = document.previousElement(before: current)
        }
        return place
    }

    private mutating func placeFromEnd(_ element: NodeID, _ nth: SelectorProgram.NthTest, _ memory: Memory) -> Int {
        // In document order the element counted last stands close before this one.
        if memory.element != .none, isComparable(memory.element, nth, element) {
            var steps = 1
            var sibling = document.previousElement(before: element)
            while let current = sibling {
                if current == memory.element { return memory.place - steps }
                if counts(current, nth, like: element) { steps += 1 }
                sibling = document.previousElement(before: current)
            }
        }
        var place = 1
        var sibling = document.nextElement(after: element)
        while let current = sibling {
            if counts(current, nth, like: element) { place += 1 }
            sibling = document.nextElement(after: current)
        }
        return place
    }

    // MARK: Relations

    private mutating func has(_ element: NodeID, _ list: Int32) -> Bool {
        let outer = anchor
        anchor = element
        defer { anchor = outer }
        for index in program.lists[Int(list)] where hasRelative(element, program.complexes[Int(index)]) { return true }
        return false
    }

    private mutating func hasRelative(_ element: NodeID, _ complex: SelectorProgram.Complex) -> Bool {
        switch complex.reach {
        case .descendants: return contains(element, complex)
        case .nextSibling:
            guard let next = document.nextElement(after: element) else { return false }
            return isSubject(next, complex)
        case .insideNextSibling:
            guard let next = document.nextElement(after: element) else { return false }
            return contains(next, complex)
        case .followingSiblings, .insideFollowingSiblings:
            var sibling = document.nextElement(after: element)
            while let current = sibling {
                if complex.reach == .followingSiblings ? isSubject(current, complex) : contains(current, complex) { return true }
                sibling = document.nextElement(after: current)
            }
            return false
        }
    }

    private mutating func isSubject(_ element: NodeID, _ complex: SelectorProgram.Complex) -> Bool {
        passes(complex.key, element) && matches(element, Int(complex.to) - 1, first: Int(complex.from)) == .matches
    }

    private mutating func contains(_ root: NodeID, _ complex: SelectorProgram.Complex) -> Bool {
        var next = document.firstElement(in: root)
        while let current = next {
            if isSubject(current, complex) { return true }
            next = document.elementAfter(current, within: root)
        }
        return false
    }
}

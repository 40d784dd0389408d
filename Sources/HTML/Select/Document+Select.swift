extension Document {
    /// All elements below `root` (the whole document when nil) that `selector` matches, in document order.
    ///
    /// `:scope` is `root`, or the root element for the whole document. Selectors see the whole tree, as in `querySelectorAll`: only the
    /// subjects must lie below `root`.
    package func select(_ selector: Selector, in root: NodeID? = nil) -> [NodeID] {
        var found: [NodeID] = []
        visit(selector, in: root) {
            found.append($0)
            return true
        }
        return found
    }

    /// The first element in document order that `selector` matches; stops there.
    package func selectFirst(_ selector: Selector, in root: NodeID? = nil) -> NodeID? {
        var found: NodeID?
        visit(selector, in: root) {
            found = $0
            return false
        }
        return found
    }

    /// How many elements `selector` matches.
    package func count(_ selector: Selector, in root: NodeID? = nil) -> Int {
        var count = 0
        visit(selector, in: root) { _ in
            count += 1
            return true
        }
        return count
    }

    /// Whether `selector` matches this element; `:scope` is the element itself unless another is given.
    package func matches(_ element: NodeID, _ selector: Selector, scope: NodeID? = nil) -> Bool {
        guard isElement(element) else { return false }
        var matcher = SelectorMatcher(selector, self, scope: scope ?? element)
        return matcher.matches(element)
    }

    /// The nearest of the element and its ancestors that `selector` matches.
    package func closest(_ element: NodeID, _ selector: Selector) -> NodeID? {
        var matcher = SelectorMatcher(selector, self, scope: element)
        var current: NodeID? = element
        while let candidate = current {
            if isElement(candidate), matcher.matches(candidate) { return candidate }
            current = parentElement(of: candidate)
        }
        return nil
    }

    /// The results of several selectors from one walk over the tree, in the order of the selectors.
    package func selectAll(_ selectors: [Selector], in root: NodeID? = nil) -> [[NodeID]] {
        let top = root ?? self.root
        var matchers = selectors.map { SelectorMatcher($0, self, scope: root ?? rootElement ?? self.root) }
        var results = Array(repeating: [NodeID](), count: selectors.count)
        let live = matchers.indices.filter { !matchers[$0].isHopeless }
        var next = firstElement(in: top)
        while let element = next {
            for index in live where matchers[index].matches(element) { results[index].append(element) }
            next = elementAfter(element, within: top)
        }
        return results
    }

    private func visit(_ selector: Selector, in root: NodeID?, _ body: (NodeID) -> Bool) {
        let top = root ?? self.root
        var matcher = SelectorMatcher(selector, self, scope: root ?? rootElement ?? self.root)
        if matcher.isHopeless { return }
        var next = firstElement(in: top)
        while let element = next {
            if matcher.matches(element), !body(element) { return }
            next = elementAfter(element, within: top)
        }
    }
}

/// What pseudo-classes ask of an element, read from the tree alone (HTML standard, "Pseudo-classes").
extension Document {
    func holds(_ pseudo: PseudoClass, _ element: NodeID, scope: NodeID) -> Bool {
        switch pseudo {
        case .root: parentElement(of: element) == nil
        case .scope: element == scope
        case .empty: isEmpty(element)
        case .firstChild: previousElement(before: element) == nil
        case .lastChild: nextElement(after: element) == nil
        case .onlyChild: previousElement(before: element) == nil && nextElement(after: element) == nil
        case .firstOfType: isFirstOfType(element)
        case .lastOfType: isLastOfType(element)
        case .onlyOfType: isFirstOfType(element) && isLastOfType(element)
        case .anyLink: isHyperlink(element)
        case .checked: isChecked(element)
        case .default: isDefault(element)
        case .defined: isDefined(element)
        case .disabled: isDisabled(element)
        case .enabled: canBeDisabled(element) && !isDisabled(element)
        case .indeterminate: isIndeterminate(element)
        case .inRange: isInRange(element) == true
        case .outOfRange: isInRange(element) == false
        case .open: (isHTML(element, .details) || isHTML(element, .dialog)) && hasAttribute(.open, of: element)
        case .required: canBeRequired(element) && hasAttribute(.required, of: element)
        case .optional: isInputLike(element) && !(canBeRequired(element) && hasAttribute(.required, of: element))
        case .placeholderShown: showsPlaceholder(element)
        case .readWrite: isReadWrite(element)
        case .readOnly: !isReadWrite(element)
        }
    }

    package func isHTML(_ node: NodeID, _ name: Atom) -> Bool { self.name(of: node) == name && namespace(of: node) == .html }

    private func isEmpty(_ element: NodeID) -> Bool {
        var child = firstChild(of: element)
        while let node = child {
            if isElement(node) || (isText(node) && !isEmptyText(node)) { return false }
            child = nextSibling(of: node)
        }
        return true
    }

    private func isSameType(_ a: NodeID, _ b: NodeID) -> Bool { name(of: a) == name(of: b) && namespace(of: a) == namespace(of: b) }

    private func isFirstOfType(_ element: NodeID) -> Bool {
        var sibling = previousElement(before: element)
        while let current = sibling {
            if isSameType(current, element) { return false }
            sibling = previousElement(before: current)
        }
        return true
    }

    private func isLastOfType(_ element: NodeID) -> Bool {
        var sibling = nextElement(after: element)
        while let current = sibling {
            if isSameType(current, element) { return false }
            sibling = nextElement(after: current)
        }
        return true
    }

    /// Whether the element is a hyperlink that a reader can follow: `a` or `area` with `href`, in HTML or SVG.
    func isHyperlink(_ element: NodeID) -> Bool {
        let name = name(of: element)
        switch namespace(of: element) {
        case .html: return (name == .a || name == .area) && hasAttribute(.href, of: element)
        case .svg: return name == .a && hasAttribute(.href, of: element)
        default: return false
        }
    }

    /// HTML's names for custom elements contain a hyphen; without scripts none of them is ever defined.
    private func isDefined(_ element: NodeID) -> Bool {
        guard namespace(of: element) == .html, !hasAttribute(.is, of: element) else { return namespace(of: element) != .html }
        return !isCustomElementName(name(of: element))
    }

    private func isInputLike(_ element: NodeID) -> Bool {
        isHTML(element, .input) || isHTML(element, .select) || isHTML(element, .textarea)
    }

    private func canBeRequired(_ element: NodeID) -> Bool {
        isHTML(element, .input) ? inputType(of: element).canBeRequired : isInputLike(element)
    }

    private func showsPlaceholder(_ element: NodeID) -> Bool {
        guard hasAttribute(.placeholder, of: element) else { return false }
        if isHTML(element, .textarea) { return textContent(of: element).utf8.allSatisfy { $0 == 0x0A } }
        guard isHTML(element, .input), inputType(of: element).hasPlaceholder else { return false }
        return withAttribute(.value, of: element) { $0.isEmpty } ?? true
    }

    private func isReadWrite(_ element: NodeID) -> Bool {
        if isHTML(element, .input), inputType(of: element).canBeReadOnly {
            return !hasAttribute(.readonly, of: element) && !isDisabled(element)
        }
        if isHTML(element, .textarea) { return !hasAttribute(.readonly, of: element) && !isDisabled(element) }
        var current: NodeID? = element
        while let node = current {
            if namespace(of: node) == .html, let editable = attribute(.contenteditable, of: node) {
                switch editable.lowercasedASCII {
                case "", "true", "plaintext-only": return true
                case "false": return false
                default: break
                }
            }
            current = parentElement(of: node)
        }
        return false
    }

    /// Nil where no range applies.
    private func isInRange(_ element: NodeID) -> Bool? {
        guard isHTML(element, .input), inputType(of: element) == .number || inputType(of: element) == .range else { return nil }
        let isRange = inputType(of: element) == .range
        let minimum = attribute(.min, of: element).flatMap { HTMLNumber.parse($0) } ?? (isRange ? 0 : nil)
        let maximum = attribute(.max, of: element).flatMap { HTMLNumber.parse($0) } ?? (isRange ? 100 : nil)
        guard minimum != nil || maximum != nil, !isDisabled(element), !hasAttribute(.readonly, of: element) || isRange else { return nil }
        guard !isRange, let value = attribute(.value, of: element).flatMap({ HTMLNumber.parse($0) }) else { return true }
        return value >= minimum ?? -.infinity && value <= maximum ?? .infinity
    }

    // MARK: Form controls at rest

    private func canBeDisabled(_ element: NodeID) -> Bool {
        guard namespace(of: element) == .html else { return false }
        switch name(of: element) {
        case .button, .input, .select, .textarea, .optgroup, .option, .fieldset: return true
        default: return false
        }
    }

    /// Whether the element is "actually disabled": by its own attribute, its `optgroup`, or a disabled `fieldset` around it whose first
    /// `legend` it does not stand in.
    package func isDisabled(_ element: NodeID) -> Bool {
        guard canBeDisabled(element) else { return false }
        if hasAttribute(.disabled, of: element) { return true }
        if isHTML(element, .optgroup) { return false }
        if isHTML(element, .option) {
            guard let parent = parentElement(of: element) else { return false }
            return isHTML(parent, .optgroup) && hasAttribute(.disabled, of: parent)
        }
        var child = element
        while let parent = parentElement(of: child) {
            if isHTML(parent, .fieldset), hasAttribute(.disabled, of: parent), !isFirstLegend(child, of: parent) { return true }
            child = parent
        }
        return false
    }

    private func isFirstLegend(_ element: NodeID, of fieldset: NodeID) -> Bool {
        guard isHTML(element, .legend) else { return false }
        var sibling = previousElement(before: element)
        while let current = sibling {
            if isHTML(current, .legend) { return false }
            sibling = previousElement(before: current)
        }
        return true
    }

    private func isChecked(_ element: NodeID) -> Bool {
        if isHTML(element, .option) { return isSelectedOption(element) }
        guard isHTML(element, .input), hasAttribute(.checked, of: element) else { return false }
        return inputType(of: element) == .checkbox || inputType(of: element) == .radio
    }

    /// Whether the option is selected in the page as loaded (HTML standard, "selectedness setting algorithm").
    package func isSelectedOption(_ option: NodeID) -> Bool {
        guard let select = selectElement(of: option), !hasAttribute(.multiple, of: select) else {
            return hasAttribute(.selected, of: option)
        }
        if hasAttribute(.selected, of: option) {
            // Of several the last counts.
            var next = elementAfter(option, within: select)
            while let other = next {
                if isHTML(other, .option), hasAttribute(.selected, of: other) { return false }
                next = elementAfter(other, within: select)
            }
            return true
        }
        // Without any, a drop-down shows its first enabled option.
        guard displaySize(of: select) == 1 else { return false }
        var isFirst = false
        var next = firstElement(in: select)
        while let other = next {
            if isHTML(other, .option) {
                if hasAttribute(.selected, of: other) { return false }
                if !isFirst, !isDisabled(other) {
                    guard other == option else { return false }
                    isFirst = true
                }
            }
            next = elementAfter(other, within: select)
        }
        return isFirst
    }

    func selectElement(of option: NodeID) -> NodeID? {
        var current = parentElement(of: option)
        while let node = current {
            if isHTML(node, .select) { return node }
            if isHTML(node, .option) || isHTML(node, .datalist) { return nil }
            current = parentElement(of: node)
        }
        return nil
    }

    func displaySize(of select: NodeID) -> Int {
        if let size = attribute(.size, of: select).flatMap({ HTMLNumber.nonNegativeInteger($0) }), size > 0 { return size }
        return hasAttribute(.multiple, of: select) ? 4 : 1
    }

    private func isDefault(_ element: NodeID) -> Bool {
        if isHTML(element, .option) { return hasAttribute(.selected, of: element) }
        if isHTML(element, .input), inputType(of: element) == .checkbox || inputType(of: element) == .radio {
            return hasAttribute(.checked, of: element)
        }
        guard isSubmitButton(element), let form = formOwner(of: element) else { return false }
        // The default button is the first in tree order.
        var next = firstElement(in: root)
        while let current = next {
            if current == element { return true }
            if isSubmitButton(current), formOwner(of: current) == form { return false }
            next = elementAfter(current, within: root)
        }
        return false
    }

    func isSubmitButton(_ element: NodeID) -> Bool {
        if isHTML(element, .button) {
            switch attribute(.type, of: element)?.lowercasedASCII {
            case "button", "reset": return false
            default: return true
            }
        }
        return isHTML(element, .input) && (inputType(of: element) == .submit || inputType(of: element) == .image)
    }

    private func isIndeterminate(_ element: NodeID) -> Bool {
        if isHTML(element, .progress) { return !hasAttribute(.value, of: element) }
        guard isHTML(element, .input), inputType(of: element) == .radio, let group = attribute(.name, of: element), !group.isEmpty else {
            return false
        }
        let form = formOwner(of: element)
        var next = firstElement(in: root)
        while let current = next {
            if isHTML(current, .input), hasAttribute(.checked, of: current), inputType(of: current) == .radio,
                attribute(.name, of: current) == group, formOwner(of: current) == form
            {
                return false
            }
            next = elementAfter(current, within: root)
        }
        return true
    }
}

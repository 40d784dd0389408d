extension Document {
    /// The forms of the page in tree order. `url` is where the document came from.
    package func forms(_ url: WebURL? = nil) -> [Form] { FormReader(self, url).forms() }

    /// The controls that no form owns, in tree order.
    package func looseControls() -> [FormControl] { FormReader(self, nil).looseControls() }

    /// The controls that stand together in no form, as one that scripts send; nil where they have fewer fields.
    package func looseForm(of fields: Int = 4) -> Form? { FormReader(self, nil).looseForm(of: fields) }
}

/// Reads forms: one walk gathers identifiers, labels and controls, a second look makes values of them.
struct FormReader {
    private let document: Document
    private let url: WebURL?
    private let base: WebURL?
    /// The first element of each id.
    private var identified: [String: NodeID] = [:]
    private var labels: [NodeID: [NodeID]] = [:]
    private var formNodes: [NodeID] = []
    /// Controls by the form that owns them; `NodeID.none` for those that none owns.
    private var controls: [NodeID: [NodeID]] = [:]
    private let read = ReadOnce()

    /// How many elements a list of ids may name, and how many bytes of an element's text make a label: a page may point at itself thousands of
    /// times over.
    private static let maximumReferences = 16
    private static let maximumLabel = 2_000

    /// What many controls may share, read once a page.
    private final class ReadOnce {
        var texts: [NodeID: String] = [:]
        var legends: [NodeID: String] = [:]
        var options: [NodeID: [FormControl.Option]] = [:]
    }

    init(_ document: Document, _ url: WebURL?) {
        self.document = document
        self.url = url
        base = document.baseURL(url)
        gather()
    }

    private mutating func gather() {
        var labelNodes: [NodeID] = []
        var controlNodes: [NodeID] = []
        var next = document.firstElement(in: document.root)
        while let element = next {
            if let id = document.attribute(.id, of: element), !id.isEmpty, identified[id] == nil { identified[id] = element }
            if document.namespace(of: element) == .html {
                switch document.name(of: element) {
                case .form: formNodes.append(element)
                case .label: labelNodes.append(element)
                case .input, .textarea, .select, .button, .output, .object: controlNodes.append(element)
                default: break
                }
            }
            next = document.elementAfter(element, within: document.root)
        }
        for label in labelNodes {
            if let control = labeled(by: label) { labels[control, default: []].append(label) }
        }
        for control in controlNodes { controls[owner(of: control) ?? .none, default: []].append(control) }
    }

    /// The form that owns the control: the one its `form` attribute names, else the one the parser gave it or that stands around it.
    private func owner(of control: NodeID) -> NodeID? {
        if let id = document.attribute(.form, of: control) {
            guard let form = identified[id], document.isHTML(form, .form) else { return nil }
            return form
        }
        return document.formOwner(of: control)
    }

    private func labeled(by label: NodeID) -> NodeID? {
        if let id = document.attribute(.for, of: label) {
            guard let control = identified[id], isLabelable(control) else { return nil }
            return control
        }
        var next = document.firstElement(in: label)
        while let element = next {
            if isLabelable(element) { return element }
            next = document.elementAfter(element, within: label)
        }
        return nil
    }

    private func isLabelable(_ element: NodeID) -> Bool {
        guard document.namespace(of: element) == .html else { return false }
        switch document.name(of: element) {
        case .button, .meter, .output, .progress, .select, .textarea: return true
        case .input: return document.inputType(of: element) != .hidden
        default: return false
        }
    }

    // MARK: Forms

    func forms() -> [Form] { formNodes.map(form) }

    func looseControls() -> [FormControl] { (controls[.none] ?? []).map(control) }

    /// The innermost element with four fifths of the fields that no form owns, or the one around it that has a button as well.
    func looseForm(of least: Int) -> Form? {
        let loose = (controls[.none] ?? []).prefix(Self.mostLoose)
        let fields = loose.filter(isField)
        guard fields.count >= max(1, least) else { return nil }
        var counts: [NodeID: Int] = [:]
        for field in fields {
            var next = document.parent(of: field)
            while let element = next, document.isElement(element) {
                counts[element, default: 0] += 1
                next = document.parent(of: element)
            }
        }
        let buttons = loose.filter { document.isHTML($0, .button) }
        // One that stands apart, such as a search, has only elements around it with more than the others'.
        var place: NodeID?
        for field in fields {
            var next = document.parent(of: field)
            while let element = next, counts[element, default: 0] * 5 < fields.count * 4 { next = document.parent(of: element) }
            guard let element = next, document.isElement(element) else { continue }
            if place.map({ counts[element, default: 0] < counts[$0, default: 0] }) ?? true { place = element }
        }
        guard var node = place else { return nil }
        while !buttons.contains(where: { isWithin($0, node) }), let around = document.parent(of: node), document.isElement(around) {
            node = around
        }
        return Form(
            node: node, id: text(.id, node), name: nil, action: nil, actionAttribute: nil, method: .get, encoding: .urlEncoded, target: nil,
            isValidated: false, autocomplete: nil, acceptCharset: nil,
            label: referenced(.ariaLabelledby, node) ?? text(.ariaLabel, node) ?? text(.title, node),
            controls: loose.filter { isWithin($0, node) }.map(control), isLoose: true)
    }

    private static let mostLoose = 2_000

    /// Whether something is typed or picked there, searches apart.
    private func isField(_ control: NodeID) -> Bool {
        switch document.name(of: control) {
        case .textarea, .select: return true
        case .input:
            switch document.inputType(of: control) {
            case .text, .email, .tel, .url, .number, .date, .file: return true
            default: return false
            }
        default: return false
        }
    }

    private func isWithin(_ node: NodeID, _ around: NodeID) -> Bool {
        var next: NodeID? = node
        while let element = next {
            if element == around { return true }
            next = document.parent(of: element)
        }
        return false
    }

    private func form(_ node: NodeID) -> Form {
        let action = document.attribute(.action, of: node)?.strippingSpace
        let method = document.attribute(.method, of: node)?.lowercasedASCII ?? ""
        let encoding = document.attribute(.enctype, of: node)?.lowercasedASCII ?? ""
        return Form(
            node: node, id: text(.id, node), name: text(.name, node),
            action: action.flatMap { $0.isEmpty ? nil : WebURL($0, base: base) } ?? (action?.isEmpty ?? true ? url : nil),
            actionAttribute: action, method: Form.Method(rawValue: method) ?? .get,
            encoding: Form.Encoding(rawValue: encoding) ?? .urlEncoded,
            target: text(.target, node), isValidated: !document.hasAttribute(.novalidate, of: node),
            autocomplete: text(.autocomplete, node),
            acceptCharset: text(.acceptCharset, node),
            label: referenced(.ariaLabelledby, node) ?? text(.ariaLabel, node) ?? text(.title, node),
            controls: (controls[node] ?? []).map(control), isLoose: false)
    }

    /// An attribute's value, nil when it is absent or empty.
    private func text(_ name: Atom, _ node: NodeID) -> String? {
        guard let value = document.attribute(name, of: node), !value.isEmpty else { return nil }
        return value
    }

    /// The texts of the elements whose ids the attribute lists.
    private func referenced(_ name: Atom, _ node: NodeID) -> String? {
        guard let ids = document.attribute(name, of: node)?.words else { return nil }
        let texts = ids.prefix(Self.maximumReferences).compactMap { identified[$0] }.map(labelText).filter { !$0.isEmpty }
        return texts.isEmpty ? nil : texts.joined(separator: " ")
    }

    /// An element's visible text without the controls inside it.
    private func labelText(_ node: NodeID) -> String {
        if let text = read.texts[node] { return text }
        var writer = VisibleTextWriter(document, skipsControls: true, limit: Self.maximumLabel)
        writer.write(node)
        let text = writer.finish().collapsingSpace
        read.texts[node] = text
        return text
    }

    // MARK: Controls

    private func control(_ node: NodeID) -> FormControl {
        let kind = FormControl.Kind(rawValue: document.nameText(of: node)) ?? .input
        let inputType = kind == .input ? document.inputType(of: node) : nil
        let options = options(of: node, kind)
        let labels = (self.labels[node] ?? []).map(labelText)
        let constraints = constraints(of: node, kind, inputType)
        let value = value(of: node, kind, inputType, options)
        let (label, source) = label(of: node, kind, inputType, labels: labels, value: value)
        return FormControl(
            node: node, kind: kind, type: type(of: node, kind, inputType), inputType: inputType, name: text(.name, node),
            id: text(.id, node),
            value: value, isChecked: (inputType == .checkbox || inputType == .radio) && document.hasAttribute(.checked, of: node),
            options: options, labels: labels, label: label, labelSource: source, description: referenced(.ariaDescribedby, node),
            legends: legends(around: node), constraints: constraints)
    }

    private func type(of node: NodeID, _ kind: FormControl.Kind, _ inputType: InputType?) -> String {
        if let inputType { return inputType.rawValue }
        switch kind {
        case .select: return document.hasAttribute(.multiple, of: node) ? "select-multiple" : "select-one"
        case .button:
            let type = document.attribute(.type, of: node)?.lowercasedASCII
            return type == "reset" || type == "button" ? type ?? "submit" : "submit"
        default: return kind.rawValue
        }
    }

    private func value(of node: NodeID, _ kind: FormControl.Kind, _ inputType: InputType?, _ options: [FormControl.Option]) -> String {
        switch kind {
        case .textarea, .output: return document.textContent(of: node)
        case .select: return options.first { $0.isSelected }?.value ?? ""
        case .input where inputType == .checkbox || inputType == .radio: return document.attribute(.value, of: node) ?? "on"
        default: return document.attribute(.value, of: node) ?? ""
        }
    }

    private func label(of node: NodeID, _ kind: FormControl.Kind, _ inputType: InputType?, labels: [String], value: String) -> (
        String?, FormControl.LabelSource?
    ) {
        if let text = referenced(.ariaLabelledby, node) { return (text, .ariaLabelledBy) }
        if let text = document.attribute(.ariaLabel, of: node)?.collapsingSpace, !text.isEmpty { return (text, .ariaLabel) }
        let joined = labels.filter { !$0.isEmpty }.joined(separator: " ")
        if !joined.isEmpty { return (joined, .label) }
        var content = ""
        switch (kind, inputType) {
        case (.button, _): content = document.visibleText(of: node).collapsingSpace
        case (_, .image): content = document.attribute(.alt, of: node)?.collapsingSpace ?? ""
        case (_, .submit), (_, .reset), (_, .button): content = value.collapsingSpace
        default: break
        }
        if !content.isEmpty { return (content, .content) }
        if let text = document.attribute(.title, of: node)?.collapsingSpace, !text.isEmpty { return (text, .title) }
        if let text = document.attribute(.placeholder, of: node)?.collapsingSpace, !text.isEmpty { return (text, .placeholder) }
        return (nil, nil)
    }

    private func legends(around node: NodeID) -> [String] {
        var legends: [String] = []
        var current = document.parentElement(of: node)
        while let element = current {
            if document.isHTML(element, .fieldset) {
                let text = legend(of: element)
                if !text.isEmpty { legends.append(text) }
            }
            current = document.parentElement(of: element)
        }
        return legends.reversed()
    }

    /// The text of the field set's first legend; empty without one.
    private func legend(of fieldset: NodeID) -> String {
        if let text = read.legends[fieldset] { return text }
        var child = document.firstElement(in: fieldset)
        while let candidate = child, !document.isHTML(candidate, .legend) { child = document.nextElement(after: candidate) }
        let text = child.map(labelText) ?? ""
        read.legends[fieldset] = text
        return text
    }

    private func options(of node: NodeID, _ kind: FormControl.Kind) -> [FormControl.Option] {
        var list = node
        if kind == .input {
            guard let id = document.attribute(.list, of: node), let target = identified[id], document.isHTML(target, .datalist) else {
                return []
            }
            list = target
            if let options = read.options[list] { return options }
        } else if kind != .select {
            return []
        }
        var options: [FormControl.Option] = []
        var group: (node: NodeID, label: String?)?
        var next = document.firstElement(in: list)
        while let element = next {
            if document.isHTML(element, .optgroup) {
                group = (element, text(.label, element)?.collapsingSpace)
            } else if document.isHTML(element, .option) {
                let content = document.textContent(of: element).collapsingSpace
                let isInGroup = group.map { document.parentElement(of: element) == $0.node } ?? false
                options.append(
                    .init(
                        node: element, value: document.attribute(.value, of: element) ?? content, label: text(.label, element) ?? content,
                        group: isInGroup ? group?.label : nil, isSelected: kind == .select && document.isSelectedOption(element),
                        isDisabled: document.isDisabled(element)))
            }
            next = document.elementAfter(element, within: list)
        }
        if kind == .input { read.options[list] = options }
        return options
    }

    private func constraints(of node: NodeID, _ kind: FormControl.Kind, _ type: InputType?) -> FormControl.Constraints {
        func has(_ name: Atom) -> Bool { document.hasAttribute(name, of: node) }
        func length(_ name: Atom) -> Int? { document.attribute(name, of: node).flatMap { HTMLNumber.nonNegativeInteger($0) } }
        var constraints = FormControl.Constraints()
        let isEditable = kind == .textarea || type?.canBeReadOnly == true
        constraints.isRequired = has(.required) && (kind == .textarea || kind == .select || type?.canBeRequired == true)
        constraints.isReadOnly = isEditable && has(.readonly)
        constraints.isDisabled = document.isDisabled(node)
        constraints.isMultiple = has(.multiple) && (kind == .select || type == .email || type == .file)
        if isEditable {
            constraints.pattern = text(.pattern, node)
            constraints.minLength = length(.minlength)
            constraints.maxLength = length(.maxlength)
        }
        constraints.min = text(.min, node)
        constraints.max = text(.max, node)
        constraints.step = text(.step, node)
        constraints.accept = text(.accept, node)
        constraints.autocomplete = text(.autocomplete, node)?.strippingSpace
        constraints.inputMode = text(.inputmode, node)?.lowercasedASCII
        constraints.placeholder = text(.placeholder, node)
        constraints.title = text(.title, node)
        return constraints
    }
}

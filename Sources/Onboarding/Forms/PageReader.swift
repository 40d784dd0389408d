package import HTML

/// Reads a page's forms in one walk over the tree, beside what the HTML target says of each form. Work is bounded: texts are cut, and controls
/// beyond `maximumControls` are left out.
package struct PageReader {
    /// How many bytes of the text around a control are kept.
    package static let nearby = 120
    /// How many controls are read; real pages have a few hundred.
    package static let maximumControls = 4_000

    private struct Open {
        var node: NodeID
        var isHeading: Bool
        var isForm: Bool
        var concealment: PageControl.Concealment?
        var isInert: Bool
        var firstControl: Int
        /// How many fields, and how many bytes of text, came before it.
        var fields: Int
        var text: Int
        var words: String
    }

    private let document: Document
    /// The element whose controls are taken for a form though it is none.
    private var looseForm: NodeID?
    private var headingBeforeLoose = ""
    private var known: [NodeID: (form: Int?, control: FormControl)] = [:]
    private var controls: [PageControl] = []
    /// Text since the last control.
    private var gap = ""
    /// All text so far, and how many fields; the last field's ordinal.
    private var text: [UInt8] = []
    private var fields = 0
    private var lastField = 0
    private var heading = ""
    private var headingText = ""
    private var open: [Open] = []
    private var captchas = CaptchaSigns()
    private var formText: [NodeID: String] = [:]
    private var formHeading: [NodeID: String] = [:]
    private var formCaptchas: [NodeID: CaptchaSigns] = [:]
    private var isCut = false

    private init(_ document: Document) { self.document = document }

    /// Reads the forms of a page that came from `url`.
    /// - Parameters:
    ///   - marks: What a browser found out of when its controls are seen.
    ///   - loose: Controls that stand in no form, to be taken for the page's last one.
    package static func read(
        _ document: Document, url: WebURL? = nil, marks: SurveyMarks? = nil, gathering loose: Form? = nil
    ) -> FormPage {
        var reader = PageReader(document)
        let forms = document.forms(url) + (loose.map { [$0] } ?? [])
        reader.looseForm = loose?.node
        for control in document.looseControls() { reader.known[control.node] = (nil, control) }
        for (index, form) in forms.enumerated() {
            for control in form.controls { reader.known[control.node] = (index, control) }
        }
        reader.walk()
        if let loose, reader.formHeading[loose.node, default: ""].isEmpty { reader.formHeading[loose.node] = reader.headingBeforeLoose }
        marks?.apply(to: &reader.controls, document)
        var owned = [[Int]](repeating: [], count: forms.count)
        for control in reader.controls { if let form = control.form { owned[form].append(control.ordinal) } }
        let pageForms = forms.enumerated().map { index, form in
            PageForm(
                form: form, controls: owned[index], buttons: buttons(of: form), heading: reader.formHeading[form.node] ?? "",
                words: [form.id, form.name, document.attribute(.class, of: form.node)].compactMap(\.self).joined(separator: " "),
                text: reader.formText[form.node] ?? "", captchas: reader.formCaptchas[form.node]?.names ?? [])
        }
        return FormPage(
            url: url, language: language(of: document), title: document.title ?? "", forms: pageForms, controls: reader.controls,
            captchas: reader.captchas.names, isCut: reader.isCut)
    }

    private static func buttons(of form: Form) -> [String] {
        form.controls.lazy.filter(\.isButton).prefix(20).map { ($0.label ?? $0.value).cut(80) }.filter { !$0.isEmpty }
    }

    private static func language(of document: Document) -> String? {
        guard let root = document.rootElement, let text = document.attribute(.lang, of: root) else { return nil }
        let code = text.prefix { $0 != "-" && $0 != "_" && $0 != " " }.lowercased()
        return (2...3).contains(code.count) ? code : nil
    }

    // MARK: The walk

    private mutating func walk() {
        var current = document.firstChild(of: document.root)
        while let node = current {
            if enter(node), let child = firstChild(of: node) {
                current = child
                continue
            }
            current = next(after: node)
        }
    }

    private func firstChild(of node: NodeID) -> NodeID? {
        if let content = document.content(of: node) { return document.firstChild(of: content) }
        return document.firstChild(of: node)
    }

    /// The node that follows in document order and lies not below `node`; leaves what ends on the way.
    private mutating func next(after node: NodeID) -> NodeID? {
        if open.last?.node == node { leave() }
        if let sibling = document.nextSibling(of: node) { return sibling }
        while let last = open.last {
            let up = last.node
            leave()
            if let sibling = document.nextSibling(of: up) { return sibling }
        }
        return nil
    }

    /// Takes a node in; whether its children are looked at.
    private mutating func enter(_ node: NodeID) -> Bool {
        if document.isText(node) {
            take(text: document.textContent(of: node))
            return false
        }
        guard document.isElement(node) else { return false }
        let name = document.nameText(of: node)
        if let captcha = CaptchaSigns.captcha(at: node, name: name, in: document) {
            captchas.add(captcha)
            if let form = open.last(where: { $0.isForm }) { formCaptchas[form.node, default: CaptchaSigns()].add(captcha) }
        }
        switch name {
        case "script", "style", "noscript", "option", "svg", "head": if name != "head" && name != "noscript" { return false }
        default: break
        }
        let around = open.last
        let isForm = name == "form" || node == looseForm
        let isHeading = Self.headings.contains(name)
        if isHeading { headingText = "" }
        let concealment = around?.concealment ?? Concealed.concealment(of: node, in: document)
        var words = ""
        if let classes = document.attribute(.class, of: node) { words = classes }
        if let id = document.attribute(.id, of: node) { words += " " + id }
        open.append(
            Open(
                node: node, isHeading: isHeading, isForm: isForm, concealment: concealment,
                isInert: around?.isInert == true || name == "template", firstControl: controls.count, fields: fields, text: text.count,
                words: words.cut(100)))
        if name == "form" { formHeading[node] = heading }
        // Such an element often has all of what a form has before it.
        if node == looseForm { headingBeforeLoose = heading }
        if name == "input" || name == "select" || name == "textarea" {
            take(control: node, tag: name, concealment: concealment)
            return false
        }
        return true
    }

    private static let headings: Set<String> = ["h1", "h2", "h3", "h4", "h5", "h6", "legend"]

    private mutating func leave() {
        guard let last = open.popLast() else { return }
        if last.isHeading {
            heading = headingText.cut(Self.nearby)
            if let form = open.last(where: { $0.isForm }), formHeading[form.node, default: ""].isEmpty { formHeading[form.node] = heading }
        }
        // The text in what holds one field only is that field's, whichever side of it it stands.
        if fields == last.fields + 1, text.count > last.text, text.count - last.text <= Self.nearby {
            controls[lastField].inside = String(decoding: text[last.text...].dropFirst(), as: UTF8.self)
        }
        // The words of what holds one control only belong to that control.
        if !last.words.isEmpty, controls.count == last.firstControl + 1, last.node != controls[last.firstControl].node,
            controls[last.firstControl].wrapper.utf8.count < Self.nearby
        {
            controls[last.firstControl].wrapper += " " + last.words
        }
    }

    private mutating func take(text: String) {
        let text = text.cut(400).collapsed
        guard !text.isEmpty else { return }
        if open.last(where: { $0.isHeading }) != nil, headingText.utf8.count < Self.nearby {
            headingText += (headingText.isEmpty ? "" : " ") + text
        }
        if let form = open.last(where: { $0.isForm }), formText[form.node, default: ""].utf8.count < 600 {
            formText[form.node, default: ""] += " " + text
        }
        self.text.append(0x20)
        self.text += text.utf8
        if var last = controls.last, last.after.utf8.count < Self.nearby {
            last.after += (last.after.isEmpty ? "" : " ") + text.cut(Self.nearby)
            controls[controls.count - 1] = last
        }
        gap += (gap.isEmpty ? "" : " ") + text
        if gap.utf8.count > 4 * Self.nearby { gap = gap.end(Self.nearby) }
    }

    private mutating func take(control node: NodeID, tag: String, concealment: PageControl.Concealment?) {
        guard controls.count < Self.maximumControls else {
            isCut = true
            return
        }
        let found = known[node]
        let control = found?.control
        let type = tag == "select" ? nil : document.attribute(.type, of: node)
        let state = control?.type ?? (tag == "input" ? document.inputType(of: node).rawValue : tag == "select" ? "select-one" : tag)
        var constraints = control?.constraints ?? FormControl.Constraints()
        if control == nil {
            constraints.placeholder = document.attribute(.placeholder, of: node)
            constraints.autocomplete = document.attribute(.autocomplete, of: node)
        }
        var taken = PageControl(
            ordinal: controls.count, node: node, tag: tag, type: type, state: state, id: document.attribute(.id, of: node),
            name: document.attribute(.name, of: node), label: control?.label?.cut(200), labelSource: control?.labelSource,
            labelText: (control?.labels.joined(separator: " ") ?? "").cut(200), description: control?.description?.cut(200),
            legends: (control?.legends ?? []).suffix(3).map { $0.cut(100) }, options: control?.options ?? [], constraints: constraints,
            value: (control?.value ?? "").cut(200), form: found?.form, isInert: open.contains { $0.isInert })
        taken.before = gap.end(Self.nearby)
        taken.heading = heading
        taken.concealment = concealment
        var other = ""
        for (name, value) in document.attributes(of: node) where Self.names(name) && other.utf8.count < 200 {
            other += (other.isEmpty ? "" : " ") + value.cut(60)
        }
        taken.other = other
        for name in [Atom.class, .role] {
            if let words = document.attribute(name, of: node) { taken.wrapper += " " + words.cut(60) }
        }
        if taken.isField {
            fields += 1
            lastField = taken.ordinal
        }
        controls.append(taken)
        gap = ""
    }

    /// Whether an attribute of this name tends to say what the field is. Marks that annotators left in the training data are never read.
    private static func names(_ attribute: String) -> Bool {
        if attribute.hasPrefix("data-") { return !attribute.hasPrefix("data-moz") && !attribute.hasPrefix("data-fathom") }
        return namingAttributes.contains(attribute)
    }

    private static let namingAttributes: Set<String> = [
        "formcontrolname", "ng-model", "v-model", "x-model", "ng-reflect-name", "wire:model", "field", "fieldname", "itemprop",
        "aria-describedby",
        "aria-labelledby", "aria-controls", "list", "x-autocompletetype", "qa", "test-id", "key",
    ]
}

/// What `rollcall debug html` shows of a page: each view as text for people and as a value for programs.
package struct PageReport: Sendable {
    /// What is to be shown.
    package enum View: Hashable, Sendable {
        /// The head's facts, counts, and how the bytes were read.
        case summary
        case tree, text, forms, links, tables
        case select(Selector)
    }

    package let document: Document
    /// Where the page came from, for resolving its references.
    package let url: WebURL?

    package init(_ document: Document, url: WebURL? = nil) {
        self.document = document
        self.url = url
    }

    /// The view as text that ends without a newline.
    package func text(_ view: View) -> String {
        switch view {
        case .summary: summaryText()
        case .tree: document.treeText()
        case .text: document.visibleText()
        case .forms: formsText()
        case .links: linksText()
        case .tables: tablesText()
        case .select(let selector): selectText(selector)
        }
    }

    /// The view as a value; `json` of it is what `--json` prints.
    package func value(_ view: View) -> DebugValue {
        switch view {
        case .summary: summaryValue()
        case .tree: treeValue()
        case .text: .members(["title": .text(document.title), "text": .string(document.visibleText())])
        case .forms: formsValue()
        case .links: .array(document.links(url).map(linkValue))
        case .tables: .array(document.tables().map(tableValue))
        case .select(let selector): .array(document.select(selector).map(elementValue))
        }
    }

    /// Text cut to one line of at most `length` scalars.
    static func line(_ text: String, _ length: Int = 100) -> String {
        let collapsed = text.collapsingSpace
        let scalars = collapsed.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: length, limitedBy: scalars.endIndex), end != scalars.endIndex else {
            return collapsed
        }
        return String(collapsed[..<end]) + "…"
    }
}

// MARK: Summary

extension PageReport {
    private func summaryValue() -> DebugValue {
        let info = document.pageInfo(url)
        let links = document.links(url)
        return .members([
            "title": .text(info.title), "language": .text(info.language), "description": .text(info.description),
            "canonical": .text(info.canonical?.href), "next": .text(info.next?.href), "previous": .text(info.previous?.href),
            "base": .text(info.base?.href), "robots": .strings(info.robots), "generator": .text(info.generator),
            "refresh": .text(info.refresh.map { "\($0.delay) s" + ($0.url.map { " to " + $0 } ?? "") }),
            "mode": .string(modeName), "elements": .int(elementCount), "links": .int(links.count),
            "forms": .int(document.forms(url).count), "tables": .int(document.tables().count), "encoding": .string(document.encoding),
            "limits": .strings(document.limitsMet.names),
        ])
    }

    private var modeName: String {
        switch document.quirks {
        case .noQuirks: "standards"
        case .limitedQuirks: "limited quirks"
        case .quirks: "quirks"
        }
    }

    private var elementCount: Int {
        var count = 0
        var next = document.firstElement(in: document.root)
        while let element = next {
            count += 1
            next = document.elementAfter(element, within: document.root)
        }
        return count
    }

    private func summaryText() -> String {
        guard case .object(let members) = summaryValue() else { return "" }
        let width = members.map { $0.key.utf8.count }.max() ?? 0
        return members.map { member in
            let value =
                switch member.value {
                case .string(let text): Self.line(text)
                case .int(let number): String(number)
                case .array(let items): items.map { if case .string(let text) = $0 { text } else { "" } }.joined(separator: ", ")
                default: ""
                }
            return member.key + String(repeating: " ", count: width - member.key.utf8.count + 2) + value
        }.joined(separator: "\n")
    }
}

// MARK: Tree and elements

extension PageReport {
    private func treeValue() -> DebugValue { .array(children(of: document.root)) }

    private func children(of node: NodeID) -> [DebugValue] {
        var values: [DebugValue] = []
        var child = document.firstContent(of: node)
        while let current = child {
            values.append(nodeValue(current))
            child = document.nextSibling(of: current)
        }
        return values
    }

    private func nodeValue(_ node: NodeID) -> DebugValue {
        func content() -> DebugValue { .string(document.withText(of: node) { String(decoding: $0, as: UTF8.self) }) }
        switch document.kind(of: node) {
        case .text: return .members(["text": content()])
        case .comment: return .members(["comment": content()])
        case .doctype: return .members(["doctype": .string(document.nameText(of: node))])
        default:
            let children = children(of: node)
            return .members([
                "element": .string(document.nameText(of: node)), "namespace": namespaceValue(node), "attributes": attributesValue(node),
                "source": sourceValue(node), "children": children.isEmpty ? nil : .array(children),
            ])
        }
    }

    private func namespaceValue(_ node: NodeID) -> DebugValue? {
        switch document.namespace(of: node) {
        case .svg: .string("svg")
        case .mathML: .string("mathml")
        default: nil
        }
    }

    private func attributesValue(_ node: NodeID) -> DebugValue? {
        var members: [DebugValue.Member] = []
        document.forEachAttribute(of: node) { name, value in
            members.append(.init(key: name, value: .string(String(decoding: value, as: UTF8.self))))
        }
        return members.isEmpty ? nil : .object(members)
    }

    /// The bytes of the source that the node's own markup takes.
    private func sourceValue(_ node: NodeID) -> DebugValue? {
        guard let range = document.sourceRange(of: node) else { return nil }
        return .members(["from": .int(range.lowerBound), "to": .int(range.upperBound)])
    }

    private func elementValue(_ node: NodeID) -> DebugValue {
        .members([
            "element": .string(document.nameText(of: node)), "attributes": attributesValue(node), "source": sourceValue(node),
            "text": .string(document.visibleText(of: node)), "html": .string(document.outerHTML(of: node)),
        ])
    }

    private func selectText(_ selector: Selector) -> String {
        let found = document.select(selector)
        let heading = found.count == 1 ? "1 element matches \(selector)" : "\(found.count) elements match \(selector)"
        let lines = found.map { node in
            let place = document.sourceRange(of: node).map { "@\($0.lowerBound)" } ?? "implied"
            let text = Self.line(document.visibleText(of: node), 80)
            return place + "  " + startTag(node) + (text.isEmpty ? "" : "  " + text)
        }
        return ([heading] + lines).joined(separator: "\n")
    }

    private func startTag(_ node: NodeID) -> String {
        var tag = "<" + document.nameText(of: node)
        document.forEachAttribute(of: node) { name, value in
            tag += " " + name + "=\"" + Self.line(String(decoding: value, as: UTF8.self), 60) + "\""
        }
        return tag + ">"
    }
}

// MARK: Links

extension PageReport {
    private func linksText() -> String {
        document.links(url).map { link in
            var line = link.kind.rawValue + "  " + (link.url?.href ?? link.href)
            if !link.rel.isEmpty { line += "  [" + link.rel.joined(separator: " ") + "]" }
            if !link.text.isEmpty { line += "  " + Self.line(link.text, 80) }
            return line
        }.joined(separator: "\n")
    }

    private func linkValue(_ link: Link) -> DebugValue {
        .members([
            "kind": .string(link.kind.rawValue), "href": .string(link.href), "url": .text(link.url?.href),
            "text": link.text.isEmpty ? nil : .string(link.text), "rel": .strings(link.rel), "title": .text(link.title),
            "type": .text(link.type), "hreflang": .text(link.hreflang), "source": sourceValue(link.node),
        ])
    }
}

// MARK: Forms

extension PageReport {
    private func formsText() -> String {
        var lines: [String] = []
        for form in document.forms(url) {
            var heading = form.method.rawValue.uppercased() + " " + (form.action?.href ?? form.actionAttribute ?? "(this page)")
            if let name = form.id ?? form.name { heading += "  #" + name }
            if let label = form.label { heading += "  " + Self.line(label, 60) }
            lines.append(heading)
            lines += form.controls.map { "  " + controlText($0) }
        }
        let loose = document.looseControls()
        if !loose.isEmpty {
            lines.append("outside of any form")
            lines += loose.map { "  " + controlText($0) }
        }
        return lines.joined(separator: "\n")
    }

    private func controlText(_ control: FormControl) -> String {
        var parts = [control.type, control.name ?? control.id.map { "#" + $0 } ?? "(no name)"]
        if let label = control.label, let source = control.labelSource { parts.append("\"\(Self.line(label, 60))\" (\(source.rawValue))") }
        let constraints = control.constraints
        for (flag, word) in [
            (constraints.isRequired, "required"), (constraints.isReadOnly, "read-only"), (constraints.isDisabled, "disabled"),
            (constraints.isMultiple, "multiple"), (control.isChecked, "checked"),
        ] where flag { parts.append(word) }
        for (name, value) in limits(constraints) { parts.append(name + "=" + Self.line(value, 40)) }
        if !control.options.isEmpty {
            parts.append("\(control.options.count) options: " + Self.line(control.options.map(\.label).joined(separator: " | "), 60))
        }
        if !control.legends.isEmpty { parts.append("in " + control.legends.map { Self.line($0, 40) }.joined(separator: " > ")) }
        return parts.joined(separator: "  ")
    }

    private func limits(_ constraints: FormControl.Constraints) -> [(String, String)] {
        let all: [(String, String?)] = [
            ("pattern", constraints.pattern), ("minlength", constraints.minLength.map { String($0) }),
            ("maxlength", constraints.maxLength.map { String($0) }), ("min", constraints.min), ("max", constraints.max),
            ("step", constraints.step), ("accept", constraints.accept), ("autocomplete", constraints.autocomplete),
            ("inputmode", constraints.inputMode), ("placeholder", constraints.placeholder),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    private func formsValue() -> DebugValue {
        .members([
            "forms": .array(document.forms(url).map(formValue)),
            "outside": .array(document.looseControls().map(controlValue)),
        ])
    }

    private func formValue(_ form: Form) -> DebugValue {
        .members([
            "id": .text(form.id), "name": .text(form.name), "label": .text(form.label), "action": .text(form.action?.href),
            "method": .string(form.method.rawValue), "encoding": .string(form.encoding.rawValue), "validated": .bool(form.isValidated),
            "source": sourceValue(form.node), "controls": .array(form.controls.map(controlValue)),
        ])
    }

    private func controlValue(_ control: FormControl) -> DebugValue {
        let constraints = control.constraints
        return .members([
            "type": .string(control.type), "name": .text(control.name), "id": .text(control.id), "label": .text(control.label),
            "labelSource": .text(control.labelSource?.rawValue), "description": .text(control.description),
            "value": control.value.isEmpty ? nil : .string(control.value), "checked": .flag(control.isChecked),
            "required": .flag(constraints.isRequired), "readOnly": .flag(constraints.isReadOnly), "disabled": .flag(constraints.isDisabled),
            "multiple": .flag(constraints.isMultiple), "pattern": .text(constraints.pattern), "minLength": .number(constraints.minLength),
            "maxLength": .number(constraints.maxLength), "min": .text(constraints.min), "max": .text(constraints.max),
            "step": .text(constraints.step), "accept": .text(constraints.accept), "autocomplete": .text(constraints.autocomplete),
            "inputMode": .text(constraints.inputMode), "placeholder": .text(constraints.placeholder), "legends": .strings(control.legends),
            "options": control.options.isEmpty ? nil : .array(control.options.map(optionValue)), "source": sourceValue(control.node),
        ])
    }

    private func optionValue(_ option: FormControl.Option) -> DebugValue {
        .members([
            "value": .string(option.value), "label": .string(option.label), "group": .text(option.group),
            "selected": .flag(option.isSelected),
            "disabled": .flag(option.isDisabled),
        ])
    }
}

// MARK: Tables

extension PageReport {
    private func tablesText() -> String {
        document.tables().map { table in
            let heading = "\(table.rowCount) × \(table.columnCount)" + (table.caption.map { "  " + $0 } ?? "")
            let rows = (0..<table.rowCount).map { row in
                table.texts(row: row).map { Self.line($0, 40) }.joined(separator: " | ")
            }
            return ([heading] + rows).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private func tableValue(_ table: TableGrid) -> DebugValue {
        .members([
            "caption": .text(table.caption), "rows": .int(table.rowCount), "columns": .int(table.columnCount),
            "truncated": .flag(table.isTruncated), "source": sourceValue(table.node),
            "cells": .array(
                table.cells.map { cell in
                    .members([
                        "row": .int(cell.row), "column": .int(cell.column), "rowSpan": cell.rowSpan > 1 ? .int(cell.rowSpan) : nil,
                        "columnSpan": cell.columnSpan > 1 ? .int(cell.columnSpan) : nil, "header": .flag(cell.isHeader),
                        "text": .string(cell.text),
                    ])
                }),
        ])
    }
}

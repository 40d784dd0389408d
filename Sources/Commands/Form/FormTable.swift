import HTML
import Onboarding

/// A page's forms as people read them: a line for each form, a row for each control.
struct FormTable {
    private let mapped: MappedPage
    private let isAll: Bool

    init(_ mapped: MappedPage, isAll: Bool) {
        self.mapped = mapped
        self.isAll = isAll
    }

    func lines(source: String?, on terminal: Terminal) -> [String] {
        var lines: [String] = []
        if let source { lines.append(terminal.styled(Table.clean(source), .bold)) }
        for (index, form) in mapped.page.forms.enumerated() {
            lines.append(terminal.styled(heading(index, form), .bold))
            lines += notes(mapped.forms[index])
            lines += rows(form.controls, on: terminal)
            lines.append("")
        }
        let loose = mapped.page.controls.filter { $0.form == nil }.map(\.ordinal)
        if !shown(loose).isEmpty {
            lines.append(terminal.styled("Outside of any form", .bold))
            lines += rows(loose, on: terminal)
            lines.append("")
        }
        if mapped.page.controls.isEmpty { lines.append("No form and no control on this page.") }
        if mapped.page.isCut { lines.append("The page has more controls than the \(mapped.page.controls.count) that were read.") }
        if source == nil { while lines.last?.isEmpty == true { lines.removeLast() } }
        return lines
    }

    private func heading(_ index: Int, _ form: PageForm) -> String {
        let mapping = mapped.forms[index]
        let target = form.form.action?.href ?? form.form.actionAttribute ?? ""
        return Table.clean(
            "Form \(index + 1): \(mapping.type.rawValue) (\(percent(mapping.confidence))), \(form.form.method.rawValue) to "
                + (target.isEmpty ? "this page" : target))
    }

    private func notes(_ mapping: FormMapping) -> [String] {
        var notes: [String] = []
        if !mapping.captchas.isEmpty { notes.append("  captcha: \(mapping.captchas.joined(separator: ", "))") }
        if !mapping.steps.isEmpty { notes.append(Table.clean("  several steps: \(mapping.steps.joined(separator: ", "))")) }
        if !mapping.honeypots.isEmpty { notes.append("  traps for robots: \(mapping.honeypots.map { "#\($0)" }.joined(separator: ", "))") }
        return notes
    }

    private func shown(_ ordinals: [Int]) -> [Int] { ordinals.filter { isAll || mapped.page.controls[$0].isField } }

    private func rows(_ ordinals: [Int], on terminal: Terminal) -> [String] {
        let shown = shown(ordinals)
        guard !shown.isEmpty else { return ["  no fields"] }
        var table = Table(["#", "control", "label", "token", "sure", "why"], flexible: 5)
        for ordinal in shown {
            let control = mapped.page.controls[ordinal]
            let field = mapped.fields[ordinal]
            let name = [control.name, control.id].compactMap(\.self).first { !$0.isEmpty } ?? ""
            let style: Terminal.Style = field.token == nil ? .dim : field.isAccepted ? .good : .warning
            table.add([
                Table.Cell("\(ordinal)"), Table.Cell("\(control.tag == "input" ? control.state : control.tag) \(name)"),
                Table.Cell(control.label ?? "—"), Table.Cell((field.token ?? "none") + (field.isAccepted ? "" : " ?"), style),
                Table.Cell(percent(field.confidence)),
                Table.Cell(Table.clean((field.reasons + [control.appearance?.words].compactMap(\.self)).joined(separator: "; "))),
            ])
        }
        return table.lines(on: terminal).map { "  " + $0 }
    }

    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}

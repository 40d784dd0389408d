import HTML

/// A page with a form's values in it, for looking at: a picture of what would be sent. Scripts are taken out, so that opening it does nothing.
enum FilledPage {
    static func html(_ document: Document, _ mapped: MappedPage, _ plan: FillPlan) -> String {
        var out = "<!DOCTYPE html>\n<html lang=\"\(HTMLText.escaped(mapped.page.language ?? "en"))\"><head><meta charset=\"utf-8\"><title>"
        out += "\(HTMLText.escaped(mapped.page.title))</title>\n<style>\(style)</style></head><body>\n"
        let form = mapped.page.forms[plan.form]
        out += "<h1>\(HTMLText.escaped(form.heading.isEmpty ? mapped.page.title : form.heading))</h1>\n<form>\n"
        let filled = Dictionary(plan.fields.map { ($0.ordinal, $0) }, uniquingKeysWith: { first, _ in first })
        let problems = Dictionary(
            plan.problems.compactMap { problem in problem.ordinal.map { ($0, problem) } }, uniquingKeysWith: { first, _ in first })
        for ordinal in form.controls where !plan.traps.contains(ordinal) {
            let control = mapped.page.controls[ordinal]
            guard control.isField, !control.isInert else { continue }
            let field = filled[ordinal]
            let label = control.label ?? (control.before.isEmpty ? control.name ?? "" : control.before)
            out += "<div class=\"row \(field != nil ? "filled" : problems[ordinal]?.isBlocking == true ? "stop" : "")\"><label>"
            out += "\(HTMLText.escaped(label.cut(120)))</label>"
            if control.tag == "textarea" {
                out += "<textarea rows=\"4\" readonly>\(HTMLText.escaped(field?.shown ?? control.value))</textarea>"
            } else {
                out += "<input readonly value=\"\(HTMLText.escaped(field?.shown ?? control.value))\">"
            }
            let said = field.map { "\($0.term): \($0.how)" } ?? problems[ordinal]?.message ?? ""
            out += "<small>\(HTMLText.escaped(said))</small></div>\n"
        }
        return out + "</form></body></html>\n"
    }

    private static let style =
        "body{font:15px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1c2430}"
        + ".row{display:grid;grid-template-columns:14rem 1fr;gap:.2rem 1rem;padding:.4rem .6rem;border-left:4px solid #d7dde5;margin:.3rem 0}"
        + ".row.filled{border-color:#2d8a4e}.row.stop{border-color:#c0392b}input,textarea{font:inherit;padding:.3rem;border:1px solid #b8c2cc;border-radius:4px}"
        + "small{grid-column:2;color:#5b6775}@media(max-width:40rem){.row{grid-template-columns:1fr}small{grid-column:1}}"
}

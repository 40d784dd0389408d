/// How a form differs from what it was when it was mapped, told in words, the gravest first.
package struct FormDrift: Sendable, Hashable {
    package enum Severity: Int, Codable, Sendable, Hashable, Comparable, CaseIterable {
        /// Nobody who sends it notices.
        case cosmetic
        /// It can be sent as before; what it takes has changed.
        case notable
        /// What was mapped no longer does.
        case breaking

        package static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }
    }

    package struct Change: Sendable, Hashable {
        package var severity: Severity
        /// Without a capital and a full stop: "`phone` is gone".
        package var words: String
    }

    package private(set) var changes: [Change] = []

    package var severity: Severity? { changes.first?.severity }
    package var isEmpty: Bool { changes.isEmpty }

    /// All changes in one sentence, without a full stop; empty for none.
    package var words: String {
        let said = changes.prefix(6).map(\.words).joined(separator: "; ")
        return changes.count > 6 ? said + "; and \(changes.count - 6) more" : said
    }

    /// - Parameter new: Nil where the page has no such form any more.
    package init(from old: FormShape, to new: FormShape?) {
        guard let new else {
            changes = [Change(severity: .breaking, words: "the form is gone")]
            return
        }
        compareSurroundings(old, new)
        compareControls(old, new)
        compareSteps(old, new)
        changes = changes.enumerated().sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }.map(\.element)
    }

    private mutating func add(_ severity: Severity, _ words: String) { changes.append(Change(severity: severity, words: words)) }

    private mutating func compareSurroundings(_ old: FormShape, _ new: FormShape) {
        if old.captchas.isEmpty, let captcha = new.captchas.first {
            add(.breaking, "a captcha was added\(captcha == "captcha" ? "" : " (\(captcha))")")
        } else if !old.captchas.isEmpty, new.captchas.isEmpty {
            add(.notable, "the captcha is gone")
        }
        switch (old.price, new.price) {
        case (nil, let price?): add(.breaking, "a fee of \(price.cut(40)) is asked for")
        case (let before?, nil): add(.notable, "the fee of \(before.cut(40)) is gone")
        case (let before?, let price?) where before != price: add(.notable, "the fee is \(price.cut(40)) instead of \(before.cut(40))")
        default: break
        }
        if old.hasSteps != new.hasSteps {
            add(.breaking, new.hasSteps ? "it is filled in in several steps now" : "its several steps have become one")
        }
        if old.method != new.method { add(.breaking, "it is sent by \(new.method.uppercased()) instead of \(old.method.uppercased())") }
        if old.target != new.target { add(.notable, "it is sent to \(new.target.cut(80)) instead of \(old.target.cut(80))") }
    }

    /// The steps after the first, where both times they were looked for.
    private mutating func compareSteps(_ old: FormShape, _ new: FormShape) {
        guard let before = old.further, let now = new.further else { return }
        for (index, pair) in zip(before, now).enumerated() {
            for change in FormDrift(from: pair.0, to: pair.1).changes { add(change.severity, "in step \(index + 2): \(change.words)") }
        }
        for index in now.count..<max(now.count, before.count) { add(.breaking, "step \(index + 2) is gone") }
        for index in before.count..<max(before.count, now.count) { add(.breaking, "step \(index + 2) was added") }
    }

    private mutating func compareControls(_ old: FormShape, _ new: FormShape) {
        let before = Dictionary(old.controls.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var added = new.controls.filter { before[$0.key] == nil }
        let now = Dictionary(new.controls.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<String> = []
        for control in old.controls where seen.insert(control.key).inserted {
            if let same = now[control.key] {
                compare(control, same)
            } else if let index = added.firstIndex(where: {
                $0.term != nil && $0.term == control.term || $0.label == control.label && !$0.label.isEmpty
            }) {
                // The same thing under another name: what is filled by name no longer is.
                let other = added.remove(at: index)
                add(.breaking, "`\(Self.named(control))` is called `\(Self.named(other))` now")
                compare(control, other)
            } else {
                add(control.term == nil ? .notable : .breaking, "`\(Self.named(control))` is gone")
            }
        }
        for control in added {
            add(
                control.isRequired ? .breaking : .notable,
                "`\(Self.named(control))` was added\(control.isRequired ? " and is required" : "")")
        }
    }

    private mutating func compare(_ old: FormShape.Control, _ new: FormShape.Control) {
        let name = Self.named(new)
        if !old.isRequired, new.isRequired { add(.breaking, "`\(name)` is required now") }
        if old.isRequired, !new.isRequired { add(.cosmetic, "`\(name)` is no longer required") }
        if old.state != new.state { add(.breaking, "`\(name)` is a \(new.state) instead of a \(old.state)") }
        if old.term != new.term, let term = new.term, let before = old.term {
            add(.breaking, "`\(name)` asks for \(term) instead of \(before)")
        }
        if old.pattern != new.pattern {
            add(.notable, new.pattern == nil ? "`\(name)` wants no pattern any more" : "`\(name)` wants another pattern")
        }
        switch (old.maxLength, new.maxLength) {
        case (let before, let limit?) where before ?? .max > limit: add(.notable, "`\(name)` takes \(limit) characters at most")
        default: break
        }
        let (gone, come) = (Set(old.options).subtracting(new.options).count, Set(new.options).subtracting(old.options).count)
        if gone > 0 { add(.notable, "`\(name)` has lost \(gone) of its \(old.options.count) options") }
        if come > 0 { add(.cosmetic, "`\(name)` has \(come) new options") }
        if old.label != new.label, old.term == new.term {
            add(.cosmetic, "`\(name)` is labelled \"\(new.label.cut(40))\" instead of \"\(old.label.cut(40))\"")
        }
    }

    private static func named(_ control: FormShape.Control) -> String {
        let generated = control.key.hasPrefix("label:") || control.key.hasPrefix("field_") || control.key.contains("[")
        return (control.term ?? (generated && !control.label.isEmpty ? control.label : control.key)).cut(40)
    }
}

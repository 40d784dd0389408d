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
        /// The control that it concerns, by its ``ControlKey`` as it is now, and its step from 1; nil for the form as a whole.
        var control: String?
        var step = 1
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
        order()
    }

    /// The gravest first, else as they were found.
    private mutating func order() {
        changes = changes.enumerated().sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }.map(\.element)
    }

    /// The same, each change weighed by what it does to what would be sent now.
    /// - Parameter problems: What stands against sending the changed form.
    func weighed(by problems: [FillPlan.Problem]) -> FormDrift {
        var drift = self
        for index in drift.changes.indices {
            let change = drift.changes[index]
            guard let control = change.control,
                let problem = problems.first(where: { $0.control?.text == control && ($0.step ?? 1) == change.step && $0.kind != .captcha })
            else { continue }
            // What the profile has not been able to fill before either, and is not demanded, is no news.
            guard problem.isBlocking || problem.kind == .unfit else { continue }
            drift.changes[index].severity = problem.isBlocking ? .breaking : max(change.severity, .notable)
            drift.changes[index].words += " (\(problem.message))"
        }
        drift.order()
        return drift
    }

    private mutating func add(_ severity: Severity, _ words: String, _ control: String? = nil) {
        changes.append(Change(severity: severity, words: words, control: control))
    }

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
            for var change in FormDrift(from: pair.0, to: pair.1).changes {
                (change.words, change.step) = ("in step \(index + 2): \(change.words)", index + 2)
                changes.append(change)
            }
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
            } else if let index = added.firstIndex(where: { Self.isSame($0, control) }) {
                // Nobody ever finds it under the same name again.
                compare(control, added.remove(at: index))
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
                "`\(Self.named(control))` was added\(control.isRequired ? " and is required" : "")", control.key)
        }
    }

    /// Whether two controls are one whose name is generated anew for each visitor.
    private static func isSame(_ a: FormShape.Control, _ b: FormShape.Control) -> Bool {
        guard a.state == b.state, a.label == b.label || a.term != nil && a.term == b.term else { return false }
        let stable = FormFingerprint.stable(a.key)
        return stable.contains("#") && stable == FormFingerprint.stable(b.key)
    }

    private mutating func compare(_ old: FormShape.Control, _ new: FormShape.Control) {
        let (name, key) = (Self.named(new), new.key)
        if !old.isRequired, new.isRequired { add(.breaking, "`\(name)` is required now", key) }
        if old.isRequired, !new.isRequired { add(.cosmetic, "`\(name)` is no longer required", key) }
        if old.state != new.state { add(.breaking, "`\(name)` is a \(new.state) instead of a \(old.state)", key) }
        if old.term != new.term, let term = new.term, let before = old.term {
            add(.breaking, "`\(name)` asks for \(term) instead of \(before)", key)
        }
        if old.pattern != new.pattern {
            add(.notable, new.pattern == nil ? "`\(name)` wants no pattern any more" : "`\(name)` wants another pattern", key)
        }
        switch (old.maxLength, new.maxLength) {
        case (let before, let limit?) where before ?? .max > limit: add(.notable, "`\(name)` takes \(limit) characters at most", key)
        case (_?, nil): add(.cosmetic, "`\(name)` takes any number of characters", key)
        case (let before?, let limit?) where before < limit:
            add(.cosmetic, "`\(name)` takes \(limit) characters instead of \(before)", key)
        default: break
        }
        if let before = old.demands, let now = new.demands { compare(before, now, of: new, name) }
        let (gone, come) = (Set(old.options).subtracting(new.options).count, Set(new.options).subtracting(old.options).count)
        if gone > 0 { add(.notable, "`\(name)` has lost \(gone) of its \(old.options.count) options", key) }
        if come > 0 { add(.cosmetic, "`\(name)` has \(come) new options", key) }
        if old.label != new.label, old.term == new.term {
            add(.cosmetic, "`\(name)` is labelled \"\(new.label.cut(40))\" instead of \"\(old.label.cut(40))\"", key)
        }
    }

    private mutating func compare(_ old: FormShape.Demands, _ new: FormShape.Demands, of control: FormShape.Control, _ name: String) {
        let key = control.key
        if old.minLength != new.minLength {
            if let least = new.minLength, least > old.minLength ?? 0 {
                add(.notable, "`\(name)` wants at least \(least) characters", key)
            } else {
                add(.cosmetic, "`\(name)` takes fewer characters than \(old.minLength ?? 0)", key)
            }
        }
        compareBounds(old, new, of: control, name)
        if old.accept != new.accept { compareFiles(old.accept, new.accept, of: control, name) }
        let (before, now) = (Self.token(old.autocomplete), Self.token(new.autocomplete))
        if before != now {
            switch (before, now) {
            case (let before?, let now?): add(.notable, "`\(name)` says that it is for \(now) instead of \(before) (autocomplete)", key)
            case (nil, let now?): add(.cosmetic, "`\(name)` says that it is for \(now) (autocomplete)", key)
            default: add(.cosmetic, "`\(name)` says no more what it is for (autocomplete)", key)
            }
        }
        if old.inputMode?.lowercased() != new.inputMode?.lowercased() {
            add(.cosmetic, "`\(name)` shows \(new.inputMode.map { "the keyboard for \($0)" } ?? "the usual keyboard") (inputmode)", key)
        }
    }

    /// What lies between which bounds, in which steps.
    private mutating func compareBounds(_ old: FormShape.Demands, _ new: FormShape.Demands, of control: FormShape.Control, _ name: String) {
        let key = control.key
        // Bounds of dates go with the calendar.
        let moves = ["date", "month", "week", "time", "datetime-local"].contains(control.state)
        for (word, before, now, narrows) in [
            ("less", old.min, new.min, { (a: Double, b: Double) in b > a }),
            ("more", old.max, new.max, { (a: Double, b: Double) in b < a }),
        ] where before != now && !(moves && before != nil && now != nil) {
            if let now {
                let isNarrower = before.flatMap(Double.init).flatMap { a in Double(now).map { narrows(a, $0) } } ?? true
                add(isNarrower ? .notable : .cosmetic, "`\(name)` takes nothing \(word) than \(now.cut(40))", key)
            } else {
                add(.cosmetic, "`\(name)` takes \(word) than \((before ?? "").cut(40)) as well", key)
            }
        }
        if old.step != new.step {
            let isFree = new.step == nil || new.step?.lowercased() == "any"
            add(isFree ? .cosmetic : .notable, "`\(name)` goes in \(isFree ? "steps of any size" : "steps of \(new.step ?? "")")", key)
        }
    }

    /// What a control for files takes: one that takes no picture any more takes nothing that a profile has.
    private mutating func compareFiles(_ old: String?, _ new: String?, of control: FormShape.Control, _ name: String) {
        let (before, now) = (FileCheck.specifiers(old), FileCheck.specifiers(new))
        guard before != now else { return }
        guard !now.isEmpty else { return add(.cosmetic, "`\(name)` takes files of every kind", control.key) }
        let kinds = now.prefix(6).joined(separator: ", ").cut(80)
        let tookPictures = before.isEmpty || FileCheck.takesPictures(before)
        if tookPictures, !FileCheck.takesPictures(now) {
            return add(control.isRequired ? .breaking : .notable, "`\(name)` takes \(kinds) and no picture any more", control.key)
        }
        let isWider = !before.isEmpty && Set(before).isSubset(of: now)
        add(isWider ? .cosmetic : .notable, "`\(name)` takes \(kinds) \(isWider ? "now" : "only")", control.key)
    }

    /// The autofill field that `autocomplete` names (HTML standard, "Autofill detail tokens"): its last token; nil where it names none.
    private static func token(_ text: String?) -> String? {
        let tokens = (text ?? "").lowercased().split(whereSeparator: \.isWhitespace).filter { $0 != "webauthn" }
        guard let last = tokens.last, last != "on", last != "off" else { return nil }
        return String(last)
    }

    private static func named(_ control: FormShape.Control) -> String {
        let generated = control.key.hasPrefix("label:") || control.key.hasPrefix("field_") || control.key.contains("[")
        return (control.term ?? (generated && !control.label.isEmpty ? control.label : control.key)).cut(40)
    }
}

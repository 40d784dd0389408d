import HTML

extension Filler {
    /// Whether people see a control, with what is filled in so far.
    func isThere(_ ordinal: Int) -> Bool { isThere(ordinal, depth: 0) }

    private func isThere(_ ordinal: Int, depth: Int) -> Bool {
        guard let appearance = page.page.controls[ordinal].appearance, depth < 4 else { return true }
        func holds(_ condition: Appearance.Condition) -> Bool {
            guard isThere(condition.ordinal, depth: depth + 1) else { return false }
            let values = values(of: condition.ordinal)
            return condition.values.isEmpty ? values.contains { !$0.isEmpty } : values.contains { condition.values.contains($0) }
        }
        return appearance.isShownFirst ? appearance.conditions.allSatisfy(holds) : appearance.conditions.contains(where: holds)
    }

    /// What a control holds now, of radio buttons what their group does; "" for nothing.
    private func values(of ordinal: Int) -> [String] {
        let control = page.page.controls[ordinal]
        let group =
            control.state == "radio"
            ? page.page.forms[index].controls.filter {
                page.page.controls[$0].state == "radio" && page.page.controls[$0].name == control.name
            } : [ordinal]
        let filled = fields.filter { group.contains($0.ordinal) }.flatMap(\.values)
        if !filled.isEmpty { return filled }
        guard control.state == "radio" || control.state == "checkbox" else { return [control.value] }
        let nodes = Set(group.map { page.page.controls[$0].node })
        let checked = page.page.forms[index].form.controls.first { nodes.contains($0.node) && $0.isChecked }
        return [checked.map { $0.value.isEmpty ? "on" : $0.value } ?? ""]
    }

    /// Whether a control is among the form's data: what is disabled is not, nor what scripts have not brought in.
    func isSent(_ control: FormControl, _ ordinal: Int?) -> Bool {
        guard let ordinal, let appearance = page.page.controls[ordinal].appearance else { return !control.constraints.isDisabled }
        return isThere(ordinal) || !appearance.isAdded && !control.constraints.isDisabled && !appearance.isShownFirst
    }
}

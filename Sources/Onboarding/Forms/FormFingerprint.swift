import HTML

/// What a form asks for as one number: the same while people would call it the same form. Nonces, hidden values, generated identifiers and the
/// order of the controls do not count; names, types, demands and choices do.
package enum FormFingerprint {
    /// Sixteen hexadecimal digits of FNV-1a over the sorted descriptions of the form's controls, its method and the path it is sent to.
    package static func of(_ page: FormPage, _ index: Int) -> String {
        let form = page.forms[index]
        var lines = form.controls.compactMap { line(page.controls[$0]) }
        lines.sort()
        lines.append("\(form.form.method.rawValue) \(path(form.form))")
        return digits(of: lines)
    }

    /// Lines of text as sixteen hexadecimal digits.
    static func digits(of lines: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for line in lines {
            for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0x0A) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// A control as far as it matters; nil for those that only the page's own machinery sees.
    private static func line(_ control: PageControl) -> String? {
        guard control.isField else { return nil }
        let name = [control.name, control.id].compactMap(\.self).first { !$0.isEmpty } ?? ""
        let called = String(decoding: FoldedText(prose: control.label ?? "", limit: 80).bytes, as: UTF8.self)
        let demands = control.constraints
        var line = "\(control.state)|\(stable(name))|\(called)"
        if demands.isRequired { line += "|required" }
        if let pattern = demands.pattern { line += "|pattern \(pattern.cut(100))" }
        if let length = demands.maxLength { line += "|max \(length)" }
        if let accept = demands.accept { line += "|accept \(accept.cut(100))" }
        let options = control.options.prefix(500).map { "\($0.value.cut(40))=\($0.label.cut(40))" }.sorted()
        return options.isEmpty ? line : line + "|" + options.joined(separator: ",")
    }

    /// An identifier with what looks generated, runs of digits and of letters with digits among them, as one mark.
    static func stable(_ name: String) -> String {
        var result = ""
        for word in FoldedText(identifier: withoutGenerated(name), limit: 80).bytes.split(separator: 0x20) {
            let digits = word.count { (0x30...0x39).contains($0) }
            let isGenerated = digits == word.count && digits > 2 || word.count >= 16 && digits > 0
            result += (result.isEmpty ? "" : " ") + (isGenerated ? "#" : String(decoding: word, as: UTF8.self))
        }
        return result
    }

    /// An identifier with a number for each long piece of letters and digits: `html5_1k82lc1s51mgj1o6`.
    private static func withoutGenerated(_ name: String) -> String {
        var (result, piece) = ("", "")
        func settled() -> String {
            let digits = piece.utf8.count { (0x30...0x39).contains($0) }
            return piece.utf8.count >= 12 && digits >= 3 && digits < piece.utf8.count ? "0000" : piece
        }
        for character in name.prefix(200) {
            if character.isLetter || character.isNumber {
                piece.append(character)
            } else {
                result += settled() + String(character)
                piece = ""
            }
        }
        return result + settled()
    }

    private static func path(_ form: Form) -> String {
        guard let action = form.action else {
            return form.actionAttribute.map { $0.prefix { $0 != "?" && $0 != "#" && $0 != ";" }.description } ?? ""
        }
        return (action.host ?? "") + action.path.prefix { $0 != ";" }
    }
}

import HTML

/// Whether a file satisfies what its control demands: `accept` (HTML standard, "File Upload state") and the size that the form says it takes, as a hidden
/// `MAX_FILE_SIZE` (PHP's convention) or in words.
struct FileCheck {
    private let accept: [String]
    /// In bytes; nil where nothing is said.
    let limit: Int?

    init(_ control: PageControl, on page: FormPage, form: Int) {
        accept = Self.specifiers(control.constraints.accept)
        let declared = page.forms[form].form.controls.first { $0.type == "hidden" && $0.name?.lowercased() == "max_file_size" }
        let own = [control.label, control.description, control.inside, control.constraints.title].compactMap(\.self)
        // What follows belongs to the next control as well: it counts where its own texts say nothing.
        let said = own.compactMap(Self.limit).min() ?? Self.limit(in: control.after)
        limit = [declared.flatMap { Int($0.value) }.flatMap { $0 > 0 ? $0 : nil }, said].compactMap(\.self).min()
    }

    /// Why the file would be refused, in words that complete "its …"; nil where it is well.
    func refusal(of file: UploadFile) -> String? {
        if let limit, file.size > limit { return "at most \(limit) bytes are taken, and it has \(file.size)" }
        guard !accept.isEmpty, !accept.contains(where: { takes($0, file) }) else { return nil }
        return "only \(accept.prefix(8).joined(separator: ", ").cut(120)) is taken, and it is \(file.type)"
    }

    /// The specifiers of an `accept` attribute, in lower case; none where everything is taken.
    static func specifiers(_ accept: String?) -> [String] {
        (accept ?? "").lowercased().split(separator: ",").map { String($0).strippingSpace }.filter { !$0.isEmpty }
    }

    /// Whether a picture of any kind is among what the specifiers name.
    static func takesPictures(_ specifiers: [String]) -> Bool {
        specifiers.contains { specifier in
            specifier.hasPrefix("image/") || specifier == "*/*"
                || specifier.hasPrefix(".") && MediaType.byEnding[String(specifier.dropFirst())] != nil
        }
    }

    /// Whether one specifier of `accept` names the file: an ending, a type, or a family of types.
    private func takes(_ specifier: String, _ file: UploadFile) -> Bool {
        if specifier.hasPrefix(".") {
            let ending = String(specifier.dropFirst())
            return MediaType.byEnding[ending] == file.type || MediaType.ending(of: file.name) == ending
        }
        if specifier == "*/*" { return true }
        if specifier.hasSuffix("/*") { return file.type.hasPrefix(specifier.dropLast()) }
        return specifier == file.type || specifier == "image/jpg" && file.type == "image/jpeg"
    }

    /// The smallest size that a text names as a limit ("max. 2 MB", "bis 500 KB", "1,5 Mo maximum"), in bytes of the smaller reckoning; nil for none.
    static func limit(in text: String) -> Int? {
        let text = text.cut(400).lowercased()
        guard limits.contains(where: text.contains) else { return nil }
        var found: [Int] = []
        var rest = text[...]
        while let start = rest.firstIndex(where: { ("0"..."9").contains($0) }) {
            let number = rest[start...].prefix { ("0"..."9").contains($0) || $0 == "." || $0 == "," }
            rest = rest[number.endIndex...]
            let unit = rest.drop { $0 == " " || $0 == "\u{A0}" }.prefix { $0.isLetter }
            guard let factor = units[String(unit)], let value = Double(number.replacing(",", with: ".")), value > 0, value < 100_000 else {
                continue
            }
            found.append(Int(value * Double(factor)))
        }
        return found.min()
    }

    private static let limits = [
        "max", "up to", "less than", "smaller than", "under", "limit", "bis ", "höchst", "jusqu", "moins de", "hasta", "menos de", "fino a",
        "até", "tot ", "≤",
    ]
    private static let units = [
        "kb": 1_000, "kib": 1_024, "ko": 1_000, "kilobytes": 1_000, "mb": 1_000_000, "mib": 1 << 20, "mo": 1_000_000,
        "megabytes": 1_000_000,
    ]
}

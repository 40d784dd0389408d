/// The type of an `input` element; an unknown or missing one is text (HTML standard, "The input element").
package enum InputType: String, Hashable, Sendable, CaseIterable {
    case hidden, text, search, tel, url, email, password, date, month, week, time
    case datetimeLocal = "datetime-local"
    case number, range, color, checkbox, radio, file, submit, image, reset, button

    /// The type that an attribute's value names, whatever its case.
    package init(attribute: String?) {
        self = attribute.flatMap { InputType(rawValue: $0.lowercasedASCII) } ?? .text
    }

    /// Whether `required` applies.
    package var canBeRequired: Bool {
        switch self {
        case .hidden, .range, .color, .submit, .image, .reset, .button: false
        default: true
        }
    }

    /// Whether `readonly` applies: the types whose value a reader types or picks.
    package var canBeReadOnly: Bool {
        switch self {
        case .hidden, .range, .color, .checkbox, .radio, .file, .submit, .image, .reset, .button: false
        default: true
        }
    }

    /// Whether `placeholder` applies.
    package var hasPlaceholder: Bool {
        switch self {
        case .text, .search, .tel, .url, .email, .password, .number: true
        default: false
        }
    }

    /// Whether the control is a button, which submits a value only when it is pressed.
    package var isButton: Bool {
        switch self {
        case .submit, .image, .reset, .button: true
        default: false
        }
    }
}

extension String {
    /// ASCII letters in lower case, everything else as it is.
    package var lowercasedASCII: String {
        guard utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return self }
        return String(decoding: utf8.map(SelectorText.folded), as: UTF8.self)
    }

    /// White space of HTML stripped from both ends and collapsed to single spaces inside.
    package var collapsingSpace: String {
        guard !isCollapsed else { return self }
        var output: [UInt8] = []
        output.reserveCapacity(utf8.count)
        var pending = false
        for byte in utf8 {
            if SelectorText.isSpace(byte) {
                pending = !output.isEmpty
            } else {
                if pending { output.append(0x20) }
                pending = false
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Whether there is white space only as single spaces between other characters, as most texts have it.
    private var isCollapsed: Bool {
        utf8.withContiguousStorageIfAvailable { bytes in
            var isAfterSpace = true
            for byte in bytes {
                let isSpace = SelectorText.isSpace(byte)
                if isSpace, isAfterSpace || byte != 0x20 { return false }
                isAfterSpace = isSpace
            }
            return !isAfterSpace || bytes.isEmpty
        } ?? false
    }

    /// White space of HTML stripped from both ends.
    package var strippingSpace: String {
        let bytes = utf8
        guard let first = bytes.firstIndex(where: { !SelectorText.isSpace($0) }),
            let last = bytes.lastIndex(where: { !SelectorText.isSpace($0) })
        else { return "" }
        return String(self[first...last])
    }

    /// The white-space separated words.
    package var words: [String] {
        utf8.split(whereSeparator: SelectorText.isSpace).map { String(decoding: $0, as: UTF8.self) }
    }
}

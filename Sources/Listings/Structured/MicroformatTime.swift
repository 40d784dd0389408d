import HTML

/// Dates and times of `dt-` properties, with the value-class pattern (http://microformats.org/wiki/value-class-pattern).
enum MicroformatTime {
    /// The value, and the date in it that later times without one belong to.
    static func read(_ element: NodeID, _ reader: MicroformatsReader, _ defaultDate: String?) -> (String?, String?) {
        let parts = reader.valueElements(element).compactMap { part($0, reader) }
        if !parts.isEmpty { return combined(parts, defaultDate) }
        let document = reader.document
        let written =
            reader.attribute(.datetime, element, on: .time, .ins, .del) ?? reader.attribute(.title, element, on: .abbr)
            ?? reader.attribute(.value, element, on: .data, .input) ?? document.textContent(of: element).collapsingSpace
        if let defaultDate, clock(written) != nil { return (normalized(defaultDate + " " + written), defaultDate) }
        return (normalized(written), date(in: written))
    }

    private static func part(_ element: NodeID, _ reader: MicroformatsReader) -> String? {
        let document = reader.document
        if document.attribute(.class, of: element)?.words.contains("value-title") == true {
            return document.attribute(.title, of: element)?.strippingSpace
        }
        let written =
            reader.attribute(.alt, element, on: .img, .area) ?? reader.attribute(.value, element, on: .data)
            ?? reader.attribute(.title, element, on: .abbr) ?? reader.attribute(.datetime, element, on: .del, .ins, .time)
            ?? document.textContent(of: element)
        let text = written.strippingSpace
        return text.isEmpty ? nil : text
    }

    private static func combined(_ parts: [String], _ defaultDate: String?) -> (String?, String?) {
        var (day, time, zone): (String?, String?, String?)
        for part in parts {
            if let date = date(in: part), part.utf8.count > date.utf8.count { return (normalized(part), date) }
            if time == nil, clock(part) != nil {
                time = part
            } else if day == nil, isDate(part) {
                day = part
            } else if zone == nil, isZone(part) {
                zone = part
            }
        }
        day = day ?? defaultDate
        let whole = [day, time].compactMap { $0 }.joined(separator: " ") + (zone ?? "")
        return (whole.isEmpty ? nil : normalized(whole), day)
    }

    private static func isDate(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.allSatisfy(TextBytes.isDigit) }) else { return false }
        return parts.map(\.count) == [4, 2, 2] || parts.map(\.count) == [4, 3]
    }

    /// The date of a whole date and time.
    private static func date(in text: String) -> String? {
        guard let end = text.utf8.firstIndex(where: { $0 == UInt8(ascii: "T") || $0 == 0x20 }) else { return nil }
        let day = String(text[..<end])
        return isDate(day) && clock(String(text[text.utf8.index(after: end)...])) != nil ? day : nil
    }

    private static func isZone(_ text: String) -> Bool {
        if text == "Z" { return true }
        guard let first = text.utf8.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else { return false }
        let digits = text.utf8.dropFirst().filter { $0 != UInt8(ascii: ":") }
        return (1...4).contains(digits.count) && digits.allSatisfy(TextBytes.isDigit)
    }

    /// A time of day as hours, minutes, seconds where written, and zone; nil when the text is none.
    private static func clock(_ text: String) -> (hour: Int, hourText: String, minute: String, second: String?, zone: String, isHalf: Bool)?
    {
        var rest = Array(text.utf8)[...]
        func digits(_ most: Int) -> String? {
            let taken = rest.prefix(most).prefix(while: TextBytes.isDigit)
            rest = rest.dropFirst(taken.count)
            return taken.isEmpty ? nil : String(decoding: taken, as: UTF8.self)
        }
        guard let hourText = digits(2), var hour = Int(hourText), hour < 25 else { return nil }
        var minute = "00"
        var second: String?
        if rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            guard let found = digits(2), found.utf8.count == 2 else { return nil }
            minute = found
            if rest.first == UInt8(ascii: ":") {
                rest = rest.dropFirst()
                guard let found = digits(2), found.utf8.count == 2 else { return nil }
                second = found
                if rest.first == UInt8(ascii: ".") {
                    rest = rest.dropFirst()
                    guard digits(9) != nil else { return nil }
                }
            }
        }
        if rest.first == 0x20 { rest = rest.dropFirst() }
        let word = String(
            decoding: rest.prefix {
                $0 | 0x20 == UInt8(ascii: "a") || $0 | 0x20 == UInt8(ascii: "p") || $0 | 0x20 == UInt8(ascii: "m")
                    || $0 == UInt8(ascii: ".")
            }, as: UTF8.self)
        let plain = word.lowercasedASCII.filter { $0 != "." }
        let isHalf = plain == "am" || plain == "pm"
        if isHalf {
            rest = rest.dropFirst(word.utf8.count)
            if plain == "pm", hour < 12 { hour += 12 } else if plain == "am", hour == 12 { hour = 0 }
        }
        if rest.first == 0x20 { rest = rest.dropFirst() }
        let zone = String(decoding: rest, as: UTF8.self)
        guard zone.isEmpty || isZone(zone) else { return nil }
        return (hour, hourText, minute, second, zone, isHalf)
    }

    /// Hours of the whole day, minutes always, zones without a colon; other text as it is.
    private static func normalized(_ text: String) -> String {
        guard let day = date(in: text) else { return text }
        let separator = text.utf8.dropFirst(day.utf8.count).first == UInt8(ascii: "T") ? "T" : " "
        guard let time = clock(String(text.dropFirst(day.count + 1))) else { return text }
        let hour =
            time.isHalf
            ? (time.hour == 0 ? "00" : time.hour >= 12 && Int(time.hourText) != time.hour ? String(time.hour) : time.hourText)
            : time.hourText
        return day + separator + hour + ":" + time.minute + (time.second.map { ":" + $0 } ?? "") + time.zone.filter { $0 != ":" }
    }
}

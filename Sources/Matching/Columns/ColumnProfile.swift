/// What the values of a column look like: the ground on which it is typed.
struct ColumnProfile {
    /// Rows of the table.
    var rows = 0
    var filled = 0
    /// Different values among all rows.
    var distinct = 0
    /// Shares of the sampled values, 0 to 1.
    var digitsOnly = 0.0
    var phoneLike = 0.0
    var emailLike = 0.0
    var urlLike = 0.0
    var dateLike = 0.0
    var numberLike = 0.0
    var addressLike = 0.0
    var withLetters = 0.0
    var withDigits = 0.0
    var averageWords = 0.0
    var averageLength = 0.0
    /// Whether all sampled values of digits are of one length.
    var evenLength = false
    var commonLength = 0

    static let sampleLimit = 2000

    /// Share of the rows that have a value no other row has, as far as the counts of values tell.
    var uniqueness: Double { filled == 0 ? 0 : Double(distinct) / Double(filled) }

    init(_ column: RecordTable.Column) {
        rows = column.cells.count
        filled = column.cells.count { $0 != 0 }
        distinct = column.values.count - 1
        // A stride over the distinct values: an even sample without chance, so that two runs agree.
        let step = max(1, distinct / Self.sampleLimit)
        var sampled = 0.0
        var lengths: [Int: Int] = [:]
        for id in stride(from: 1, through: distinct, by: step) {
            let text = column.values.text(UInt32(id))
            let shape = ValueShape(text)
            sampled += 1
            digitsOnly += shape.isDigits ? 1 : 0
            phoneLike += shape.isPhone ? 1 : 0
            emailLike += shape.isEmail ? 1 : 0
            urlLike += shape.isURL ? 1 : 0
            dateLike += shape.isDate ? 1 : 0
            numberLike += shape.isNumber ? 1 : 0
            addressLike += shape.isAddress ? 1 : 0
            withLetters += shape.letters > 0 ? 1 : 0
            withDigits += shape.digits > 0 ? 1 : 0
            averageWords += Double(shape.words)
            averageLength += Double(shape.length)
            lengths[shape.length, default: 0] += 1
        }
        guard sampled > 0 else { return }
        for share in [
            \ColumnProfile.digitsOnly, \.phoneLike, \.emailLike, \.urlLike, \.dateLike, \.numberLike, \.addressLike, \.withLetters,
            \.withDigits, \.averageWords, \.averageLength,
        ] { self[keyPath: share] /= sampled }
        if let common = lengths.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) {
            commonLength = common.key
            evenLength = Double(common.value) >= 0.9 * sampled
        }
    }
}

/// What one value looks like.
struct ValueShape {
    var length = 0
    var digits = 0
    var letters = 0
    var others = 0
    var words = 0
    var isEmail = false
    var isURL = false
    var isDate = false
    var isNumber = false
    var isAddress = false

    var isDigits: Bool { digits == length && length > 0 }
    var isPhone: Bool { digits >= 7 && digits <= 15 && letters <= 4 && (others >= 2 || digits == 10 || digits == 11) && !isDate }

    init(_ text: String) {
        let bytes = Array(text.utf8)
        length = bytes.count
        var dots = 0
        var inWord = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...: letters += 1
            default: others += 1
            }
            if byte == UInt8(ascii: ".") { dots += 1 }
            let space = byte == 0x20
            if !space, !inWord { words += 1 }
            inWord = !space
        }
        if let at = bytes.firstIndex(of: UInt8(ascii: "@")), at > 0, bytes[at...].contains(UInt8(ascii: ".")), words == 1 { isEmail = true }
        let lower = text.prefix(12).lowercased()
        isURL = !isEmail && words == 1 && (lower.hasPrefix("http://") || lower.hasPrefix("https://") || lower.hasPrefix("www."))
        isDate = DateParts(bytes) != nil
        let numeric = bytes.filter { !"$€£% ,.+-".utf8.contains($0) }
        isNumber =
            digits > 0 && dots <= 1 && (numeric.isEmpty ? false : numeric.allSatisfy(TextFold.isDigit)) && letters + others <= digits + 5
        let parts = AddressParts(text)
        isAddress = parts.number != nil && !parts.street.isEmpty && letters >= 2 && words >= 2 && parts.looksLikeStreet
    }
}

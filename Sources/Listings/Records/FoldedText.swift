/// Text by what it says: capitals, signs and spaces are no difference.
package enum FoldedText {
    /// Letters and digits in lower case, everything between them one space.
    package static func of(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var gap = false
        for scalar in text.lowercased().unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "+" || scalar == "@" {
                if gap, !out.isEmpty { out.append(" ") }
                gap = false
                out.append(scalar)
            } else {
                gap = true
            }
        }
        return String(out)
    }
}

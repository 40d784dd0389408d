/// Decisions by hand: what is the same and what is not, by the records' own names, so that they hold on every run.
package struct Overrides: Sendable, Hashable {
    package struct Decision: Sendable, Hashable {
        package var first: String
        package var second: String
        package var isSame: Bool

        package init(_ first: String, _ second: String, isSame: Bool) {
            (self.first, self.second, self.isSame) = (first, second, isSame)
        }
    }

    package var decisions: [Decision] = []

    package init(_ decisions: [Decision] = []) { self.decisions = decisions }

    /// Reads a file of lines `same,ID,ID` and `different,ID,ID`; empty lines and those that begin with `#` are comments.
    /// - Throws: ``MatchingError`` that names the line.
    package init(_ bytes: [UInt8], name: String) throws(MatchingError) {
        var line = 0
        for text in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            line += 1
            let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
                String(decoding: Array(RecordTable.trimmed(String(decoding: $0, as: UTF8.self).utf8)), as: UTF8.self)
            }
            if fields.count == 1, fields[0].isEmpty || fields[0].hasPrefix("#") { continue }
            if fields[0].hasPrefix("#") { continue }
            guard fields.count == 3, fields[0] == "same" || fields[0] == "different", !fields[1].isEmpty, !fields[2].isEmpty else {
                throw MatchingError(
                    .invalidFile, "\(name), line \(line) is no decision", remedy: "Write same,ID,ID or different,ID,ID, one a line")
            }
            decisions.append(Decision(fields[1], fields[2], isSame: fields[0] == "same"))
        }
    }
}

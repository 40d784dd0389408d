/// Comma-separated values (RFC 4180) by the names in their first line.
enum CSVRows {
    static func read(_ text: String) -> [[String: String]] {
        var rows: [[String]] = [[]]
        var field: [UInt8] = []
        var isQuoted = false
        let bytes = Array(text.utf8)
        var at = 0
        func end() {
            rows[rows.count - 1].append(String(decoding: field, as: UTF8.self))
            field = []
        }
        while at < bytes.count {
            let byte = bytes[at]
            if isQuoted {
                if byte == UInt8(ascii: "\""), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\"") {
                    field.append(byte)
                    at += 1
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted = false
                } else {
                    field.append(byte)
                }
            } else if byte == UInt8(ascii: "\"") {
                isQuoted = true
            } else if byte == UInt8(ascii: ",") {
                end()
            } else if byte == 0x0A {
                end()
                rows.append([])
            } else if byte != 0x0D {
                field.append(byte)
            }
            at += 1
        }
        end()
        guard let names = rows.first else { return [] }
        return rows.dropFirst().filter { $0.count == names.count }.map { Dictionary(zip(names, $0)) { first, _ in first } }
    }
}

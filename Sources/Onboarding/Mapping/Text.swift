/// Text as bytes: cutting and collapsing without ever splitting a character's sequence.
extension String {
    /// At most `limit` bytes from the beginning.
    func cut(_ limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end > startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(self[..<end])
    }

    /// At most `limit` bytes from the end.
    func end(_ limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var start = utf8.index(endIndex, offsetBy: -limit)
        while start < endIndex, utf8[start] & 0xC0 == 0x80 { start = utf8.index(after: start) }
        return String(self[start...])
    }

    /// White space stripped at both ends and single inside.
    var collapsed: String {
        var output: [UInt8] = []
        output.reserveCapacity(utf8.count)
        for byte in utf8 {
            if byte > 0x20 { output.append(byte) } else if let last = output.last, last != 0x20 { output.append(0x20) }
        }
        if output.last == 0x20 { output.removeLast() }
        return String(decoding: output, as: UTF8.self)
    }
}

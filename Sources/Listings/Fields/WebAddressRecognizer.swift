import HTML

/// Web addresses as they are written: with a scheme, with `www.`, or a bare domain under a common top-level domain.
struct WebAddressRecognizer: Recognizer {
    var kind: FieldKind { .url }

    func spans(in text: [UInt8], _ context: ReadingContext) -> [RecognizedSpan] {
        var found: [RecognizedSpan] = []
        var at = 0
        while at < text.count {
            while at < text.count, isOutside(text[at]) { at += 1 }
            let start = at
            while at < text.count, !isOutside(text[at]) { at += 1 }
            var end = at
            while end > start, isTrailing(text[end - 1]) { end -= 1 }
            guard end - start >= 4, end - start <= 2048, let span = read(text, start..<end) else { continue }
            found.append(span)
        }
        return found
    }

    private func isOutside(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "(")
            || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "|")
    }

    private func isTrailing(_ byte: UInt8) -> Bool {
        [
            UInt8(ascii: "."), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ")"),
            UInt8(ascii: "]"), UInt8(ascii: "'"),
        ].contains(byte)
    }

    private func read(_ text: [UInt8], _ range: Range<Int>) -> RecognizedSpan? {
        let token = text[range]
        guard token.contains(UInt8(ascii: ".")), !token.contains(UInt8(ascii: "@")) else { return nil }
        let folded = token.prefix(8).map(TextBytes.lowercased)
        let hasScheme = folded.starts(with: "http://".utf8) || folded.starts(with: "https://".utf8)
        if !hasScheme, token.contains(UInt8(ascii: ":")), !token.contains(UInt8(ascii: "/")) { return nil }
        let isWWW = folded.starts(with: "www.".utf8)
        if !hasScheme, !isWWW, !isBareDomain(token) { return nil }
        let written = String(decoding: token, as: UTF8.self)
        guard let url = WebURL(hasScheme ? written : "http://" + written), url.host?.contains(".") == true else { return nil }
        return RecognizedSpan(kind: .url, range: range, value: url.href, confidence: hasScheme ? 0.98 : isWWW ? 0.95 : 0.75)
    }

    private func isBareDomain(_ token: ArraySlice<UInt8>) -> Bool {
        let host = token.prefix { $0 != UInt8(ascii: "/") }
        guard host.allSatisfy({ TextBytes.isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }) else { return false }
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }), let top = labels.last else { return false }
        let folded = String(decoding: top.map(TextBytes.lowercased), as: UTF8.self)
        // "Inc.In" is no domain: bare ones are taken in lower or in upper case throughout.
        let hasUpper = host.contains(where: TextBytes.isUpper), hasLower = host.contains { (0x61...0x7A).contains($0) }
        return Self.topLevels.contains(folded) && !(hasUpper && hasLower && TextBytes.isUpper(top.first ?? 0))
    }

    private static let topLevels: Set<String> = Set(
        """
        com org net edu gov mil int info biz io co us uk de fr nl be ch at it es pt pl cz se no dk fi ie ca au nz in jp cn br mx ar cl ru ua eu \
        law legal attorney lawyer realtor realty homes health dental clinic shop store online site tech dev app
        """.utf8.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) })
}

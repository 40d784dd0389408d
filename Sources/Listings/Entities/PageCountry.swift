package import HTML

/// Where a page is at home, by what it shows: its language and address, the codes in its telephone numbers, its postal codes, its states.
package enum PageCountry {
    /// The country with the most evidence; nil when there is next to none.
    package static func infer(_ document: Document, _ text: PageText, url: WebURL?) -> Country? {
        var votes: [String: Double] = [:]
        func vote(_ country: String, _ weight: Double) { votes[country, default: 0] += weight }
        if let language = document.rootElement.flatMap({ document.attribute(.lang, of: $0) ?? document.attribute(.xmlLang, of: $0) }) {
            let parts = language.lowercasedASCII.utf8.split { !TextBytes.isLetter($0) }.map { String(decoding: $0, as: UTF8.self) }
            // "en-US" is what tools write when nobody says otherwise.
            if parts.count > 1, parts[1].utf8.count == 2 { vote(parts[1].uppercased(), parts[1] == "us" ? 0.7 : 2) }
            if let first = parts.first, let country = languages[first] { vote(country, 1.5) }
        }
        let info = document.pageInfo(url)
        for host in [url, info.canonical, info.properties["og:url"].flatMap { WebURL($0) }, info.base].compactMap({ $0?.host }).prefix(3) {
            if let country = topLevel(host) { vote(country, 3) }
        }
        for link in document.links(url).prefix(400) where link.href.hasPrefix("mailto:") || link.href.hasPrefix("tel:+") {
            if link.href.hasPrefix("tel:+"),
                let owner = PhonePlan.shared.owner(ofInternational: link.href.utf8.dropFirst(5).filter(TextBytes.isDigit))
            {
                vote(owner.rawValue, 2)
            } else if let country = topLevel(String(link.href.prefix { $0 != "?" })) {
                vote(country, 2)
            }
        }
        count(text, vote)
        guard let best = votes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), best.value >= 0.7 else { return nil }
        return Country(rawValue: best.key)
    }

    private static func topLevel(_ host: String) -> String? {
        guard let last = host.utf8.split(separator: UInt8(ascii: ".")).last, last.count == 2 else { return nil }
        let code = String(decoding: last, as: UTF8.self).uppercased()
        if code == "UK" { return "GB" }
        // Sold to everybody.
        if ["CO", "IO", "ME", "TV", "CC", "AI", "FM", "LY", "WS", "TO", "EU", "GG", "SH", "AC", "ST"].contains(code) { return nil }
        return Country(rawValue: code).flatMap { PhonePlan.shared[$0] }.map { $0.country.rawValue }
    }

    /// Whether eleven digits begin as only Britain's do: London's area codes, and those of services at a special rate.
    private static func isBritish(_ text: ArraySlice<UInt8>) -> Bool {
        let digits = text.prefix { TextBytes.isDigit($0) || $0 == 0x20 }.filter(TextBytes.isDigit)
        return digits.count == 11
            && ["0203", "0207", "0208", "0843", "0844", "0845", "0870", "0871"].contains { digits.starts(with: $0.utf8) }
    }

    /// Counts what the text shows, up to a hundred thousand bytes.
    private static func count(_ page: PageText, _ vote: (String, Double) -> Void) {
        let bytes = page.bytes
        let end = min(bytes.count, 100_000)
        var postal: [String: Int] = [:]
        var american = 0, british = 0
        var at = 0
        while at < end {
            let byte = bytes[at]
            if byte == UInt8(ascii: "+"), at + 1 < end, TextBytes.isDigit(bytes[at + 1]) || bytes[at + 1] == UInt8(ascii: "(") {
                let digits = bytes[(at + 1)..<min(end, at + 20)].prefix { TextBytes.isDigit($0) || " ()-./".utf8.contains($0) }.filter(
                    TextBytes.isDigit)
                if digits.count >= 9, let owner = PhonePlan.shared.owner(ofInternational: digits) { vote(owner.rawValue, 1.5) }
            }
            if byte == 0xC2, at + 1 < end, bytes[at + 1] == 0xA3 { vote("GB", 0.2) }
            let isStart = at == 0 || !TextBytes.isWord(bytes[at - 1])
            if byte == 0x30, at == 0 || !TextBytes.isDigit(bytes[at - 1]), isBritish(bytes[at..<min(end, at + 16)]) { british += 1 }
            if isStart, TextBytes.isUpper(byte) || TextBytes.isDigit(byte) {
                if let country = PostalCodeRecognizer.tellingCountry(bytes, at) { postal[country.rawValue, default: 0] += 1 }
                // "MA 01089"
                if TextBytes.isUpper(byte), at + 8 <= end, TextBytes.isUpper(bytes[at + 1]), bytes[at + 2] == 0x20,
                    bytes[(at + 3)..<(at + 8)].allSatisfy(TextBytes.isDigit),
                    EntityWords.flags(FeatureHash.hash(bytes[at..<(at + 2)].map(TextBytes.lowercased))).contains(.state)
                {
                    american += 1
                }
            }
            at += 1
        }
        if british > 0 { vote("GB", min(Double(british), 3) * 0.7) }
        for (country, count) in postal { vote(country, min(Double(count), 4) * (country == "US" ? 1 : 1.2)) }
        if american > 0 { vote("US", min(Double(american), 3) * 1.5) }
        vote("US", min(Double(northAmericanNumbers(bytes, end)), 5) * 0.8)
    }

    /// How many groups of 3, 3 and 4 digits there are, set as in North America.
    private static func northAmericanNumbers(_ bytes: [UInt8], _ end: Int) -> Int {
        var count = 0, run = 0, runs: [Int] = []
        for byte in bytes[..<end] {
            if TextBytes.isDigit(byte) {
                run += 1
                continue
            }
            if run > 0 {
                runs.append(run)
                if runs.count > 3 { runs.removeFirst() }
                run = 0
                if runs == [3, 3, 4] { count += 1 }
            }
            if !"() -.".utf8.contains(byte) { runs.removeAll(keepingCapacity: true) }
        }
        return count
    }

    private static let languages = [
        "nl": "NL", "de": "DE", "fr": "FR", "it": "IT", "es": "ES", "pt": "PT", "da": "DK", "sv": "SE", "nb": "NO", "no": "NO", "nn": "NO",
        "fi": "FI",
        "pl": "PL", "cs": "CZ", "sk": "SK", "hu": "HU", "ro": "RO", "bg": "BG", "el": "GR", "tr": "TR", "ru": "RU", "uk": "UA", "ja": "JP",
        "ko": "KR",
        "zh": "CN", "he": "IL", "id": "ID", "vi": "VN", "th": "TH", "hr": "HR", "sl": "SI", "sr": "RS", "et": "EE", "lv": "LV", "lt": "LT",
        "is": "IS",
    ]
}

/// Words around digits that say what the digits are.
enum PhoneLabels {
    /// What the words before or behind a number call it.
    enum Meaning: Sendable { case telephone, fax, both, other }

    private static let meanings: [String: Meaning] = {
        var table: [String: Meaning] = [:]
        func add(_ meaning: Meaning, _ words: String) {
            for word in words.utf8.split(separator: 0x20) { table[String(decoding: word, as: UTF8.self)] = meaning }
        }
        add(
            .telephone,
            """
            tel telephone phone phones ph t p call mobile mob cell cellular cel m direct hotline office toll toll-free tollfree freephone whatsapp \
            sms landline main local telefon telefoon telefono teléfono telefone telefoni telefón téléphone telephones tél fon mobil mobiel \
            móvil movil celular celulare portable gsm handy rufnummer natel bel puhelin puh telefonnummer telefoonnummer phone# tlf tlph τηλ \
            τηλέφωνο тел телефон телефоны тел/факс моб 電話 電話番号 电话 手机 전화 هاتف جوال טלפון nummer voice switchboard reception \
            appointments inquiries enquiries sales support helpline 📞 ☎ ☎️ 📱 ✆ 📲
            """)
        add(
            .fax,
            "fax efax fx f facsimile telefax faxnummer telefaks téléfax télécopie faks факс 传真 ファックス fax# faks. φαξ פקס فاكس ファクス faksi 📠")
        add(.both, "tel/fax tel./fax phone/fax telefon/fax tel&fax telfax")
        add(
            .other,
            """
            vat btw kvk iban bic swift abn acn ein ssn isbn issn ean upc sku siret siren rcs nif cif p.iva iva partita ust-id ust-idnr hrb \
            item part model order invoice license licence lic permit dre bre nmls mls case docket bar registration reg id no. isrc asin doi \
            инн кпп огрн bsb acct account pin zip postcode code ref reference copyright ©
            """)
        return table
    }()

    /// The meaning of a word in lower case without punctuation at its ends; nil when it says nothing.
    static func meaning(_ word: some Sequence<UInt8>) -> Meaning? { meanings[String(decoding: Array(word), as: UTF8.self)] }

    /// What the text before `end` calls the number there: the nearest word that says something, of the last eight words or 80 bytes,
    /// back to `start`. With it the number of words between.
    static func before(_ end: Int, in text: [UInt8], from start: Int) -> (meaning: Meaning, distance: Int)? {
        var at = end
        var words = 0
        let floor = max(start, end - 80)
        while at > floor, words < 6 {
            while at > floor, !isLabelByte(text[at - 1]) {
                // A sentence's end parts a label from what follows; "Tel." doesn't, since its letters come right before.
                at -= 1
            }
            let wordEnd = at
            while at > floor, isLabelByte(text[at - 1]) { at -= 1 }
            guard at < wordEnd else { break }
            if at == floor, floor > start, isLabelByte(text[floor]) { break }
            if let meaning = meaning(of: text[at..<wordEnd]) {
                // "No.", "code" and the like only speak of what stands right behind them.
                if case .other = meaning, words > 1 { return nil }
                return (meaning, words)
            }
            words += 1
        }
        return nil
    }

    /// Whether a label runs into the digits behind it without a space: "Phone1-413-555-0102", an element of the page of its own.
    static func isGlued(before end: Int, in text: [UInt8]) -> Bool {
        var start = end
        while start > 0, end - start < 24, TextBytes.isLetter(text[start - 1]) { start -= 1 }
        guard end - start > 2, start == 0 || !TextBytes.isWord(text[start - 1]) else { return false }
        switch meaning(of: text[start..<end]) {
        case .telephone, .fax, .both: return true
        case .other, nil: return false
        }
    }

    /// What a bracketed or plain word straight behind the number calls it: "555-0100 (fax)", "555-0100 fax".
    static func behind(_ start: Int, in text: [UInt8], to end: Int) -> Meaning? {
        var at = start
        while at < end, text[at] == 0x20 { at += 1 }
        var isBracketed = false
        if at < end, text[at] == UInt8(ascii: "(") || text[at] == UInt8(ascii: "[") {
            isBracketed = true
            at += 1
        } else if at < end, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: ",") {
            at += 1
            while at < end, text[at] == 0x20 { at += 1 }
        }
        if isBracketed, let word = bracketed(at, in: text) { return word }
        let wordStart = at
        while at < end, at - wordStart < 24, isLabelByte(text[at]) { at += 1 }
        guard at > wordStart, let meaning = meaning(of: text[wordStart..<at]), at - wordStart > 1 else { return nil }
        if isBracketed { return nil }
        // Without brackets the word may be the label of the next number.
        while at < end, text[at] == 0x20 || text[at] == UInt8(ascii: ".") { at += 1 }
        let isLabelOfNext =
            at < end
            && (text[at] == UInt8(ascii: ":") || TextBytes.isDigit(text[at]) || text[at] == UInt8(ascii: "(")
                || text[at] == UInt8(ascii: "+"))
        return isLabelOfNext ? nil : meaning
    }

    /// What the words in a bracket say: "(fax)", "(fax line)". Longer brackets are remarks.
    private static func bracketed(_ start: Int, in text: [UInt8]) -> Meaning? {
        guard
            let close = text[start..<min(text.count, start + 32)].firstIndex(where: { $0 == UInt8(ascii: ")") || $0 == UInt8(ascii: "]") })
        else { return nil }
        for word in text[start..<close].split(whereSeparator: { !isLabelByte($0) }) {
            switch meaning(of: word) {
            case .other, nil: continue
            case let meaning?: return meaning
            }
        }
        return nil
    }

    @inline(__always)
    private static func isLabelByte(_ byte: UInt8) -> Bool {
        TextBytes.isLetter(byte) || byte >= 0x80 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "&")
    }

    private static func meaning(of word: ArraySlice<UInt8>) -> Meaning? {
        guard word.count <= 40 else { return nil }
        let folded = word.map(TextBytes.lowercased)
        // Upper case past ASCII: only what labels are known to use, as in "ТЕЛ".
        let text = String(decoding: folded, as: UTF8.self)
        return meanings[text] ?? (word.contains { $0 >= 0x80 } ? meanings[text.lowercased()] : nil)
    }
}

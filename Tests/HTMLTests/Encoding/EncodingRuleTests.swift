import HTML
import Testing

/// Which encoding a page is read in, and what its bytes become.
@Suite struct EncodingRuleTests {
    @Test(
        "declarations within the page",
        arguments: [
            ("<meta charset=koi8-r>", "koi8-r"), ("<META CHARSET = 'KOI8-R' >", "koi8-r"), ("<meta charset=\"koi8-r\"/>", "koi8-r"),
            ("<meta a=b charset=koi8-r>", "koi8-r"), ("<meta/charset=koi8-r>", "koi8-r"), ("<meta charset=koi8>", "koi8-r"),
            ("<meta charset=' koi8-r '>", "koi8-r"), ("<meta http-equiv=content-type content='text/html; charset=koi8-r'>", "koi8-r"),
            ("<meta content='text/html;CHARSET = \"koi8-r\"' http-equiv=Content-Type>", "koi8-r"),
            ("<meta http-equiv=content-type content='charset=koi8-r;x'>", "koi8-r"),
            ("<meta http-equiv=content-type content='charset charset=koi8-r'>", "koi8-r"),
            ("<meta content='text/html; charset=koi8-r'>", nil), ("<meta http-equiv=refresh content='charset=koi8-r'>", nil),
            ("<meta charset=nonsense>", nil), ("<meta charset=>", nil), ("<metacharset=koi8-r>", nil), ("<meta charset=koi8-r", nil),
            ("<!-- <meta charset=koi8-r> -->", nil), ("<!--><meta charset=koi8-r>", "koi8-r"), ("<p a='<meta charset=koi8-r>'>", nil),
            ("<p a=<meta charset=koi8-r>", nil), ("</p a='<meta charset=koi8-r>'>", nil), ("<!a><meta charset=koi8-r>", "koi8-r"),
            ("<?a <meta charset=koi8-r>", nil), ("<meta charset=koi8-r charset=utf-8>", "koi8-r"),
            ("<meta charset=nonsense><meta charset=koi8-r>", "koi8-r"), ("<meta charset=utf-16le>", "utf-8"),
            ("<meta charset=utf-16>", "utf-8"), ("<meta charset=x-user-defined>", "windows-1252"),
            ("<meta charset=latin1>", "windows-1252"),
            ("<meta charset=iso-8859-1>", "windows-1252"), ("<meta charset=ascii>", "windows-1252"), ("<meta charset=utf8>", "utf-8"),
            ("<meta charset=gb2312>", "gbk"), ("<meta charset=x-sjis>", "shift_jis"), ("<meta charset=ks_c_5601-1987>", "euc-kr"),
            ("<meta charset=iso-8859-9>", "windows-1254"), ("<meta charset=hz-gb-2312>", "replacement"),
        ])
    func declarations(markup: String, encoding: String?) {
        #expect(Document.parse(Array(markup.utf8)).encoding == encoding ?? "windows-1252")
        // Past the first kilobyte a declaration counts when the bytes leave it open.
        let far = String(repeating: " ", count: 2000) + markup
        #expect(Document.parse(Array(far.utf8)).encoding == encoding ?? "windows-1252")
        #expect(Document.parse(Array((far + "ж").utf8)).encoding == "utf-8")
    }

    @Test func `a mark goes before the transport, the transport before the page, the page before its bytes`() {
        let meta = Array("<meta charset=koi8-r>".utf8)
        let sharp: [UInt8] = [0xC3, 0x9F]
        #expect(Document.parse([0xEF, 0xBB, 0xBF] + meta, transportEncoding: "windows-1251").encoding == "utf-8")
        #expect(Document.parse([0xFE, 0xFF, 0, 0x61], transportEncoding: "utf-8").encoding == "utf-16be")
        #expect(Document.parse(meta, transportEncoding: "windows-1251").encoding == "windows-1251")
        #expect(Document.parse(meta, transportEncoding: "nonsense").encoding == "koi8-r")
        #expect(Document.parse(meta + sharp).visibleText() == "ц÷")
        #expect(Document.parse(sharp).visibleText() == "ß")
        #expect(Document.parse([0xEF, 0xBB, 0xBF] + sharp).visibleText() == "ß")
    }

    @Test(
        "single-byte encodings",
        arguments: [
            ("windows-1252", [0x80, 0x93, 0xE9], "€“é"), ("windows-1250", [0x9C, 0xB9], "śą"), ("windows-1251", [0xCF, 0xE0], "Па"),
            ("windows-1253", [0xE1, 0xE2], "αβ"), ("windows-1254", [0xF0, 0xFE], "ğş"), ("windows-1255", [0xE0, 0xE1], "אב"),
            ("windows-1256", [0xC7, 0xC8], "اب"), ("windows-1257", [0xE0, 0xF0], "ąš"), ("windows-1258", [0xD2], "\u{309}"),
            ("windows-874", [0xA1], "ก"), ("iso-8859-2", [0xB1, 0xE6], "ąć"), ("iso-8859-5", [0xBF], "П"), ("iso-8859-7", [0xE1], "α"),
            ("iso-8859-15", [0xA4], "€"), ("iso-8859-16", [0xAA], "Ș"), ("koi8-r", [0xF0, 0xC1], "Па"), ("koi8-u", [0xA4], "є"),
            ("macintosh", [0x8A], "ä"), ("x-mac-cyrillic", [0x80], "А"), ("ibm866", [0x8F], "П"), ("x-user-defined", [0x80], "\u{F780}"),
        ] as [(String, [UInt8], String)])
    func singleByte(label: String, bytes: [UInt8], text: String) {
        #expect(Document.parse(bytes, transportEncoding: label).visibleText() == text)
    }

    @Test(
        "sequences that are none become U+FFFD and hide nothing behind",
        arguments: [
            ("utf-8", [0xC3, 0x3C, 0x62, 0x3E], "\u{FFFD}"), ("utf-8", [0xE2, 0x82, 0x61], "\u{FFFD}a"),
            ("utf-8", [0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ("utf-8", [0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
            ("utf-8", [0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"), ("shift_jis", [0x82, 0x3C], "\u{FFFD}<"),
            ("gbk", [0x81, 0x3C], "\u{FFFD}<"), ("euc-kr", [0xB0, 0x3C], "\u{FFFD}<"), ("big5", [0xA7, 0x3C], "\u{FFFD}<"),
            ("utf-16le", [0x00, 0xD8, 0x61, 0x00], "\u{FFFD}a"), ("utf-16le", [0x61, 0x00, 0x62], "a\u{FFFD}"),
            ("replacement", [0x61, 0x62], "\u{FFFD}"),
        ] as [(String, [UInt8], String)])
    func malformed(label: String, bytes: [UInt8], text: String) {
        #expect(Document.parse(bytes, transportEncoding: label).visibleText() == text)
    }
}

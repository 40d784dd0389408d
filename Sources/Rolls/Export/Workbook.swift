/// A workbook of one sheet (Office Open XML, ECMA-376), written row by row as it goes: what spreadsheets open. Every cell but the first one of a
/// row is text, so that numbers keep their leading zeros and nothing is taken for a formula.
struct Workbook {
    /// Rows of a sheet, its heads included, and characters of a cell: what spreadsheets take at most.
    static let (mostRows, mostCharacters) = (1_048_576, 32_767)

    private var zip = ZipStream()
    private var rows = 0

    /// Begins the sheet with the names of its columns.
    mutating func begin(_ columns: [String], into out: inout [UInt8]) throws {
        for (name, text) in Self.parts {
            try zip.begin(name, into: &out)
            try zip.add(Array((Self.declaration + text).utf8), into: &out)
        }
        try zip.begin("xl/worksheets/sheet1.xml", into: &out)
        // The heads stay in sight.
        let start = """
            <worksheet xmlns="\(Self.main)"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" \
            activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>
            """
        try zip.add(Array((Self.declaration + start).utf8), into: &out)
        try row(nil, columns, style: 1, into: &out)
    }

    /// Adds a row: a number, then texts.
    /// - Throws: ``RollsError`` `output` where a sheet has no room for another one.
    mutating func add(_ number: Int64, _ cells: [String?], into out: inout [UInt8]) throws {
        guard rows < Self.mostRows else {
            throw RollsError(
                .output, "A sheet takes \(Self.mostRows - 1) listings at most.",
                remedy: "Export one directory, or only what changed (--since), or write csv or sqlite.")
        }
        try row(number, cells, style: 0, into: &out)
    }

    mutating func finish(into out: inout [UInt8]) throws {
        try zip.add(Array("</sheetData></worksheet>".utf8), into: &out)
        try zip.finish(into: &out)
    }

    private mutating func row(_ number: Int64?, _ cells: [String?], style: Int, into out: inout [UInt8]) throws {
        rows += 1
        var xml = "<row r=\"\(rows)\">"
        var column = 0
        if let number {
            xml += "<c r=\"A\(rows)\"><v>\(number)</v></c>"
            column = 1
        }
        for cell in cells {
            defer { column += 1 }
            guard let cell, !cell.isEmpty else { continue }
            xml +=
                "<c r=\"\(Self.name(column))\(rows)\"\(style == 0 ? "" : " s=\"\(style)\"") t=\"inlineStr\"><is><t xml:space=\"preserve\">"
            xml += Self.escaped(cell) + "</t></is></c>"
        }
        try zip.add(Array((xml + "</row>").utf8), into: &out)
    }

    /// `A` for 0, `AA` for 26.
    static func name(_ column: Int) -> String {
        var (rest, name) = (column, "")
        repeat {
            name = String(UnicodeScalar(UInt8(65 + rest % 26))) + name
            rest = rest / 26 - 1
        } while rest >= 0
        return name
    }

    /// Text of XML 1.0, which has no control characters but three; cut where a spreadsheet cuts.
    private static func escaped(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var left = mostCharacters
        for character in text.unicodeScalars {
            // A cell's characters are those of UTF-16.
            left -= character.value > 0xFFFF ? 2 : 1
            if left < 0 { break }
            switch character {
            case "&": out.append(contentsOf: "&amp;".unicodeScalars)
            case "<": out.append(contentsOf: "&lt;".unicodeScalars)
            case ">": out.append(contentsOf: "&gt;".unicodeScalars)
            case "\t", "\n", "\r": out.append(character)
            default: if character.value >= 0x20, character.value != 0xFFFE, character.value != 0xFFFF { out.append(character) }
            }
        }
        return String(out)
    }

    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let packages = "http://schemas.openxmlformats.org/package/2006"
    private static let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    /// Everything but the sheet itself.
    private static var parts: [(name: String, text: String)] {
        [
            (
                "[Content_Types].xml",
                """
                <Types xmlns="\(packages)/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
                <Default Extension="xml" ContentType="application/xml"/>\
                <Override PartName="/xl/workbook.xml" ContentType="\(type).sheet.main+xml"/>\
                <Override PartName="/xl/styles.xml" ContentType="\(type).styles+xml"/>\
                <Override PartName="/xl/worksheets/sheet1.xml" ContentType="\(type).worksheet+xml"/></Types>
                """
            ),
            (
                "_rels/.rels",
                """
                <Relationships xmlns="\(packages)/relationships">\
                <Relationship Id="r1" Type="\(relations)/officeDocument" Target="xl/workbook.xml"/></Relationships>
                """
            ),
            (
                "xl/workbook.xml",
                """
                <workbook xmlns="\(main)" xmlns:r="\(relations)"><sheets><sheet name="Listings" sheetId="1" r:id="r1"/></sheets></workbook>
                """
            ),
            (
                "xl/_rels/workbook.xml.rels",
                """
                <Relationships xmlns="\(packages)/relationships">\
                <Relationship Id="r1" Type="\(relations)/worksheet" Target="worksheets/sheet1.xml"/>\
                <Relationship Id="r2" Type="\(relations)/styles" Target="styles.xml"/></Relationships>
                """
            ),
            (
                // Two styles: as it is, and the heads in bold.
                "xl/styles.xml",
                """
                <styleSheet xmlns="\(main)"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
                <font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
                <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
                <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
                <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
                <cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
                <xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>\
                <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
                """
            ),
        ]
    }
}

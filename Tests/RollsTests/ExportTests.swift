import Foundation
import Listings
import Model
import Testing

@testable import Rolls

@Suite struct ExportTests {
    private let listing = Listing(
        id: 7, directory: DirectoryID(1), key: "page:/p/7", name: "Ann \"Nan\" O'Hara, Esq.",
        fields: ListingFields([
            .name: ["Ann \"Nan\" O'Hara, Esq."], .organization: ["Müller; Söhne"], .telephone: ["+15125550100", "+15125550101"],
            .streetAddress: ["1 Main St"], .addressLocality: ["Austin"], .addressRegion: ["TX"], .postalCode: ["78701"],
            .description: ["Line one\nline two " + String(repeating: "é", count: 80)],
        ]), address: "https://a.example/p/7", page: "https://a.example/", pageHash: "h", firstSeen: Timestamp(seconds: 0),
        lastSeen: Timestamp(seconds: 86_400), changedAt: Timestamp(seconds: 0), leftAt: nil)

    private func text(_ format: ListingExport.Format) throws -> String {
        String(decoding: try bytes(format, [listing]), as: UTF8.self)
    }

    private func bytes(_ format: ListingExport.Format, _ listings: [Listing]) throws -> [UInt8] {
        var export = ListingExport(format)
        var out = try export.begin()
        for listing in listings { try export.write(listing, directory: "bar", to: &out) }
        return out + (try export.end())
    }

    @Test func csvIsQuotedByItsStandard() throws {
        let text = try text(.csv)
        #expect(text.hasPrefix("id,directory,name,person,organization,"))
        #expect(text.contains("\r\n7,bar,\"Ann \"\"Nan\"\" O'Hara, Esq.\",,Müller; Söhne,"))
        #expect(text.contains(",+15125550100; +15125550101,"))
        #expect(text.contains("\"Line one\nline two é"))
        #expect(text.hasSuffix("\r\n"))
    }

    @Test func vCardsAreFoldedAndEscapedByTheirStandard() throws {
        let text = try text(.vcard)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.first == "BEGIN:VCARD" && lines.last == "END:VCARD")
        #expect(lines.allSatisfy { $0.utf8.count <= 75 })
        let unfolded = text.replacing("\r\n ", with: "")
        #expect(unfolded.contains("FN:Ann \"Nan\" O'Hara\\, Esq.\r\n"))
        #expect(unfolded.contains("ORG:Müller\\; Söhne\r\n"))
        #expect(unfolded.contains("ADR;TYPE=work:;;1 Main St;Austin;TX;78701;\r\n"))
        #expect(unfolded.contains("NOTE:Line one\\nline two é"))
        #expect(unfolded.contains("REV:19700101T000000Z\r\n"))
    }

    @Test func jsonLinesAreOneObjectEach() throws {
        let text = try text(.jsonl)
        #expect(text.split(separator: "\n").count == 1)
        #expect(text.contains("\"telephone\":[\"+15125550100\",\"+15125550101\"]") && text.contains("\"first_seen\":\"1970-01-01T"))
    }

    /// Opens a workbook by Python's own readers of ZIP and XML, which know nothing of ours: the rows of its sheet.
    private func rows(_ workbook: [UInt8]) throws -> [[String]] {
        let path = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString).xlsx").path
        try Data(workbook).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let script = """
            import json, sys, zipfile
            from xml.etree import ElementTree as tree
            book = zipfile.ZipFile(sys.argv[1])
            assert book.testzip() is None
            for name in book.namelist(): tree.fromstring(book.read(name))
            main = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
            # Programs that read styles look for the one that cells have by default.
            normal = tree.fromstring(book.read('xl/styles.xml')).find(main + 'cellStyles/' + main + 'cellStyle')
            assert normal.get('name') == 'Normal' and normal.get('builtinId') == '0'
            sheet = tree.fromstring(book.read('xl/worksheets/sheet1.xml'))
            print(json.dumps([[cell.get('r') + '=' + ''.join(cell.itertext()) for cell in row] for row in sheet.iter(main + 'row')]))
            """
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", script, path]
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try JSONDecoder().decode([[String]].self, from: text)
    }

    @Test func aWorkbookIsReadByOthersCellByCell() throws {
        var odd = listing
        odd.id = 8
        odd.name = "<Smith> & \"Co\" \u{0}\u{1F600}"
        odd.fields = ListingFields([
            .name: ["x"], .telephone: ["=1+1"], .postalCode: ["01234"], .description: [String(repeating: "é", count: 1900)],
        ])
        let rows = try rows(try bytes(.xlsx, [listing, odd]))
        #expect(rows.count == 3 && rows[0].count == ListingExport.names.count && rows[0].prefix(2) == ["A1=id", "B1=directory"])
        #expect(rows[1].prefix(3) == ["A2=7", "B2=bar", "C2=Ann \"Nan\" O'Hara, Esq."])
        #expect(rows[2].prefix(3) == ["A3=8", "B3=bar", "C3=<Smith> & \"Co\" \u{1F600}"])
        #expect(rows[2].contains { $0.hasSuffix("=01234") } && rows[2].contains { $0.hasSuffix("==1+1") })
    }

    @Test func aWorkbookOfManyRowsIsWrittenInPieces() throws {
        var many: [Listing] = []
        for number in 1...3000 {
            var one = listing
            one.id = Int64(number)
            many.append(one)
        }
        let book = try bytes(.xlsx, many)
        let rows = try rows(book)
        #expect(rows.count == 3001 && rows[3000][0] == "A3001=3000" && book.count < 300_000)
    }

    @Test(arguments: [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")])
    func columnsAreNamedAsSpreadsheetsDo(_ number: Int, _ name: String) {
        #expect(Workbook.name(number) == name)
    }
}

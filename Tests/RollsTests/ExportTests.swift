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
        let export = ListingExport(format)
        var out = export.head
        try export.write(listing, directory: "bar", to: &out)
        return String(decoding: out, as: UTF8.self)
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
}

import Directories
import Testing

@Suite struct CSVTextTests {
    @Test(
        arguments: [
            ([""], "\"\"\n"), (["a", "", "b"], "a,,b\n"),
            (["a,b", "say \"so\"", "two\nlines"], "\"a,b\",\"say \"\"so\"\"\",\"two\nlines\"\n"),
            ([" a", "b "], "\" a\",\"b \"\n"), (["Zürich", "\r"], "Zürich,\"\r\"\n"),
        ] as [([String], String)])
    func `a row is written so that it is read back as it was`(_ fields: [String], _ line: String) {
        #expect(CSVText.line(fields) == line)
        var reader = CSVReader(Array(line.utf8), delimiter: UInt8(ascii: ","))
        #expect(reader.next()?.fields == fields)
    }

    @Test func `rows end as the caller says`() {
        var out: [UInt8] = []
        CSVText.append(["a", "b"], end: CSVText.crlf, to: &out)
        CSVText.append("c", quoted: true, to: &out)
        #expect(String(decoding: out, as: UTF8.self) == "a,b\r\n\"c\"")
    }
}

import HTML
import Testing

/// html5lib's encoding tests: bytes and the encoding that must be found in them.
@Suite("html5lib encodings", .enabled(if: SharedData.url("html5lib-tests") != nil, "unpack html5lib-tests and set ROLLCALL_DATA"))
struct EncodingConformanceTests {
    @Test("the encoding is found", arguments: ["tests1.dat", "tests2.dat", "test-yahoo-jp.dat"])
    func finds(file: String) throws {
        let bytes = try SharedData.bytes("html5lib-tests/encoding/" + file)
        var (passed, failures): (Int, [String]) = (0, [])
        var section = ""
        var data: [UInt8] = []
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if line.elementsEqual("#data".utf8) {
                section = "data"
                data = []
            } else if line.elementsEqual("#encoding".utf8) {
                section = "encoding"
            } else if section == "data" {
                data += line + [0x0A]
            } else if section == "encoding" {
                let wanted = String(decoding: line, as: UTF8.self).lowercased()
                let found = Document.parse(data).encoding
                if found == wanted {
                    passed += 1
                } else {
                    failures.append("\(String(decoding: data.prefix(300), as: UTF8.self)): \(found) for \(wanted)")
                }
                section = ""
            }
        }
        print("\(file): \(passed) of \(passed + failures.count)")
        #expect(failures == [])
        #expect(passed > 0)
    }
}

import Testing

@testable import Web

struct DNSMessageTests {
    static let records: [DNSRecord] = [
        DNSRecord(name: "example.org", ttl: 60, content: .a([192, 0, 2, 1])),
        DNSRecord(name: "example.org", ttl: 61, content: .aaaa([0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
        DNSRecord(name: "www.example.org", ttl: 0, content: .cname("edge.cdn.example.net")),
        DNSRecord(name: "example.org", ttl: 86_400, content: .ns("ns1.example.org")),
        DNSRecord(name: "example.org", ttl: 5, content: .soa(.init(primary: "ns1.example.org", mailbox: "host.example.org", minimum: 30))),
        DNSRecord(name: "example.org", ttl: 7, content: .txt([[1, 2, 255], []])),
        DNSRecord(name: "example.org", ttl: 9, content: .mx(preference: 10, exchange: "mail.example.org")),
        DNSRecord(name: "none.example.org", ttl: 9, content: .mx(preference: 0, exchange: "")),
        DNSRecord(name: "", ttl: 7, content: .ns("a.root-servers.net")),
        DNSRecord(name: "odd\\046dot.example.org", ttl: 7, content: .other(DNSType(rawValue: 99), [9, 8])),
    ]

    @Test(arguments: records) func `a record survives the wire`(record: DNSRecord) throws {
        var message = DNSMessage(respondingTo: DNSMessage(query: "www.example.org", type: .a, id: 0xBEEF))
        message.answers = [record, record]
        message.authorities = [record]
        message.additionals = [record]
        message.authoritative = true
        message.code = .nameError
        #expect(try DNSMessage(decoding: message.encoded()) == message)
    }

    @Test func `names are compressed and read in lower case`() throws {
        var message = DNSMessage(respondingTo: DNSMessage(query: "WWW.Example.ORG.", type: .a, id: 1, edns: nil))
        message.answers = (0..<4).map { _ in DNSRecord(name: "www.example.org", ttl: 1, content: .a([1, 2, 3, 4])) }
        let bytes = try message.encoded()
        #expect(bytes.count == 12 + 17 + 4 + 4 * 16)
        #expect(try DNSMessage(decoding: bytes).questions == [.init(name: "www.example.org", type: .a)])
    }

    @Test func `a message over the limit drops records, keeps OPT and says so`() throws {
        var message = DNSMessage(respondingTo: DNSMessage(query: "example.org", type: .a, id: 1))
        message.answers = (0..<100).map { DNSRecord(name: "h\($0).example.org", ttl: 1, content: .ns("n\($0).example.org")) }
        let bytes = try message.encoded(limit: 512)
        #expect(bytes.count <= 512)
        let read = try DNSMessage(decoding: bytes)
        #expect(read.truncated)
        #expect(read.edns != nil)
        #expect(read.answers == Array(message.answers.prefix(read.answers.count)))
        #expect(read.answers.count > 10)
    }

    @Test(
        arguments: [
            // A pointer to itself, a pointer forwards, a reserved label kind, and a pointer loop of two.
            [0xC0, 0x0C], [0xC0, 0x20], [0x80, 0x00], [0x01, 0x61, 0xC0, 0x0C],
        ] as [[UInt8]])
    func `a bad pointer is refused`(name: [UInt8]) {
        let bytes: [UInt8] = [0, 1, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0] + name + [0, 1, 0, 1]
        #expect(throws: DNSCodecError.badPointer) { try DNSMessage(decoding: bytes) }
    }

    @Test(arguments: [
        "a..b", ".a", String(repeating: "x", count: 64) + ".org", Array(repeating: "abcdefgh", count: 32).joined(separator: "."),
    ])
    func `an impossible name is refused`(name: String) {
        #expect(throws: DNSCodecError.badName) { try DNSMessage(query: name, type: .a, id: 1).encoded() }
        #expect(!DNSName.isValid(name))
    }

    @Test func `every prefix of a message is refused or short, never fatal`() throws {
        var message = DNSMessage(respondingTo: DNSMessage(query: "www.example.org", type: .a, id: 7))
        message.answers = Self.records
        let bytes = try message.encoded()
        for count in 0..<bytes.count { #expect(throws: DNSCodecError.self) { try DNSMessage(decoding: Array(bytes.prefix(count))) } }
    }

    @Test func `garbage and mutations never trap, and what decodes encodes again`() throws {
        var message = DNSMessage(respondingTo: DNSMessage(query: "www.example.org", type: .a, id: 7))
        message.answers = Self.records
        let good = try message.encoded()
        var random = SplitMix(seed: 42)
        for round in 0..<20_000 {
            var bytes: [UInt8]
            if round % 2 == 0 {
                bytes = good
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
            } else {
                bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            guard let read = try? DNSMessage(decoding: bytes), let written = try? read.encoded() else { continue }
            let again = try DNSMessage(decoding: written)
            #expect(again.questions == read.questions)
            if !again.truncated { #expect(again.answers == read.answers) }
        }
    }
}

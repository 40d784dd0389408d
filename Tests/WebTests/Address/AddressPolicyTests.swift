import Testing

@testable import Web

struct AddressPolicyTests {
    @Test(arguments: [
        "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.127.255.255",
        "100.100.100.200", "0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.0.1", "198.18.0.1", "168.63.129.16",
        "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::169.254.169.254", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:db8::1",
        "::ffff:0:10.0.0.1",
    ])
    func `an address of no public network is refused`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressPolicy().refusal(of: address) != nil)
        #expect(AddressPolicy(allowPrivate: true).refusal(of: address) == nil)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "11.0.0.1", "192.169.0.1", "2606:4700::1111",
        "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1",
    ])
    func `a public address is allowed`(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressPolicy().refusal(of: address) == nil)
    }

    @Test func `an allowed block opens that block only, in its embedded forms too`() throws {
        let policy = AddressPolicy(allowed: [try #require(AddressBlock("10.1.0.0/16")), try #require(AddressBlock("fd00::/8"))])
        #expect(policy.refusal(of: try #require(IPAddress("10.1.2.3"))) == nil)
        #expect(policy.refusal(of: try #require(IPAddress("::ffff:10.1.2.3"))) == nil)
        #expect(policy.refusal(of: try #require(IPAddress("fd12::1"))) == nil)
        #expect(policy.refusal(of: try #require(IPAddress("10.2.0.1"))) == "private")
        #expect(policy.refusal(of: try #require(IPAddress("::1"))) == "loopback")
    }

    @Test(arguments: [
        ("::1", "::1"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::", "::"), ("1:0:0:2::", "1:0:0:2::"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("[::1]", "::1"), ("192.0.2.1", "192.0.2.1"),
    ])
    func `addresses are written in canonical form`(text: String, expected: String) {
        #expect(IPAddress(text)?.description == expected)
        #expect(IPAddress(text).flatMap { IPAddress(bytes: $0.bytes) } == IPAddress(text))
    }

    @Test(arguments: ["", "1.2.3", "256.1.1.1", "example.org", "a.b", "1.2.3.4.5", "::g", "fe80::1%eth0", "0x7f.1", "01.2.3.4"])
    func `what is no address is refused`(text: String) { #expect(IPAddress(text) == nil) }

    @Test(arguments: ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "x/8", "10.0.0.0/+8"])
    func `what is no block is refused`(text: String) { #expect(AddressBlock(text) == nil) }

    @Test func `a block of prefix zero holds its family`() throws {
        let block = try #require(AddressBlock("0.0.0.0/0"))
        #expect(block.contains(try #require(IPAddress("255.1.2.3"))))
        #expect(!block.contains(try #require(IPAddress("::1"))))
    }
}

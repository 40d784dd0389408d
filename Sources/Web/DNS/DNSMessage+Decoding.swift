extension DNSMessage {
    /// Reads a message. Every read is bounds-checked; compression pointers must point backwards, so that no message loops.
    package init(decoding bytes: [UInt8]) throws(DNSCodecError) {
        var reader = DNSReader(bytes: bytes)
        let id = try reader.word()
        let flags = try reader.word()
        let counts = (try reader.word(), try reader.word(), try reader.word(), try reader.word())
        self.init(query: "", type: .a, id: id, edns: nil)
        isResponse = flags & 0x8000 != 0
        opcode = UInt8(flags >> 11 & 0xF)
        authoritative = flags & 0x0400 != 0
        truncated = flags & 0x0200 != 0
        recursionDesired = flags & 0x0100 != 0
        recursionAvailable = flags & 0x0080 != 0
        code = DNSResponseCode(rawValue: UInt8(flags & 0xF))
        questions = []
        for _ in 0..<counts.0 {
            let name = try reader.name()
            let type = DNSType(rawValue: try reader.word())
            _ = try reader.word()
            questions.append(Question(name: name, type: type))
        }
        // A message that says it is truncated may end inside a record; what was read before that still counts.
        do {
            for _ in 0..<counts.1 { if let record = try reader.record(&edns) { answers.append(record) } }
            for _ in 0..<counts.2 { if let record = try reader.record(&edns) { authorities.append(record) } }
            for _ in 0..<counts.3 { if let record = try reader.record(&edns) { additionals.append(record) } }
        } catch {
            guard truncated, error == .tooShort else { throw error }
        }
    }
}

/// A cursor over a message's bytes.
private struct DNSReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func byte() throws(DNSCodecError) -> UInt8 {
        guard position < bytes.count else { throw .tooShort }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func word() throws(DNSCodecError) -> UInt16 { UInt16(try byte()) << 8 | UInt16(try byte()) }

    mutating func long() throws(DNSCodecError) -> UInt32 { UInt32(try word()) << 16 | UInt32(try word()) }

    mutating func take(_ count: Int) throws(DNSCodecError) -> [UInt8] {
        guard count <= bytes.count - position else { throw .tooShort }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// A name, following compression pointers (RFC 1035 §4.1.4). Each pointer must go further back than the last, which bounds the walk.
    mutating func name() throws(DNSCodecError) -> String {
        var text: [UInt8] = []
        var length = 0
        var cursor = position
        var end: Int?
        var floor = position
        while true {
            guard cursor < bytes.count else { throw .tooShort }
            let size = Int(bytes[cursor])
            switch size & 0xC0 {
            case 0x00:
                cursor += 1
                if size == 0 {
                    position = end ?? cursor
                    return String(decoding: text, as: UTF8.self)
                }
                guard cursor + size <= bytes.count else { throw .tooShort }
                length += size + 1
                guard length <= 254 else { throw .badName }
                if !text.isEmpty { text.append(UInt8(ascii: ".")) }
                for byte in bytes[cursor..<cursor + size] { DNSName.append(byte, to: &text) }
                cursor += size
            case 0xC0:
                guard cursor + 1 < bytes.count else { throw .tooShort }
                let target = (size & 0x3F) << 8 | Int(bytes[cursor + 1])
                if end == nil { end = cursor + 2 }
                guard target < floor else { throw .badPointer }
                floor = target
                cursor = target
            default: throw .badPointer
            }
        }
    }

    /// One record; nil for the OPT pseudo-record, which goes to `edns`, and for records of another class than IN.
    mutating func record(_ edns: inout DNSMessage.EDNS?) throws(DNSCodecError) -> DNSRecord? {
        let name = try name()
        let type = DNSType(rawValue: try word())
        let recordClass = try word()
        let ttl = try long()
        let size = Int(try word())
        guard size <= bytes.count - position else { throw .tooShort }
        let end = position + size
        defer { position = end }
        if type == .opt {
            edns = DNSMessage.EDNS(payloadSize: recordClass)
            return nil
        }
        guard recordClass == 1 else { return nil }
        let content: DNSRecord.Content
        switch type {
        case .a:
            guard size == 4 else { throw .badRecord }
            content = .a(try take(4))
        case .aaaa:
            guard size == 16 else { throw .badRecord }
            content = .aaaa(try take(16))
        case .cname: content = .cname(try self.name())
        case .ns: content = .ns(try self.name())
        case .soa:
            content = .soa(
                DNSRecord.SOA(
                    primary: try self.name(), mailbox: try self.name(), serial: try long(), refresh: try long(), retry: try long(),
                    expire: try long(), minimum: try long()))
        case .txt:
            var parts: [[UInt8]] = []
            while position < end {
                let length = Int(try byte())
                guard length <= end - position else { throw .badRecord }
                parts.append(try take(length))
            }
            content = .txt(parts)
        case .mx: content = .mx(preference: try word(), exchange: try self.name())
        default: content = .other(type, try take(size))
        }
        guard position <= end else { throw .badRecord }
        // RFC 2181 §8: a time to live with the top bit set counts as zero.
        return DNSRecord(name: name, ttl: ttl > UInt32(Int32.max) ? 0 : ttl, content: content)
    }
}

extension DNSMessage {
    /// Writes the message with compressed names. With a `limit` in bytes, records that do not fit are left out from the end and TC is set.
    package func encoded(limit: Int = 65_535) throws(DNSCodecError) -> [UInt8] {
        var writer = DNSWriter()
        writer.word(id)
        writer.word(0)
        for _ in 0..<4 { writer.word(0) }
        for question in questions {
            try writer.name(question.name)
            writer.word(question.type.rawValue)
            writer.word(1)
        }
        // The OPT record is always kept: its 11 bytes are set aside before the others are laid out.
        let room = limit - (edns == nil ? 0 : 11)
        var counts: [UInt16] = [0, 0, 0]
        var cut = truncated
        sections: for (section, records) in [answers, authorities, additionals].enumerated() {
            for record in records {
                let mark = writer.bytes.count
                try writer.record(record)
                if writer.bytes.count > room {
                    writer.bytes.removeLast(writer.bytes.count - mark)
                    // Additional records are a courtesy: leaving them out is no truncation (RFC 2181 §9).
                    if section < 2 { cut = true }
                    break sections
                }
                counts[section] += 1
            }
        }
        if let edns {
            writer.bytes.append(0)
            writer.word(DNSType.opt.rawValue)
            writer.word(edns.payloadSize)
            writer.word(0)
            writer.word(0)
            writer.word(0)
            counts[2] += 1
        }
        var flags = UInt16(opcode & 0xF) << 11 | UInt16(code.rawValue & 0xF)
        if isResponse { flags |= 0x8000 }
        if authoritative { flags |= 0x0400 }
        if cut { flags |= 0x0200 }
        if recursionDesired { flags |= 0x0100 }
        if recursionAvailable { flags |= 0x0080 }
        for (index, value) in [flags, UInt16(clamping: questions.count), counts[0], counts[1], counts[2]].enumerated() {
            writer.set(value, at: 2 + index * 2)
        }
        return writer.bytes
    }
}

/// A growing message with the places of the names written so far.
private struct DNSWriter {
    var bytes: [UInt8] = []
    private var places: [String: Int] = [:]

    init() { bytes.reserveCapacity(128) }

    mutating func word(_ value: UInt16) {
        bytes.append(UInt8(value >> 8))
        bytes.append(UInt8(value & 0xFF))
    }

    mutating func long(_ value: UInt32) {
        word(UInt16(value >> 16))
        word(UInt16(value & 0xFFFF))
    }

    mutating func set(_ value: UInt16, at index: Int) {
        bytes[index] = UInt8(value >> 8)
        bytes[index + 1] = UInt8(value & 0xFF)
    }

    mutating func name(_ name: String) throws(DNSCodecError) {
        let labels = try DNSName.labels(of: name)
        var rest = DNSName.text(of: labels[...])
        for index in labels.indices {
            if let place = places[rest] {
                word(0xC000 | UInt16(place))
                return
            }
            if bytes.count < 0x4000 { places[rest] = bytes.count }
            bytes.append(UInt8(labels[index].count))
            bytes.append(contentsOf: labels[index])
            rest = DNSName.text(of: labels[(index + 1)...])
        }
        bytes.append(0)
    }

    mutating func record(_ record: DNSRecord) throws(DNSCodecError) {
        try name(record.name)
        word(record.type.rawValue)
        word(1)
        long(record.ttl)
        let mark = bytes.count
        word(0)
        switch record.content {
        case .a(let address):
            guard address.count == 4 else { throw .badRecord }
            bytes.append(contentsOf: address)
        case .aaaa(let address):
            guard address.count == 16 else { throw .badRecord }
            bytes.append(contentsOf: address)
        case .cname(let target), .ns(let target): try name(target)
        case .soa(let soa):
            try name(soa.primary)
            try name(soa.mailbox)
            for value in [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum] { long(value) }
        case .txt(let parts):
            for part in parts {
                guard part.count <= 255 else { throw .badRecord }
                bytes.append(UInt8(part.count))
                bytes.append(contentsOf: part)
            }
        case .mx(let preference, let exchange):
            word(preference)
            try name(exchange)
        case .other(_, let data): bytes.append(contentsOf: data)
        }
        let size = bytes.count - mark - 2
        guard size <= 65_535 else { throw .badRecord }
        set(UInt16(size), at: mark)
    }
}

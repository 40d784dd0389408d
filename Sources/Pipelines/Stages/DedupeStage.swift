import Crypto
import Directories
package import Settings

/// `dedupe: {by: [email]}`: of the records of a run with the same key, the first goes on. `by` takes fields and expressions; a record in which
/// all of them are missing goes on.
package struct DedupeStage: UniqueStage {
    package static let kind = "dedupe"
    let by: [RecordExpression]

    package static func read(_ node: SettingNode, at path: String, _ reader: inout DocumentReader) -> DedupeStage? {
        guard let group = reader.group(node, at: path, keys: ["by"]) else { return nil }
        guard let by = group.node("by") else {
            reader.missing("by", in: group, remedy: "add by: [email]")
            return nil
        }
        return reader.expressions(by, group.path("by")).map { DedupeStage(by: $0) }
    }

    package func key(of record: Record) throws(RecordFault) -> RecordKey? { try RecordKey(by, of: record) }
}

/// A record's key, as 128 bits of a hash that nobody can make collide (SHA-256).
package struct RecordKey: Hashable, Sendable {
    package let high: Int64
    package let low: Int64

    package init(high: Int64, low: Int64) {
        self.high = high
        self.low = low
    }

    /// Nil where all parts are missing.
    init?(_ parts: [RecordExpression], of record: Record) throws(RecordFault) {
        var bytes: [UInt8] = []
        var isEmpty = true
        for part in parts {
            let value = try part.value(of: record)
            if let value, value != .text("") { isEmpty = false }
            (value ?? .null).writeJSON(to: &bytes)
            bytes.append(0x1E)
        }
        if isEmpty { return nil }
        self.init(bytes)
    }

    init(_ bytes: [UInt8]) {
        var words: [UInt64] = []
        for byte in SHA256.hash(data: bytes).prefix(16).enumerated() {
            if byte.offset % 8 == 0 { words.append(0) }
            words[words.count - 1] = words[words.count - 1] << 8 | UInt64(byte.element)
        }
        self.init(high: Int64(bitPattern: words[0]), low: Int64(bitPattern: words[1]))
    }
}

import Foundation

/// The unpacked public data sets, in the folder that `ROLLCALL_DATA` names; they are not part of the repository.
enum SharedData {
    /// The folder or file at `path` below the data, nil when the data is not there.
    static func url(_ path: String) -> URL? {
        guard let root = ProcessInfo.processInfo.environment["ROLLCALL_DATA"] else { return nil }
        let url = URL(fileURLWithPath: root).appendingPathComponent(path)
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let url = url(path) else { return [] }
        return Array(try Data(contentsOf: url))
    }
}

/// JSON as the conformance suites write it: unlike Foundation's reader this one takes lone surrogates, as U+FFFD.
indirect enum TestJSON {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([TestJSON])
    case object([String: TestJSON])

    subscript(_ key: String) -> TestJSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }

    var items: [TestJSON] { if case .array(let items) = self { items } else { [] } }

    struct Malformed: Error { let offset: Int }

    static func parse(_ bytes: [UInt8]) throws -> TestJSON {
        var reader = Reader(bytes: bytes)
        return try reader.value()
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        mutating func skipSpace() {
            while at < bytes.count, bytes[at] == 0x20 || (0x09...0x0D).contains(bytes[at]) { at += 1 }
        }

        func fail() -> Malformed { Malformed(offset: at) }

        mutating func expect(_ byte: UInt8) throws {
            skipSpace()
            guard at < bytes.count, bytes[at] == byte else { throw fail() }
            at += 1
        }

        mutating func next(is byte: UInt8) -> Bool {
            skipSpace()
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
            return true
        }

        mutating func value() throws -> TestJSON {
            skipSpace()
            guard at < bytes.count else { throw fail() }
            switch bytes[at] {
            case UInt8(ascii: "{"):
                at += 1
                var members: [String: TestJSON] = [:]
                if next(is: UInt8(ascii: "}")) { return .object(members) }
                repeat {
                    skipSpace()
                    let key = try string()
                    try expect(UInt8(ascii: ":"))
                    members[key] = try value()
                } while next(is: UInt8(ascii: ","))
                try expect(UInt8(ascii: "}"))
                return .object(members)
            case UInt8(ascii: "["):
                at += 1
                var items: [TestJSON] = []
                if next(is: UInt8(ascii: "]")) { return .array(items) }
                repeat { items.append(try value()) } while next(is: UInt8(ascii: ","))
                try expect(UInt8(ascii: "]"))
                return .array(items)
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "t"):
                at += 4
                return .bool(true)
            case UInt8(ascii: "f"):
                at += 5
                return .bool(false)
            case UInt8(ascii: "n"):
                at += 4
                return .null
            default:
                let start = at
                while at < bytes.count, "+-.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
                guard let number = Double(String(decoding: bytes[start..<at], as: UTF8.self)) else { throw fail() }
                return .number(number)
            }
        }

        mutating func string() throws -> String {
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { throw fail() }
            at += 1
            var units: [UInt16] = []
            while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
                if bytes[at] == UInt8(ascii: "\\") {
                    guard at + 1 < bytes.count else { throw fail() }
                    let escape = bytes[at + 1]
                    at += 2
                    switch escape {
                    case UInt8(ascii: "n"): units.append(10)
                    case UInt8(ascii: "t"): units.append(9)
                    case UInt8(ascii: "r"): units.append(13)
                    case UInt8(ascii: "b"): units.append(8)
                    case UInt8(ascii: "f"): units.append(12)
                    case UInt8(ascii: "u"):
                        guard at + 4 <= bytes.count, let unit = UInt16(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
                        else {
                            throw fail()
                        }
                        units.append(unit)
                        at += 4
                    default: units.append(UInt16(escape))
                    }
                } else {
                    let start = at
                    while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") { at += 1 }
                    units += String(decoding: bytes[start..<at], as: UTF8.self).utf16
                }
            }
            at += 1
            return String(decoding: units, as: UTF16.self)
        }
    }
}

import CZlib
import NIOCore
import Testing

@testable import Web

struct BodyCollectorTests {
    /// Compresses with zlib; `bits` as for `deflateInit2`: 31 gzip, 15 zlib, -15 bare.
    static func compress(_ bytes: [UInt8], bits: Int32) -> [UInt8] {
        var stream = z_stream()
        guard deflateInit2_(&stream, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return [] }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 64)
        let size = output.count
        input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                deflate(&stream, Z_FINISH)
            }
        }
        return Array(output.prefix(size - Int(stream.avail_out)))
    }

    static func collect(_ bytes: [UInt8], coding: String?, limit: Int, piece: Int) throws -> BodyCollector {
        var collector = try BodyCollector(limit: limit, coding: coding, length: nil)
        var start = 0
        while start < bytes.count {
            let end = min(start + piece, bytes.count)
            guard try collector.append(ByteBuffer(bytes: bytes[start..<end])) else { return collector }
            start = end
        }
        try collector.finish()
        return collector
    }

    static let page = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }

    @Test(arguments: [("gzip", 31), ("x-gzip", 31), ("GZIP", 31), ("deflate", 15), ("deflate", -15)], [1, 2, 7, 1000, 1 << 20])
    func `a compressed body comes out as it went in`(coding: (String, Int), piece: Int) throws {
        let packed = Self.compress(Self.page, bits: Int32(coding.1))
        let collector = try Self.collect(packed, coding: coding.0, limit: 1 << 20, piece: piece)
        #expect(collector.bytes == Self.page)
        #expect(collector.wire == packed.count)
        #expect(!collector.truncated)
    }

    @Test(arguments: [nil, "identity", "gzip"] as [String?], [0, 1, 49_999, 50_000, 50_001])
    func `a body is cut at the bound, and only beyond it`(coding: String?, limit: Int) throws {
        let bytes = coding == "gzip" ? Self.compress(Self.page, bits: 31) : Self.page
        let collector = try Self.collect(bytes, coding: coding, limit: limit, piece: 4096)
        #expect(collector.bytes == Array(Self.page.prefix(limit)))
        #expect(collector.truncated == (limit < 50_000))
    }

    @Test func `a bomb costs no more than its bound`() throws {
        let bomb = Self.compress([UInt8](repeating: 0, count: 64 << 20), bits: 31)
        #expect(bomb.count < 100_000)
        let collector = try Self.collect(bomb, coding: "gzip", limit: 100_000, piece: 1 << 20)
        #expect(collector.bytes.count == 100_000)
        #expect(collector.truncated)
    }

    @Test(arguments: [31, 15]) func `data without end that inflates to nothing is cut as well`(bits: Int32) throws {
        // A stored block of no bytes, again and again.
        let head = Self.compress([], bits: bits).prefix(bits == 31 ? 10 : 2)
        let nothing = Array(repeating: [0, 0, 0, 0xFF, 0xFF] as [UInt8], count: 2000).flatMap { $0 }
        var collector = try BodyCollector(limit: 100_000, coding: bits == 31 ? "gzip" : "deflate", length: nil)
        _ = try collector.append(ByteBuffer(bytes: head))
        var parts = 0
        while parts < 1000, try collector.append(ByteBuffer(bytes: nothing)) { parts += 1 }
        #expect(collector.truncated && collector.bytes.isEmpty && collector.wire < 200_000)
    }

    @Test func `members of gzip follow each other, and padding is forgiven`() throws {
        let one = Self.compress(Array("one ".utf8), bits: 31)
        let two = Self.compress(Array("two".utf8), bits: 31)
        #expect(try Self.collect(one + two, coding: "gzip", limit: 100, piece: 1 << 10).bytes == Array("one two".utf8))
        #expect(try Self.collect(one + [0, 0, 0, 0], coding: "gzip", limit: 100, piece: 1 << 10).bytes == Array("one ".utf8))
    }

    @Test func `what is not the coding it claims is a failure, never a trap`() throws {
        #expect(throws: BodyCollector.Failure.self) { try Self.collect(Array("hello world".utf8), coding: "gzip", limit: 100, piece: 3) }
        #expect(throws: BodyCollector.Failure.self) {
            try Self.collect(Self.compress(Self.page, bits: 31).dropLast(20), coding: "gzip", limit: 1 << 20, piece: 999)
        }
        #expect(throws: BodyCollector.Failure.self) { try BodyCollector(limit: 1, coding: "br", length: nil) }
        var random = SplitMix(seed: 3)
        let good = Self.compress(Array(Self.page.prefix(2000)), bits: 31)
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
            _ = try? Self.collect(
                bytes, coding: Bool.random(using: &random) ? "gzip" : "deflate", limit: 3000, piece: Int.random(in: 1...500, using: &random)
            )
        }
    }

    @Test func `an empty body of a compressed response is no failure`() throws {
        #expect(try Self.collect([], coding: "gzip", limit: 10, piece: 1).bytes.isEmpty)
    }
}

extension BodyCollectorTests {
    static func collect(_ bytes: ArraySlice<UInt8>, coding: String?, limit: Int, piece: Int) throws -> BodyCollector {
        try collect(Array(bytes), coding: coding, limit: limit, piece: piece)
    }
}

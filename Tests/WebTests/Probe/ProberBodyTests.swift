import Testing

@testable import Web

struct ProberBodyTests {
    private func probe(_ body: [UInt8], coding: String, limit: Int, chunked: Bool) async throws -> ProbeResult {
        let server = try await LoopbackServer { request in
            guard !request.isEmpty else { return [] }
            let head = "HTTP/1.1 200 OK\r\nContent-Encoding: \(coding)\r\n"
            guard chunked else { return [.text(head + "Content-Length: \(body.count)\r\n\r\n"), .send(body), .close] }
            var steps: [LoopbackServer.Step] = [.text(head + "Transfer-Encoding: chunked\r\n\r\n")]
            for start in stride(from: 0, to: body.count, by: 777) {
                let part = body[start..<min(start + 777, body.count)]
                steps += [.text(String(part.count, radix: 16) + "\r\n"), .send(Array(part)), .text("\r\n")]
            }
            return steps + [.text("0\r\n\r\n"), .close]
        }
        let result = try await makeProber().probe(try makeRequest("http://127.0.0.1:\(server.port)/") { $0.body = .upTo(limit) })
        await server.close()
        return result
    }

    @Test(arguments: [("gzip", 31), ("deflate", 15), ("deflate", -15)], [false, true])
    func `a compressed page arrives decoded`(coding: (String, Int), chunked: Bool) async throws {
        let packed = BodyCollectorTests.compress(BodyCollectorTests.page, bits: Int32(coding.1))
        let result = try await probe(packed, coding: coding.0, limit: 1 << 20, chunked: chunked)
        #expect(result.failure == nil)
        #expect(result.body == BodyCollectorTests.page)
        #expect(result.bytes == packed.count)
    }

    @Test func `a gzip bomb is a truncation, not a failure`() async throws {
        let bomb = BodyCollectorTests.compress([UInt8](repeating: 0, count: 32 << 20), bits: 31)
        let result = try await probe(bomb, coding: "gzip", limit: 50_000, chunked: true)
        #expect(result.failure == nil)
        #expect(result.body.count == 50_000)
        #expect(result.bodyTruncated)
    }

    @Test func `compressed data that ends too early fails to decode`() async throws {
        let packed = BodyCollectorTests.compress(BodyCollectorTests.page, bits: 31)
        let result = try await probe(packed.dropLast(30), coding: "gzip", limit: 1 << 20, chunked: false)
        #expect(result.failure?.kind == .decodingFailed)
    }
}

extension ProberBodyTests {
    private func probe(_ body: ArraySlice<UInt8>, coding: String, limit: Int, chunked: Bool) async throws -> ProbeResult {
        try await probe(Array(body), coding: coding, limit: limit, chunked: chunked)
    }
}

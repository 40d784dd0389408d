import CZlib
import HTML
import Model
import NIOCore
import NIOPosix
import Testing

@testable import Web

struct ProberHTTPTests {
    private func probe(_ script: @escaping LoopbackServer.Script, _ adjust: (inout ProbeRequest) -> Void = { _ in }) async throws
        -> ProbeResult
    {
        let server = try await LoopbackServer(script: script)
        let result = try await makeProber().probe(try makeRequest("http://127.0.0.1:\(server.port)/a?b=c", adjust))
        await server.close()
        return result
    }

    @Test func `a good response is reported whole, with its phases`() async throws {
        let server = try await LoopbackServer { $0.isEmpty ? [] : LoopbackServer.ok("hello", headers: "X-Odd:  a b \r\n") }
        let result = try await makeProber().probe(
            try makeRequest("http://127.0.0.1:\(server.port)/a?b=c#frag") {
                $0.headers = [("X-Mine", "1"), ("Host", "evil"), ("X-Bad", "a\r\nb: c")]
            })
        #expect(result.failure == nil)
        #expect(result.status == 200)
        #expect(result.httpVersion == "HTTP/1.1")
        #expect(result.header("x-odd") == "a b")
        #expect(result.body == Array("hello".utf8))
        #expect(result.bytes == 5)
        #expect(!result.bodyTruncated)
        #expect(result.address == "127.0.0.1")
        #expect(result.timings.dns == nil)
        #expect(result.timings.tls == nil)
        #expect(result.timings.connect != nil && result.timings.firstByte != nil && result.timings.transfer != nil)
        #expect(result.timings.total > 0)
        #expect(result.hops == [ProbeHop(url: "http://127.0.0.1:\(server.port)/a?b=c", status: 200)])
        let request = try #require(server.seen.first)
        #expect(request.hasPrefix("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nUser-Agent: Rollcall/"))
        #expect(request.contains("\r\nAccept-Encoding: gzip, deflate\r\n"))
        #expect(request.contains("\r\nx-mine: 1\r\n"))
        #expect(request.hasSuffix("Connection: close\r\n\r\n"))
        #expect(!request.contains("evil") && !request.contains("x-bad"))
        await server.close()
    }

    @Test func `no body is read when none is wanted, however long it is`() async throws {
        let result = try await probe({
            $0.isEmpty ? [] : [.text("HTTP/1.1 200 OK\r\n\r\n"), .endless([UInt8](repeating: 65, count: 4096))]
        }) {
            $0.body = .none
        }
        #expect(result.failure == nil)
        #expect(result.status == 200)
        #expect(result.body.isEmpty)
    }

    @Test func `an endless body stops at the bound`() async throws {
        let result = try await probe({
            $0.isEmpty ? [] : [.text("HTTP/1.1 200 OK\r\n\r\n"), .endless([UInt8](repeating: 65, count: 4096))]
        }) {
            $0.body = .upTo(10_000)
        }
        #expect(result.failure == nil)
        #expect(result.body.count == 10_000)
        #expect(result.bodyTruncated)
    }

    static let failures: [(name: String, steps: [LoopbackServer.Step], kind: ProbeFailure.Kind)] = [
        ("closes at once", [.close], .emptyResponse),
        ("closes in the head", [.text("HTTP/1.1 200 OK\r\nA: b\r\n"), .close], .connectionReset),
        ("resets after the head", [.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), .reset], .connectionReset),
        ("ends the body early", [.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), .close], .bodyIncomplete),
        ("ends the chunks early", [.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"), .close], .bodyIncomplete),
        ("speaks something else", [.text("SSH-2.0-OpenSSH_9.2\r\n"), .hang], .invalidResponse),
        ("says two lengths", [.text("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na"), .close], .invalidResponse),
        ("sends a broken chunk", [.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"), .hang], .invalidResponse),
        (
            "sends a head without end", [.text("HTTP/1.1 200 OK\r\n"), .endless(Array("A: bbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n".utf8))],
            .invalidResponse
        ),
        (
            "lies about gzip", [.text("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"), .close],
            .decodingFailed
        ),
        ("encodes unasked", [.text("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nhello"), .close], .decodingFailed),
    ]

    @Test(arguments: failures.indices) func `a server that misbehaves is told by its kind`(index: Int) async throws {
        let row = Self.failures[index]
        let result = try await probe { $0.isEmpty ? [] : row.steps }
        #expect(result.failure?.kind == row.kind, "\(row.name): \(String(describing: result.failure))")
    }

    @Test func `a connection reset before any answer is told`() async throws {
        let result = try await probe { $0.isEmpty ? [] : [.reset] }
        #expect(result.failure?.kind == .connectionReset)
    }

    @Test func `nobody listening is a refusal`() async throws {
        let server = try await LoopbackServer { _ in [] }
        await server.close()
        let result = try await makeProber().probe(try makeRequest("http://127.0.0.1:\(server.port)/"))
        #expect(result.failure?.kind == .connectRefused)
        #expect(result.timings.connect != nil)
    }

    @Test func `each phase has its own timeout, and all have one together`() async throws {
        let silent = try await probe({ _ in [.hang] }) { $0.timeouts.firstByte = .milliseconds(80) }
        #expect(silent.failure?.kind == .firstByteTimeout)
        #expect((silent.timings.firstByte ?? 0) >= 79_000)
        let stuck = try await probe({ $0.isEmpty ? [] : [.text("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), .hang] }) {
            $0.timeouts.transfer = .milliseconds(80)
        }
        #expect(stuck.failure?.kind == .transferTimeout)
        #expect(stuck.body == Array("ab".utf8))
        let total = try await probe({ _ in [.hang] }) { $0.timeouts.total = .milliseconds(80) }
        #expect(total.failure?.kind == .totalTimeout)
        #expect(total.timings.total >= 79_000 && total.timings.total < 5_000_000)
    }

    @Test func `a full backlog is a connect timeout`() async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let listener = try await ServerBootstrap(group: group).serverChannelOption(.autoRead, value: false).serverChannelOption(
            .backlog, value: 1
        )
        .bind(host: "127.0.0.1", port: 0).get()
        let address = try #require(listener.localAddress)
        let first = try await ClientBootstrap(group: group).connect(to: address).get()
        let second = try await ClientBootstrap(group: group).connect(to: address).get()
        let result = try await makeProber().probe(
            try makeRequest("http://127.0.0.1:\(address.port ?? 0)/") { $0.timeouts.connect = .milliseconds(80) })
        #expect(result.failure?.kind == .connectTimeout)
        for channel in [first, second, listener] { try await channel.close() }
    }

    @Test func `a cancelled probe says so and ends at once`() async throws {
        let server = try await LoopbackServer { _ in [.hang] }
        let prober = try makeProber()
        let request = try makeRequest("http://127.0.0.1:\(server.port)/")
        let task = Task { await prober.probe(request) }
        while server.seen.isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value.failure?.kind == .cancelled)
        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await prober.probe(request)
        }
        #expect(await before.value.failure?.kind == .cancelled)
        await server.close()
    }

    @Test func `depth tls of a plain URL ends after the connect`() async throws {
        let server = try await LoopbackServer { _ in [.hang] }
        let result = try await makeProber().probe(try makeRequest("http://127.0.0.1:\(server.port)/") { $0.depth = .tls })
        #expect(result.failure == nil)
        #expect(result.status == nil)
        #expect(result.timings.connect != nil)
        #expect(server.seen.isEmpty)
        await server.close()
    }

    @Test func `a HEAD has no body whatever its length says`() async throws {
        let result = try await probe({ $0.isEmpty ? [] : [.text("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"), .hang] }) {
            $0.method = "HEAD"
        }
        #expect(result.failure == nil)
        #expect(result.status == 200)
    }
}

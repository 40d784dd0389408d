import NIOPosix
import Testing

@testable import Web

struct ProbeLoopTests {
    @Test func `a task that prefers a loop probes and goes on there`() async throws {
        let server = try await LoopbackServer { _ in LoopbackServer.ok("here") }
        let prober = try Prober(configuration: WebConfiguration(allowPrivate: true, loops: 2))
        let request = try makeRequest("http://127.0.0.1:\(server.port)/")
        let loop = prober.nextLoop()
        let (before, result, after) = await withTaskExecutorPreference(loop) {
            let before = MultiThreadedEventLoopGroup.currentEventLoop
            let result = await prober.probe(request)
            return (before, result, MultiThreadedEventLoopGroup.currentEventLoop)
        }
        #expect(result.status == 200)
        #expect(before != nil)
        #expect(before === after)
        await server.close()
        await prober.shutdown()
    }

    @Test func `loops take turns`() async throws {
        let prober = try Prober(configuration: WebConfiguration(loops: 2))
        let loops = (0..<4).map { _ in ObjectIdentifier(prober.nextLoop()) }
        #expect(Set(loops).count == 2)
        #expect(loops[0] == loops[2])
        #expect(loops[0] != loops[1])
        await prober.shutdown()
    }
}

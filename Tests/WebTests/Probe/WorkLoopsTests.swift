import NIOPosix
import Testing

@testable import Web

struct WorkLoopsTests {
    private static func here() async -> ObjectIdentifier? { MultiThreadedEventLoopGroup.currentEventLoop.map { ObjectIdentifier($0) } }

    @Test func `a task probes and goes on where it works, beside the prober's own loops`() async throws {
        let server = try await LoopbackServer { $0.isEmpty ? [] : [.text("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere")] }
        let prober = try Prober(configuration: WebConfiguration(allowPrivate: true, loops: 1))
        let request = try makeRequest("http://127.0.0.1:\(server.port)/") { $0.keepsConnection = true }
        let own = await withTaskExecutorPreference(prober.nextLoop()) { await Self.here() }
        let places = await prober.onWorkLoop {
            var places = [await Self.here()]
            // The second by the connection of the first, which is of the same loop.
            for _ in 0..<2 {
                let result = await prober.probe(request)
                places.append(result.status == 200 ? await Self.here() : nil)
            }
            return places
        }
        #expect(places.count == 3 && Set(places).count == 1)
        #expect(places.first != .some(nil) && places.first != own)
        #expect(server.connections == 1)
        // A probe of anybody else takes over a connection of such a loop, and comes back.
        #expect(await prober.probe(request).status == 200)
        await server.close()
        await prober.shutdown()
    }

    @Test func `what a task throws is thrown on, and its loop is free again`() async throws {
        struct Stop: Error {}
        let prober = try Prober(configuration: WebConfiguration(loops: 1))
        let first = await prober.onWorkLoop { await Self.here() }
        await #expect(throws: Stop.self) { try await prober.onWorkLoop { throw Stop() } }
        #expect(await prober.onWorkLoop { await Self.here() } == first)
        await prober.shutdown()
    }

    @Test func `a task gets a loop of its own while there are any, then the one with the fewest`() async {
        let loops = WorkLoops(most: 2)
        let (first, second) = (loops.take(), loops.take())
        #expect(first !== second)
        let third = loops.take()
        #expect(third === first || third === second)
        let fourth = loops.take()
        #expect(fourth !== third && (fourth === first || fourth === second))
        loops.give(second)
        loops.give(second)
        #expect(loops.take() === second)
        #expect(loops.current == nil)
        await loops.shutdown()
    }
}

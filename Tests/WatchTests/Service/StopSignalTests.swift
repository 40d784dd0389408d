import Testing
import Web

@testable import Watch

@Suite(.timeLimit(.minutes(1))) struct StopSignalTests {
    @Test func sleepEndsWithItsSpan() async throws {
        let prober = try Prober()
        await StopSignal().sleep(for: .milliseconds(1), by: prober.nextLoop())
        await prober.shutdown()
    }

    @Test func theWordWakesAllWhoSleepAndNobodySleepsAfterIt() async throws {
        let prober = try Prober()
        let (stop, loop) = (StopSignal(), prober.nextLoop())
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { await stop.sleep(for: .seconds(3600), by: loop) } }
            group.addTask { stop.give() }
        }
        #expect(stop.isGiven)
        await stop.sleep(for: .seconds(3600), by: loop)
        await prober.shutdown()
    }

    @Test func aCancelledTaskWakes() async throws {
        let prober = try Prober()
        let (stop, loop) = (StopSignal(), prober.nextLoop())
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stop.sleep(for: .seconds(3600), by: loop) }
            group.cancelAll()
        }
        #expect(!stop.isGiven)
        await prober.shutdown()
    }
}

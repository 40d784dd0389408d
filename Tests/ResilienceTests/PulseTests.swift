import Testing

@testable import Resilience

struct PulseTests {
    @Test(arguments: [0, 1, 60, 249, 250, 251, 499, 500, 3_333])
    func `sleepers that begin at different times wake at the same instants`(later: Int) {
        let start = ContinuousClock.now
        let first = Pulse.instant(after: .seconds(5), from: start)
        let second = Pulse.instant(after: .seconds(5), from: start + .milliseconds(later))
        #expect(((second - first) / Pulse.step).truncatingRemainder(dividingBy: 1) == 0)
        #expect(abs((second - start) / .milliseconds(1) - Double(5000 + later)) <= 250)
    }

    @Test func `who sleeps a step again and again misses none`() {
        let first = Pulse.instant(after: Pulse.step)
        #expect(Pulse.instant(after: Pulse.step, from: first + .milliseconds(3)) == first + Pulse.step)
    }

    @Test func `a cancelled sleep ends at once`() async {
        let sleeper = Task { try await Pulse.sleep(for: .seconds(3600)) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }
}

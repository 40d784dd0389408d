import Model
import Resilience
import Synchronization
import Testing

@testable import API

@Suite struct RememberedTests {
    private func counting(patience: Duration) -> (Remembered<Int>, ManualClock) {
        let clock = ManualClock(Stage.noon)
        let made = Mutex(0)
        let remembered = Remembered<Int>(for: .seconds(1), patience: patience, clock: clock) {
            made.withLock { number in
                number += 1
                return number
            }
        }
        return (remembered, clock)
    }

    @Test func `a value is made once in its span, and again after it`() async throws {
        let (remembered, clock) = counting(patience: .zero)
        #expect(try await remembered.value() == 1)
        clock.advance(by: .milliseconds(999))
        #expect(try await remembered.value() == 1)
        clock.advance(by: .milliseconds(1))
        #expect(try await remembered.value() == 2)
    }

    @Test(.timeLimit(.minutes(1)))
    func `within its patience nobody waits, and the new value follows`() async throws {
        let (remembered, clock) = counting(patience: .seconds(10))
        #expect(try await remembered.value() == 1)
        clock.advance(by: .seconds(5))
        #expect(try await remembered.value() == 1)
        while try await remembered.value() == 1 { await Task.yield() }
        clock.advance(by: .seconds(60))
        #expect(try await remembered.value() > 2)
    }

    @Test func `what is forgotten is made anew at once`() async throws {
        let (remembered, _) = counting(patience: .seconds(10))
        #expect(try await remembered.value() == 1)
        await remembered.forget()
        #expect(try await remembered.value() == 2)
        #expect(try await remembered.value() == 2)
    }
}

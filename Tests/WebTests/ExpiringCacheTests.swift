import Testing

@testable import Web

struct ExpiringCacheTests {
    private let second: UInt64 = 1_000_000_000

    @Test func `a value is kept for its time and no longer`() {
        var cache = ExpiringCache<String, Int>(capacity: 10)
        cache.set(1, for: "a", seconds: 5, now: 0)
        #expect(cache.value(for: "a", now: 5 * second - 1) == 1)
        #expect(cache.value(for: "a", now: 5 * second) == nil)
        cache.set(2, for: "a", seconds: 0, now: 0)
        #expect(cache.value(for: "a", now: 0) == nil)
    }

    @Test func `it never outgrows its capacity, and what is used stays`() {
        var cache = ExpiringCache<Int, Int>(capacity: 100)
        for key in 0..<10_000 {
            cache.set(key, for: key, seconds: 60, now: 0)
            #expect(cache.value(for: 0, now: 1) == 0)
            #expect(cache.count <= 100)
        }
        #expect(cache.value(for: 9_999, now: 1) == 9_999)
        #expect(cache.value(for: 5_000, now: 1) == nil)
    }
}

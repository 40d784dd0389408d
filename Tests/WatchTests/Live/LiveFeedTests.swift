import Model
import Testing

@testable import Watch

@Suite struct LiveFeedTests {
    private static let event = LiveEvent.counts([.up: 1], at: Timestamp(seconds: 1))

    @concurrent private static func tell(_ feed: LiveFeed) async { feed.publish(event) }

    /// A listener that is cancelled while an event wakes it once stopped the whole watch: each held the lock that the other wanted.
    @Test(.timeLimit(.minutes(1)))
    func `listeners that leave while events are published stop nobody`() async throws {
        let feed = LiveFeed()
        for _ in 0..<20_000 {
            let stream = try #require(feed.subscribe())
            let listener = Task { @concurrent in for await _ in stream {} }
            await Task.yield()
            async let told: Void = Self.tell(feed)
            listener.cancel()
            await told
            await listener.value
        }
        #expect(feed.listeners == 0)
    }

    @Test func `a slow listener loses events and is told so once there is room`() async throws {
        let feed = LiveFeed()
        let stream = try #require(feed.subscribe())
        for _ in 0..<(LiveFeed.depth + 10) { feed.publish(Self.event) }
        var reader = stream.makeAsyncIterator()
        for _ in 0..<LiveFeed.depth { #expect(await reader.next() == Self.event) }
        feed.publish(Self.event)
        #expect(await reader.next() == .missed)
        #expect(await reader.next() == Self.event)
    }

    @Test func `a feed that has ended ends its streams and takes no more listeners`() async throws {
        let feed = LiveFeed()
        let stream = try #require(feed.subscribe())
        feed.close()
        var reader = stream.makeAsyncIterator()
        #expect(await reader.next() == nil)
        #expect(feed.subscribe() == nil)
        #expect(feed.listeners == 0)
    }
}

import Model
import Testing
import Web

@Suite struct HostLaneTests {
    private let start = Timestamp(seconds: 1_000_000)

    @Test func requestsKeepTheirDistance() {
        var lane = HostLane(HostLane.Manners(delay: .seconds(1)))
        #expect(lane.wait(at: start) == .zero)
        lane.start(at: start)
        #expect(lane.wait(at: start) == .seconds(1))
        #expect(lane.wait(at: start + .seconds(3)) == .zero)
    }

    @Test func crawlDelayIsObeyedHoweverLong() {
        var lane = HostLane(HostLane.Manners(delay: .zero, longestDelay: .seconds(1)))
        lane.crawlDelay = .seconds(90)
        lane.start(at: start)
        lane.answer(after: .milliseconds(5))
        #expect(lane.wait(at: start) == .seconds(90))
    }

    @Test func aSlowHostIsAskedMoreSlowly() {
        var lane = HostLane(HostLane.Manners(delay: .milliseconds(100), longestDelay: .seconds(10), slowdown: 2))
        lane.answer(after: .seconds(2))
        #expect(lane.delay == .seconds(4))
        for _ in 0..<30 { lane.answer(after: .milliseconds(1)) }
        #expect(lane.delay == .milliseconds(100))
        for _ in 0..<30 { lane.answer(after: .seconds(60)) }
        #expect(lane.delay == .seconds(10))
    }

    @Test func refusalsDoubleTheWaitUntilAnAnswerComes() {
        var lane = HostLane(HostLane.Manners(delay: .zero))
        var waits: [Duration] = []
        for _ in 0..<14 {
            lane.refuse(at: start, retryAfter: nil)
            waits.append(lane.wait(at: start))
        }
        #expect(waits.prefix(4) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(waits.last == .seconds(600))
        lane.answer(after: .milliseconds(1))
        #expect(lane.wait(at: start) == .zero)
    }

    @Test func retryAfterIsObeyed() {
        var lane = HostLane(HostLane.Manners(delay: .zero))
        lane.refuse(at: start, retryAfter: .seconds(3600))
        #expect(lane.wait(at: start + .seconds(60)) == .seconds(3540))
    }
}

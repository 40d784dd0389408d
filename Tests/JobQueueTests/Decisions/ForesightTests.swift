import JobQueue
import Testing

@Suite struct `Taking jobs ahead` {
    private static func taught(_ time: Duration, count: Int = Foresight.lesson) -> Foresight {
        var foresight = Foresight()
        for _ in 0..<count { foresight.ended(after: time) }
        return foresight
    }

    @Test func `takes nothing ahead before it has seen enough`() {
        #expect(Foresight().ahead(of: 100) == 0)
        #expect(Self.taught(.microseconds(10), count: Foresight.lesson - 1).ahead(of: 100) == 0)
        #expect(Self.taught(.microseconds(10)).ahead(of: 1) > 100)
    }

    @Test(
        arguments: [
            (Duration.microseconds(1), 1, 256...256), (.microseconds(100), 1, 50...130), (.milliseconds(1), 4, 20...51),
            (.milliseconds(100), 16, 0...2), (.seconds(10), 100, 0...0), (.zero, 8, 256...256),
        ])
    func `takes ahead what its places are likely to work off soon`(_ time: Duration, _ places: Int, _ expected: ClosedRange<Int>) {
        #expect(expected.contains(Self.taught(time).ahead(of: places)))
    }

    @Test func `a long job among short ones stops it for a while`() {
        var foresight = Self.taught(.microseconds(10))
        foresight.ended(after: .seconds(1))
        #expect(foresight.ahead(of: 4) == 0)
        for _ in 0..<1000 { foresight.ended(after: .microseconds(10)) }
        #expect(foresight.ahead(of: 4) > 100)
        foresight.waited(.milliseconds(100))
        #expect(foresight.ahead(of: 4) == 0, "what was taken ahead and had to wait says as much")
    }
}

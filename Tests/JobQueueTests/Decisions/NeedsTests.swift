import JobQueue
import Model
import Testing

@Suite struct `What a job needs` {
    @Test(arguments: [
        ("cpu=0.5,memory=512MiB,network=10Mbit", ResourceProfile(cpu: 0.5, memory: 512 << 20, network: 10_000_000)),
        ("memory=2GiB", ResourceProfile(memory: 2 << 30)), ("network=500kbit,cpu=4", ResourceProfile(cpu: 4, network: 500_000)),
        ("none", ResourceProfile()),
    ])
    func `is read as people write it, and written so again`(_ text: String, _ profile: ResourceProfile) {
        #expect(ResourceProfile(text: text) == profile)
        #expect(ResourceProfile(text: profile.text) == profile)
    }

    @Test(arguments: [
        "", "cpu", "cpu=", "cpu=x", "cpu=0", "cpu=-1", "cpu=inf", "cpu=nan", "cpu=1,cpu=2", "memory=512", "memory=1Mbit", "network=1MiB",
        "disk=1GiB", "cpu=1,", "memory=99999999GiB", "cpu=5000", "none,cpu=1",
    ])
    func `is refused where it makes no sense`(_ text: String) { #expect(ResourceProfile(text: text) == nil) }

    @Test func `fits into what is left as often as there is room`() {
        let offer = ResourceProfile(cpu: 2, memory: 1 << 30, network: 100)
        #expect(ResourceProfile(cpu: 0.1).times(in: offer, most: 100) == 20)
        #expect(ResourceProfile(cpu: 0.5, memory: 300 << 20).times(in: offer, most: 100) == 3)
        #expect(ResourceProfile(network: 101).times(in: offer, most: 100) == 0)
        #expect(ResourceProfile(cpu: 1).times(in: offer, most: 1) == 1)
        var left = offer
        for _ in 0..<20 { left = left.without(ResourceProfile(cpu: 0.1)) }
        #expect(left.cpu == 0 && left.memory == offer.memory)
    }
}

@Suite struct `Free places` {
    private let offer = ResourceProfile(cpu: 4, memory: 1 << 30)
    private func lane(_ id: Int64, memory: Int64, _ priority: JobPriority = .normal) -> FairShare.Lane {
        FairShare.Lane(id: id, queue: "q", tenant: "", priority: priority, needs: ResourceProfile(memory: memory << 20))
    }

    private func shared(_ places: Int, _ lanes: [FairShare.Lane], free: ResourceProfile? = nil) -> [Int64: Int] {
        var (share, left) = (FairShare(), free ?? offer)
        let requests = share.shareOut(places, among: lanes, free: &left, of: offer, batch: 256)
        return Dictionary(uniqueKeysWithValues: requests.map { ($0.lane.id, $0.count) })
    }

    @Test func `go to as many jobs as the machine has room for`() {
        #expect(shared(16, [lane(1, memory: 300)]) == [1: 3])
        #expect(shared(2, [lane(1, memory: 300)]) == [1: 2])
        #expect(shared(16, [lane(1, memory: 0), lane(2, memory: 512)]) == [1: 8, 2: 2])
        #expect(shared(16, [lane(1, memory: 512)], free: ResourceProfile(cpu: 4, memory: 100 << 20)) == [:])
    }

    @Test func `are not kept for what this machine never has`() {
        #expect(shared(8, [lane(1, memory: 4096, .urgent), lane(2, memory: 512)]) == [2: 2])
    }

    @Test func `are kept for a large need whose turn it is, so that small ones do not starve it`() {
        let half = ResourceProfile(cpu: 4, memory: 512 << 20)
        let lanes = [lane(1, memory: 1024, .urgent), lane(2, memory: 256), lane(3, memory: 0)]
        #expect(shared(9, lanes, free: half) == [3: 3], "those without a need go on")
        #expect(shared(9, lanes)[1] == 1)
    }
}

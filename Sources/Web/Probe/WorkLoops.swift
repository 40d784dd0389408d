import NIOCore
import NIOPosix
import Synchronization

/// Event loops for tasks that fetch page after page, work for long on each and wait for a disk. They stand beside the prober's own, whose sockets must
/// not be held up. Made when they are wanted, one for each core; beyond that tasks share them. Thread-safe.
final class WorkLoops: Sendable {
    private struct Seat {
        var group: MultiThreadedEventLoopGroup
        var loop: any EventLoop
        var executor: ProbeLoop
        var tasks: Int
    }

    private let seats = Mutex<[Seat]>([])
    private let most: Int

    init(most: Int = System.coreCount) { self.most = max(1, most) }

    /// The loop with the fewest tasks, which it has one more of until ``give(_:)``.
    func take() -> ProbeLoop {
        seats.withLock { seats in
            if let place = seats.indices.min(by: { seats[$0].tasks < seats[$1].tasks }), seats[place].tasks == 0 || seats.count >= most {
                seats[place].tasks += 1
                return seats[place].executor
            }
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            let loop = group.next()
            let executor = ProbeLoop(loop)
            seats.append(Seat(group: group, loop: loop, executor: executor, tasks: 1))
            return executor
        }
    }

    /// A task of the loop has ended.
    func give(_ executor: ProbeLoop) {
        seats.withLock { seats in
            if let place = seats.firstIndex(where: { $0.executor === executor }) { seats[place].tasks -= 1 }
        }
    }

    /// The one of them whose thread this is; nil elsewhere.
    var current: (any EventLoop)? {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else { return nil }
        return seats.withLock { $0.contains { $0.loop === loop } } ? loop : nil
    }

    /// Ends the threads. No task may be on them.
    func shutdown() async {
        let groups = seats.withLock { seats in
            defer { seats = [] }
            return seats.map(\.group)
        }
        for group in groups { try? await group.shutdownGracefully() }
    }
}

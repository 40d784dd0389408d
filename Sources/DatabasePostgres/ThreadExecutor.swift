import DequeModule
import Foundation
import Synchronization

/// A thread that runs an actor's jobs one after the other, so that waiting in C holds up nobody else.
final class ThreadExecutor: SerialExecutor {
    private struct State {
        var jobs: Deque<UnownedJob> = []
        var isStopping = false
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    init(name: String) {
        let thread = Thread { [self] in work() }
        thread.name = name
        thread.stackSize = 2 << 20
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        wake.signal()
    }

    /// Lets the thread end when all jobs are done. None may follow.
    func stop() {
        state.withLock { $0.isStopping = true }
        wake.signal()
    }

    private func work() {
        while true {
            wake.wait()
            let (job, ends) = state.withLock { ($0.jobs.popFirst(), $0.isStopping && $0.jobs.isEmpty) }
            if let job { unsafe job.runSynchronously(on: asUnownedSerialExecutor()) } else if ends { return }
        }
    }
}

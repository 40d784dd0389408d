import NIOCore

/// One of the prober's event loops, for tasks to run on: a probe that runs where its sockets are crosses no thread, which on a machine that is
/// mostly idle costs more than the probe's own work.
///
/// What runs here holds up every socket of the loop: no waiting, and no more than a millisecond of work at a time, but on the loops of
/// ``Prober/onWorkLoop(_:)``.
package final class ProbeLoop: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Calls back on the loop after a span; not at all when the prober is shut down before.
    package func call(after span: Duration, _ body: @escaping @Sendable () -> Void) {
        loop.scheduleTask(in: TimeAmount(span), body)
    }
}

import Dispatch
import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Lets a second Ctrl-C (or SIGTERM) end the process at once while the first one drains.
///
/// The first signal ends ``interruption``, also where it came before there was anything to drain; the second exits with 128 + its number, as
/// shells expect.
final class InterruptGuard {
    private final class Count: Sendable {
        let value = Mutex(0)
    }

    /// Among a program's services, stops them all at the first signal.
    let interruption: Interruption
    private var sources: [any DispatchSourceSignal] = []

    init() {
        let count = Count()
        let (signals, first) = AsyncStream.makeStream(of: Void.self)
        interruption = Interruption(signals: signals)
        for number in [SIGINT, SIGTERM] {
            // Without this the default action would end the process before anything could drain.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                let seen = count.value.withLock { value in
                    value += 1
                    return value
                }
                if seen > 1 { _exit(128 + number) }
                first.finish()
            }
            source.resume()
            sources.append(source)
        }
    }

    deinit { for source in sources { source.cancel() } }
}

/// Ends when the program is told to stop, by a signal or by another of its services.
struct Interruption: Service {
    fileprivate let signals: AsyncStream<Void>

    func run() async throws {
        await cancelWhenGracefulShutdown { for await _ in signals {} }
    }
}

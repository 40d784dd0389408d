import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// Lets a second Ctrl-C (or SIGTERM) end the process at once while the first one drains.
///
/// The first signal is handled by whoever does the draining; this only counts. Exits with 128 + the signal's number, as shells expect.
final class InterruptGuard {
    private final class Count: Sendable {
        let value = Mutex(0)
    }

    private var sources: [any DispatchSourceSignal] = []

    init() {
        let count = Count()
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
            }
            source.resume()
            sources.append(source)
        }
    }

    deinit { for source in sources { source.cancel() } }
}

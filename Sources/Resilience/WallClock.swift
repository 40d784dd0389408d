package import Model

#if canImport(Glibc)
    import Glibc
#endif

/// The time of day, injected wherever code asks what time it is, so that tests turn the clock by hand.
package protocol WallClock: Sendable {
    /// The moment now.
    func now() -> Timestamp
}

/// The machine's own clock (`CLOCK_REALTIME`).
package struct SystemClock: WallClock {
    package init() {}

    package func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

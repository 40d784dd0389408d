#if canImport(Glibc)
    import CMalloc
    import Glibc
#endif

/// How the process holds its memory.
package enum ProcessMemory {
    /// What each of the allocator's arenas may keep of what was freed, in bytes: about what one page of a site and its tree need.
    private static let kept: Int32 = 2 << 20

    /// Keeps a page's worth of freed memory instead of giving it back at once, in as many arenas as there are processors. Once, at the start.
    ///
    /// Reading a page takes some hundred KiB that the next page takes again; given back to the system and faulted in anew each time, they cost
    /// a third of a check (`make bench SUITE=probe`). Of arenas the allocator would have eight times as many, each with what was freed there.
    package static func keepForReuse() {
        #if canImport(Glibc)
            mallopt(M_ARENA_MAX, Int32(clamping: max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
            mallopt(M_TRIM_THRESHOLD, kept)
            mallopt(M_MMAP_THRESHOLD, kept)
        #endif
    }
}

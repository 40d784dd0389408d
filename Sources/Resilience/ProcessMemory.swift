#if canImport(Glibc)
    import CMalloc
#endif

/// How the process holds its memory.
package enum ProcessMemory {
    /// What each of the allocator's arenas may keep of what was freed, in bytes: about what one page of a site and its tree need.
    private static let kept: Int32 = 2 << 20

    /// Keeps a page's worth of freed memory instead of giving it back at once. Reading a page takes some hundred KiB that the next page takes again;
    /// given back to the system and faulted in anew each time, they cost a third of a check (`make bench SUITE=probe`). Once, at the start.
    package static func keepForReuse() {
        #if canImport(Glibc)
            mallopt(M_TRIM_THRESHOLD, kept)
            mallopt(M_MMAP_THRESHOLD, kept)
        #endif
    }
}

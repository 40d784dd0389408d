import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// What the operating system says of this process, read from `/proc/self` (zeros where that is absent).
package struct ProcessFigures: Sendable {
    /// User and system time, in seconds.
    package var cpuSeconds: Double = 0
    package var residentBytes: Int = 0
    package var virtualBytes: Int = 0
    package var openFiles: Int = 0
    package var maximumFiles: Int = 0
    package var threads: Int = 0

    package init() {}

    /// Reads the figures of this moment.
    package static func now() -> ProcessFigures {
        var figures = ProcessFigures()
        var usage = rusage()
        if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            figures.cpuSeconds =
                Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        }
        if let statm = firstLine(of: "/proc/self/statm") {
            let pages = statm.split(separator: " ").compactMap { Int($0) }
            let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
            if pages.count > 1 {
                figures.virtualBytes = pages[0] * pageSize
                figures.residentBytes = pages[1] * pageSize
            }
        }
        if let stat = firstLine(of: "/proc/self/stat"), let close = stat.lastIndex(of: ")") {
            // Fields after the command name; the 20th of all is the number of threads (proc(5)).
            let fields = stat[stat.index(after: close)...].split(separator: " ")
            if fields.count > 17 { figures.threads = Int(fields[17]) ?? 0 }
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            figures.maximumFiles = Int(clamping: limit.rlim_cur)
        }
        figures.openFiles = entries(of: "/proc/self/fd")
        return figures
    }

    /// Writes the figures into the registry's `process_…` series.
    package func record(in metrics: MetricRegistry) {
        metrics.set(MetricCatalogue.processCPU, to: cpuSeconds)
        metrics.set(MetricCatalogue.processResident, to: Double(residentBytes))
        metrics.set(MetricCatalogue.processVirtual, to: Double(virtualBytes))
        metrics.set(MetricCatalogue.processOpenFiles, to: Double(openFiles))
        metrics.set(MetricCatalogue.processMaxFiles, to: Double(maximumFiles))
        metrics.set(MetricCatalogue.processThreads, to: Double(threads))
    }

    private static func firstLine(of path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 2048)
        let count = fread(&buffer, 1, buffer.count, file)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    private static func entries(of path: String) -> Int {
        guard let folder = opendir(path) else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // `.`, `..` and the descriptor of the folder itself.
        return max(0, count - 3)
    }
}

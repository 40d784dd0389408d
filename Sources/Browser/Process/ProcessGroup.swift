#if canImport(Glibc)
    import Glibc
#endif

/// The processes of one group, as the kernel lists them (proc(5)). Reading them waits for nothing.
enum ProcessGroup {
    struct Member: Sendable, Hashable {
        var process: Int32
        /// Bytes of memory that no file and no other process stands for.
        var ownBytes: Int
    }

    /// The members that run; those that ended and were not collected yet are none.
    static func members(of group: Int32) -> [Member] {
        var members: [Member] = []
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let process = Int32(name), let stat = contents("/proc/\(name)/stat"),
                let (state, pgrp) = stateAndGroup(stat), pgrp == group, state != UInt8(ascii: "Z"), state != UInt8(ascii: "X")
            else { continue }
            let pages = (contents("/proc/\(name)/statm") ?? []).split(separator: UInt8(ascii: " ")).prefix(3).map {
                Int(String(decoding: $0, as: UTF8.self)) ?? 0
            }
            members.append(Member(process: process, ownBytes: pages.count == 3 ? max(0, pages[1] - pages[2]) * page : 0))
        }
        return members
    }

    /// State and group of a line of `/proc/PID/stat`. The name, in parentheses, may hold anything, also parentheses.
    static func stateAndGroup(_ stat: [UInt8]) -> (state: UInt8, group: Int32)? {
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 2, let state = fields[0].first, let group = Int32(String(decoding: fields[2], as: UTF8.self)) else {
            return nil
        }
        return (state, group)
    }

    private static func contents(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(file, &bytes, bytes.count)
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }
}

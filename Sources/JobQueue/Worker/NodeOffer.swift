import Foundation

extension ResourceProfile {
    /// What this machine has, or what it leaves to this process where it runs in a container (cgroup v2); an unknown network counts as 1 Gbit/s.
    package static func ofThisMachine() -> ResourceProfile {
        let process = ProcessInfo.processInfo
        func limit(_ name: String) -> [Substring] {
            let text = (try? String(contentsOfFile: "/sys/fs/cgroup/\(name)", encoding: .utf8)) ?? ""
            return text.split(whereSeparator: { $0 == " " || $0 == "\n" })
        }
        var offer = ResourceProfile(
            cpu: Double(process.activeProcessorCount), memory: Int64(clamping: process.physicalMemory), network: 1_000_000_000)
        // "max" or a number of bytes; "max 100000" or the microseconds of a period in which it may run.
        if let bytes = limit("memory.max").first.flatMap({ Int64($0) }) { offer.memory = min(offer.memory, bytes) }
        let share = limit("cpu.max").compactMap { Double($0) }
        if share.count == 2, share[1] > 0 { offer.cpu = min(offer.cpu, share[0] / share[1]) }
        return offer
    }
}

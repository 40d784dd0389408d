import Glibc

extension PostgresServer {
    /// Stops or continues all processes of the server, as a machine that hangs does: `SIGSTOP` and `SIGCONT`.
    package func signal(_ number: Int32) throws {
        let name = "\(folder)/data/postmaster.pid"
        guard let first = Self.lines(name).first, let postmaster = pid_t(first) else { throw Failure("no \(name)") }
        // The first one first: what it would start is not missed when it stops, and finds it running when it goes on.
        kill(postmaster, number)
        for child in Self.children(of: postmaster) { kill(child, number) }
    }

    private static func lines(_ path: String) -> [Substring] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
    }

    private static func children(of parent: pid_t) -> [pid_t] {
        lines("/proc/\(parent)/task/\(parent)/children").flatMap { $0.split(separator: " ") }.compactMap { pid_t($0) }
    }
}

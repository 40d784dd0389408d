import Dispatch
import Foundation
import PostgresTesting

#if canImport(Glibc)
    import Glibc
#endif

/// Other queues, measured by `peers.py` in the same run on the same server.
struct PeerFigure: Decodable {
    /// `Celery + Redis`, `Procrastinate + PostgreSQL`.
    var name: String
    /// No-op jobs a second that a worker did of those that waited, and CPU microseconds of each: the worker's and its server's.
    var rate: Double
    var cost: Double

    /// What `JOBS_PEERS` names: a Python with the peers installed; nothing where that is unset.
    static func all(_ server: PostgresServer, count: Int) async -> [PeerFigure] {
        guard let python = getenv("JOBS_PEERS").map({ String(cString: $0) }) else { return [] }
        let command = "'\(python)' Benchmarks/Jobs/peers.py '\(server.url(schema: nil))' \(server.folder) \(count)"
        let lines = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: output(of: command)) }
        }
        return lines.compactMap { try? JSONDecoder().decode(PeerFigure.self, from: Data($0.utf8)) }
    }

    private static func output(of command: String) -> [String] {
        guard let pipe = popen(command, "r") else { return [] }
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

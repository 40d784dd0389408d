import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// The processes that a signal ends together with this one; 0 where there is none. Atomics, for a signal's handler may touch little else.
private enum Running {
    static let server = Atomic<Int32>(0)
    static let peer = Atomic<Int32>(0)

    static func add(_ pid: pid_t) {
        if server.compareExchange(expected: 0, desired: pid, ordering: .sequentiallyConsistent).exchanged { return }
        peer.store(pid, ordering: .sequentiallyConsistent)
    }

    static func remove(_ pid: pid_t) {
        _ = server.compareExchange(expected: pid, desired: 0, ordering: .sequentiallyConsistent)
        _ = peer.compareExchange(expected: pid, desired: 0, ordering: .sequentiallyConsistent)
    }

    /// Ctrl-C, a closed terminal or a polite kill: the children go first.
    static let handling: Void = {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { number in
                let (server, peer) = (Running.server.load(ordering: .relaxed), Running.peer.load(ordering: .relaxed))
                if server > 0 { kill(server, SIGTERM) }
                if peer > 0 { kill(peer, SIGTERM) }
                _exit(128 + number)
            }
        }
    }()
}

/// A process started for the benchmark, with what it has used so far.
final class ChildProcess: Sendable {
    let pid: pid_t

    init(_ program: String, _ arguments: [String]) throws {
        Running.handling
        var pid = pid_t()
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let code = posix_spawnp(&pid, program, &actions, nil, words, environ)
        guard code == 0 else { throw BenchmarkError("\(program) cannot be started (\(code))") }
        self.pid = pid
        Running.add(pid)
    }

    /// User and system time so far, in seconds, after `/proc/PID/stat`.
    func seconds() throws -> Double {
        guard let text = readText("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { throw BenchmarkError("no process \(pid)") }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { throw BenchmarkError("no times") }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    func stop() {
        Running.remove(pid)
        kill(pid, SIGTERM)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }
}

/// A small file's text; nil when there is none.
func readText(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
}

func writeText(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else { return }
    defer { fclose(file) }
    fputs(text, file)
}

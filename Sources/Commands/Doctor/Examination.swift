import Assembly
import Database
import DatabasePostgres
import Directories
import Foundation
import HTML
import Model
import Resilience
import Synchronization
import Watch
import Web

#if canImport(Glibc)
    import Glibc
#endif

/// What the doctor looks at, one method for each thing.
struct Examination {
    let context: CommandContext

    /// Whether a server's owner can learn from the User-Agent whom to ask.
    func contact() -> Diagnosis {
        let agent = context.configuration.web.userAgent
        guard agent.contains("://") || agent.contains("@") else {
            return .doubtful(
                "contact", "servers see only \(agent)",
                "set web.contact to a page or an e-mail address, so that nobody has to block you to be heard")
        }
        return .well("contact", "servers see \(agent)")
    }

    /// A clock before this program was built makes every certificate look wrong.
    func clock() -> Diagnosis {
        let now = SystemClock().now()
        guard now > Timestamp(seconds: 1_767_225_600) else {
            return .bad("clock", "the clock says \(now)", "set the time, best by NTP (`timedatectl set-ntp true`)")
        }
        return .well("clock", now.description)
    }

    /// Every probe under way holds a socket; sixty-four more are for everything else.
    func fileLimit() -> Diagnosis {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return .doubtful("open files", "the limit cannot be read", "check `ulimit -n`")
        }
        // Both address families may be tried at once.
        let needed = UInt(context.configuration.watch.planner.maximumInFlight * 2 + 64)
        guard limit.rlim_cur >= needed else {
            return .bad(
                "open files", "\(limit.rlim_cur) may be open, watch.budget.in_flight needs \(needed)",
                "raise it with `ulimit -n \(needed)` (systemd: LimitNOFILE=), or lower watch.budget.in_flight")
        }
        return .well("open files", "\(limit.rlim_cur) may be open")
    }

    func disk() -> Diagnosis {
        guard let file = context.configuration.database.path else { return .well("disk", "the database server's own") }
        guard file != ":memory:" else { return .doubtful("disk", "the database is in memory", "set database.path to keep what is seen") }
        var folder = URL(filePath: file).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.path), folder.path.count > 1 { folder.deleteLastPathComponent() }
        var figures = statvfs()
        guard statvfs(folder.path, &figures) == 0 else {
            return .bad("disk", "\(folder.path) cannot be looked at", "create the folder or change database.path")
        }
        guard access(folder.path, W_OK) == 0 else {
            return .bad("disk", "\(folder.path) cannot be written", "change its owner, or database.path")
        }
        let free = UInt64(figures.f_bavail) * UInt64(figures.f_frsize)
        let text = "\(free / 1_048_576) MiB free in \(folder.path)"
        return free < 512 << 20
            ? .doubtful("disk", text, "make room: docs/operations/capacity.md says how much a register needs") : .well("disk", text)
    }

    /// How much the register as it is will take, by the retention as it is set.
    /// - Parameter directories: How many there are for each set of checks: how often each of them is made in a day.
    func growth(_ directories: [[Int]: Int]) -> Diagnosis {
        let watch = context.configuration.watch
        var (needed, count) = (0, 0)
        for (checks, number) in directories {
            needed += CapacityPlan(directories: number, checks: checks, retention: watch.retention).bytes
            count += number
        }
        let text = "\(count) \(count == 1 ? "directory takes" : "directories take") about \(CapacityPlan.size(needed)) after a year"
        guard let file = context.configuration.database.path else { return .well("growth", text) }
        var (figures, status) = (statvfs(), stat())
        guard file != ":memory:", statvfs(file, &figures) == 0, stat(file, &status) == 0 else { return .well("growth", text) }
        let room = Int(figures.f_bavail) * Int(figures.f_frsize) + Int(status.st_size)
        return needed > room
            ? .doubtful(
                "growth", "\(text), there is room for \(CapacityPlan.size(room))",
                "make room, look less often, or keep less (watch.retention): docs/operations/capacity.md")
            : .well("growth", text)
    }

    /// How many directories are watched with each set of checks; of each check how often it is made in a day.
    private func checks(in register: DirectoryStore) async throws -> [[Int]: Int] {
        let watch = context.configuration.watch
        var filter = DirectoryFilter()
        filter.paused = false
        let counted = Mutex<[[Int]: Int]>([:])
        try await register.forEachChunk(filter) { chunk in
            for directory in chunk {
                let scheme = WebURL(directory.url)?.scheme ?? "https"
                let checks = (directory.checks ?? watch.standardChecks(scheme: scheme)).map { check in
                    Int(86_400_000 / max(1, check.intervalMilliseconds ?? watch.planner.intervals[directory.importance].wholeMilliseconds))
                }
                counted.withLock { $0[checks.sorted(), default: 0] += 1 }
            }
        }
        return counted.withLock { $0 }
    }

    /// Every address that a server would listen on.
    func ports() async -> [Diagnosis] {
        var findings = [await port(context.configuration.listen, "port", "http.listen")]
        if let address = context.configuration.statusListen { findings.append(await port(address, "status port", "status.listen")) }
        return findings
    }

    private func port(_ address: ListenAddress, _ name: String, _ setting: String) async -> Diagnosis {
        let (descriptor, problem) = Self.bind(address)
        guard descriptor < 0 else {
            close(descriptor)
            return .well(name, "\(address) is free")
        }
        if await isRollcall(address) { return .well(name, "Rollcall is running on \(address)") }
        return .bad(name, "\(address) cannot be taken: \(problem)", "stop what uses it, or set \(setting)")
    }

    /// Whether what listens there answers as Rollcall does.
    private func isRollcall(_ address: ListenAddress) async -> Bool {
        var web = context.configuration.web
        web.allowPrivate = true
        let host = ["0.0.0.0", "::"].contains(address.host) ? "127.0.0.1" : address.host
        guard let url = WebURL("http://\(ListenAddress(host: host, port: address.port))/status"),
            let prober = try? Prober(configuration: web)
        else { return false }
        let result = await prober.probe(
            ProbeRequest(url: url, body: .upTo(64 * 1024), timeouts: ProbeTimeouts(connect: .seconds(1), firstByte: .seconds(2))))
        await prober.shutdown()
        return result.status == 200 && String(decoding: result.body, as: UTF8.self).contains("Rollcall")
    }

    /// The database, and how many directories of each importance are watched where it can be read.
    func database() async -> (Diagnosis, [[Int]: Int]?) {
        do {
            let database = try await context.configuration.database.open(as: .guest)
            let report = try await database.migrate(Assembly.migrations, at: SystemClock().now())
            var answer = ["ok"]
            var server = ""
            if let postgres = database as? PostgresDatabase {
                let facts = try await postgres.facts()
                server = ", PostgreSQL \(facts.version) at \(facts.host), \(facts.usesTLS ? "encrypted" : "not encrypted")"
            } else {
                answer = try await database.read { try $0.query("PRAGMA quick_check(1)") { $0.text(0) } }
            }
            let directories = try await checks(in: DirectoryStore(database, clock: SystemClock()))
            await database.close()
            guard answer == ["ok"] else {
                return (.bad("database", "it is damaged: \(answer.joined(separator: "; "))", "restore it from a backup"), nil)
            }
            let migrations = report.present + report.applied.count
            return (.well("database", "\(context.configuration.database), \(migrations) migrations\(server)"), directories)
        } catch let error as DatabaseError {
            return (.bad("database", error.message, error.remedy), nil)
        } catch {
            return (.bad("database", "\(error)", "check database.path"), nil)
        }
    }

    /// Whether names can be resolved at all, asked of the first control target.
    func names() async -> Diagnosis {
        let watch = context.configuration.watch
        guard let target = watch.controls.first else { return .well("names", "no control target to ask for") }
        guard let prober = try? Prober(configuration: context.configuration.web) else {
            return .bad("names", "the settings below web cannot be used", "run `rollcall config check`")
        }
        let result = await prober.probe(ProbeRequest(url: target, depth: .dns))
        await prober.shutdown()
        guard let failure = result.failure else {
            let addresses = result.dns?.addresses.count ?? 0
            return .well("names", "\(target.host ?? target.href) has \(addresses) addresses")
        }
        return .bad("names", failure.message, "check /etc/resolv.conf, or set web.dns_servers")
    }

    func controls() async -> Diagnosis {
        let watch = context.configuration.watch
        guard !watch.controls.isEmpty else {
            return .doubtful("network", "no control targets", "set watch.controls, so that our own outage is not taken for everybody's")
        }
        guard let prober = try? Prober(configuration: context.configuration.web) else {
            return .bad("network", "the settings below web cannot be used", "run `rollcall config check`")
        }
        let answer = await ControlTargets(targets: watch.controls).ask(prober)
        await prober.shutdown()
        let text = "\(answer.up) of \(answer.of) control targets answer"
        return answer.up * 2 > answer.of
            ? .well("network", text)
            : .bad("network", text, "check the way out (firewall, proxy), or set watch.controls to sites you can reach")
    }

    /// Tries to listen; the descriptor is the caller's to close, negative with the reason where it did not work.
    private static func bind(_ address: ListenAddress) -> (Int32, String) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_NUMERICSERV | AI_PASSIVE
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.host, String(address.port), &hints, &found) == 0, let first = found else {
            return (-1, "\(address.host) is no address of this machine")
        }
        defer { freeaddrinfo(found) }
        let descriptor = socket(first.pointee.ai_family, first.pointee.ai_socktype, first.pointee.ai_protocol)
        guard descriptor >= 0 else { return (-1, String(cString: strerror(errno))) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard Glibc.bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0, listen(descriptor, 1) == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            return (-1, reason)
        }
        return (descriptor, "")
    }
}

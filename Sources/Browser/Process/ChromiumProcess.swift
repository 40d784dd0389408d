import Foundation
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// One running Chromium with the link to it: in a process group and a folder of its own, both gone after ``end()``. It talks over two pipes, so no
/// port is open; where this process is killed, the pipes' end makes it end too.
final class ChromiumProcess: Sendable {
    let link: DevToolsLink
    /// The process, which leads the group of the same number.
    let process: Int32
    /// What it calls itself, with its version.
    let product: String
    let usesSandbox: Bool
    let folder: ProfileFolder
    /// Nil once it is ended.
    private let ending = Mutex<Task<Void, Never>?>(nil)
    /// Pages it has had.
    let visits = Atomic<Int>(0)

    private init(link: DevToolsLink, process: Int32, product: String, usesSandbox: Bool, folder: ProfileFolder) {
        (self.link, self.process, self.product, self.usesSandbox, self.folder) = (link, process, product, usesSandbox, folder)
    }

    /// How long Chromium may take to start; a busy machine with a cold disk is slow.
    private static let patience = Duration.seconds(30)

    /// Starts Chromium and waits until it answers.
    /// - Throws: ``BrowserError`` `missing`, `start`, `cancelled`.
    static func start(
        _ configuration: BrowserConfiguration, userAgent: String, on loop: any EventLoop
    ) async throws(BrowserError) -> ChromiumProcess {
        let program = try ChromiumProgram.path(configuration)
        let usesSandbox = try ChromiumProgram.usesSandbox(configuration)
        let spawned: Spawned
        do {
            spawned = try await NIOThreadPool.singleton.runIfActive {
                try spawn(program, userAgent: userAgent, usesSandbox: usesSandbox)
            }
        } catch let error as BrowserError {
            throw error
        } catch {
            throw BrowserError(.start, "Chromium cannot be started: \(error)", remedy: "Try again")
        }
        let link: DevToolsLink
        do {
            let channel = try await NIOPipeBootstrap(group: loop).takingOwnershipOfDescriptors(input: spawned.output, output: spawned.input)
                .get()
            link = try await DevToolsLink.begin(on: channel)
        } catch {
            close(spawned.input)
            close(spawned.output)
            await Self.reap(spawned.process, spawned.folder)
            throw BrowserError(.start, "Chromium's pipes cannot be used: \(error)", remedy: "Look for a limit of open files (`ulimit -n`)")
        }
        do throws(BrowserError) {
            let version = try await link.call(DevTools.Browser.GetVersion(), within: patience)
            _ = try await link.call(DevTools.Target.SetDiscoverTargets(discover: true))
            return ChromiumProcess(
                link: link, process: spawned.process, product: version.product, usesSandbox: usesSandbox, folder: spawned.folder)
        } catch {
            let words = spawned.folder.lastWords()
            link.close()
            await Self.reap(spawned.process, spawned.folder)
            if error.code == .cancelled { throw error }
            throw BrowserError(
                .start, "Chromium does not start" + (words.isEmpty ? "" : ": \(words)"),
                remedy: words.contains("sandbox")
                    ? "Allow user namespaces for its sandbox, or set browser.sandbox to off where only trusted pages are opened"
                    : "Try `\(program) --headless --dump-dom about:blank` as the user that Rollcall runs as")
        }
    }

    /// Kills the whole group and removes the folder; returns when both are gone. May be called again.
    func end() async { await beginEnd().value }

    /// The same without waiting for it.
    @discardableResult
    func beginEnd() -> Task<Void, Never> {
        ending.withLock { ending in
            if let ending { return ending }
            link.close()
            // Not bound to whoever asks for it: what was begun is brought to its end also where that one is cancelled.
            let task = Task { [process, folder] in await Self.reap(process, folder) }
            ending = task
            return task
        }
    }

    /// Bytes of memory that its processes hold for themselves.
    var ownBytes: Int { ProcessGroup.members(of: process).reduce(0) { $0 + $1.ownBytes } }

    // MARK: Inside

    private struct Spawned: Sendable {
        var process: Int32
        /// What Chromium reads from.
        var input: Int32
        /// What it writes to.
        var output: Int32
        var folder: ProfileFolder
    }

    private static func spawn(_ program: String, userAgent: String, usesSandbox: Bool) throws(BrowserError) -> Spawned {
        let folder = try ProfileFolder.make()
        var (toChild, fromChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        var kept = false
        defer {
            for end in [toChild[0], fromChild[1]] where end >= 0 { close(end) }
            if !kept {
                for end in [toChild[1], fromChild[0]] where end >= 0 { close(end) }
                folder.remove()
            }
        }
        // Pairs of sockets, since those can be made not to be inherited by what others start at the same moment.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &toChild) == 0, socketpair(AF_UNIX, kind, 0, &fromChild) == 0, raise(&toChild[0]),
            raise(&fromChild[1])
        else {
            throw BrowserError(
                .start, "No pipe to Chromium can be had: \(String(cString: strerror(errno)))", remedy: "Raise `ulimit -n`")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, folder.logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 3)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 4)
        // Sockets and files of ours are none of its business. One that is closed by then is no error.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            if let descriptor = Int32(name), descriptor > 4 { posix_spawn_file_actions_addclose(&actions, descriptor) }
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setpgroup(&attributes, 0)
        var (all, none) = (sigset_t(), sigset_t())
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let arguments = ChromiumProgram.arguments(profile: folder.path, userAgent: userAgent, usesSandbox: usesSandbox)
        let words = ([program] + arguments).map { (text: String) in strdup(text) }
        // Nothing of the user's own settings, sessions and secrets.
        let environment = [
            "PATH=/usr/bin:/bin", "HOME=\(folder.path)", "XDG_CONFIG_HOME=\(folder.path)", "XDG_CACHE_HOME=\(folder.path)",
            "TMPDIR=\(folder.path)", "LANG=C.UTF-8", "DBUS_SESSION_BUS_ADDRESS=disabled:", "DBUS_SYSTEM_BUS_ADDRESS=disabled:",
        ].map { (text: String) in strdup(text) }
        defer { for text in words + environment { free(text) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, program, &actions, &attributes, words + [nil], environment + [nil])
        guard status == 0 else {
            throw BrowserError(
                .start, "\(program) cannot be started: \(String(cString: strerror(status)))", remedy: "Correct browser.program")
        }
        kept = true
        return Spawned(process: process, input: toChild[1], output: fromChild[0], folder: folder)
    }

    /// Moves a descriptor out of the way of those that Chromium expects its pipes at.
    private static func raise(_ descriptor: inout Int32) -> Bool {
        let higher = fcntl(descriptor, F_DUPFD_CLOEXEC, 10)
        guard higher >= 0 else { return false }
        close(descriptor)
        descriptor = higher
        return true
    }

    private static func reap(_ process: Int32, _ folder: ProfileFolder) async {
        _ = try? await NIOThreadPool.singleton.runIfActive {
            kill(-process, SIGKILL)
            kill(process, SIGKILL)
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            // The others are killed, but not ours to wait for: a moment until the kernel has them gone.
            for _ in 0..<2000 {
                if ProcessGroup.members(of: process).isEmpty { break }
                kill(-process, SIGKILL)
                usleep(1000)
            }
            folder.remove()
        }
    }
}

import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The built binary as a process of its own, with its output in files of a temporary folder.
final class Program {
    struct Failure: Error {
        let message: String
    }

    let folder: URL
    let process: pid_t
    private let output: URL
    private let errors: URL
    private var status: Int32?

    /// The folder of the test bundle's products.
    static let binary: String = {
        var folder = URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent()
        if let named = ProcessInfo.processInfo.environment["ROLLCALL_BINARY"] { return named }
        for _ in 0..<6 {
            let candidate = folder.appending(path: "rollcall").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        return ".build/debug/rollcall"
    }()

    static func temporaryFolder() throws -> URL {
        let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "rollcall-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Starts the binary, or another one. Its data folder and configuration are the given folder's, never the user's.
    /// - Parameter input: What it reads from standard input.
    init(
        _ arguments: [String], in folder: URL, environment: [String: String] = [:], input: String = "", binary: String = Program.binary
    ) throws {
        self.folder = folder
        let name = UUID().uuidString
        output = folder.appending(path: name + ".out")
        errors = folder.appending(path: name + ".err")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let given = folder.appending(path: name + ".in")
        try input.write(to: given, atomically: true, encoding: .utf8)
        posix_spawn_file_actions_addopen(&actions, 0, given.path, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors.path, O_WRONLY | O_CREAT, 0o600)
        var variables = ["HOME": folder.path, "XDG_DATA_HOME": folder.path, "XDG_CONFIG_HOME": folder.path, "PATH": "/usr/bin:/bin"]
        variables.merge(environment) { $1 }
        for name in ["LD_LIBRARY_PATH"] { variables[name] = ProcessInfo.processInfo.environment[name] }
        let words = ([binary] + arguments).map { strdup($0) } + [nil]
        let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, binary, &actions, nil, words, settings)
        guard result == 0 else { throw Failure(message: "\(binary): \(String(cString: strerror(result)))") }
        self.process = process
    }

    var text: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }
    var errorText: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

    func send(_ signal: Int32) { kill(process, signal) }

    /// Waits for its end, a minute at the most; the exit status, or 128 and the signal's number.
    func wait(seconds: Int = 60) throws -> Int32 {
        if let status { return status }
        let deadline = Date().addingTimeInterval(Double(seconds))
        var raw: Int32 = 0
        while Date() < deadline {
            let result = waitpid(process, &raw, WNOHANG)
            if result == process {
                let ended = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + raw & 0x7F
                status = ended
                return ended
            }
            poll(nil, 0, 20)
        }
        kill(process, SIGKILL)
        waitpid(process, &raw, 0)
        throw Failure(message: "it did not end in \(seconds) s; it said: \(errorText.suffix(500))")
    }

    /// Waits until something holds, a minute at the most.
    func until(_ what: String, seconds: Int = 60, _ holds: () -> Bool) throws {
        let deadline = Date().addingTimeInterval(Double(seconds))
        while Date() < deadline {
            if holds() { return }
            poll(nil, 0, 50)
        }
        throw Failure(message: "\(what) did not happen in \(seconds) s; it said: \(text.suffix(300)) \(errorText.suffix(500))")
    }

    /// Runs the binary to its end.
    @discardableResult
    static func run(_ arguments: [String], in folder: URL, environment: [String: String] = [:], input: String = "") throws -> (
        status: Int32, text: String, errors: String
    ) {
        try finish(Program(arguments, in: folder, environment: environment, input: input))
    }

    /// Runs a script of bash to its end; `$0` in it is the binary.
    static func bash(_ script: String, in folder: URL, environment: [String: String] = [:]) throws -> (
        status: Int32, text: String, errors: String
    ) {
        try finish(Program(["-c", script, binary], in: folder, environment: environment, binary: "/bin/bash"))
    }

    private static func finish(_ program: Program) throws -> (status: Int32, text: String, errors: String) {
        let status = try program.wait()
        return (status, program.text, program.errorText)
    }
}

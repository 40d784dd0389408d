import Database
import DatabasePostgres
import Dispatch
import Glibc

/// A PostgreSQL server of this process alone: in a temporary folder, on a Unix socket and a loopback port, as an unprivileged user.
///
/// It is started when the first test asks for it, and stops, leaving nothing behind, when the process ends, however it ends: it lives as
/// long as a pipe that only this process holds open. Child processes of exit tests use the same one.
package struct PostgresServer: Sendable {
    /// The folder of its files, its socket and its log.
    package let folder: String
    package let port: Int
    /// Its self-signed certificate, for `sslrootcert`; it names localhost.
    package var certificate: String { folder + "/server.crt" }
    /// The password of the user `rollcall` over TCP, where SCRAM is asked for; the socket lets everyone in.
    package static let password = "not-so-secret"

    /// The server of this run.
    package static var shared: PostgresServer { get async throws { try await starting.value } }

    private static let starting = Task.detached {
        if let known = getenv(variable).map({ String(cString: $0) }), let server = parse(known) { return server }
        let server = try await start(with: ["fsync=off", "synchronous_commit=off", "full_page_writes=off"])
        setenv(variable, "ready \(server.folder) \(server.port)", 1)
        return server
    }
    private static let variable = "ROLLCALL_TEST_POSTGRES"
    private static let schemas = Task.detached {
        guard let url = PostgresURL(try await shared.url(schema: nil)) else { throw Failure("no URL") }
        return try await PostgresDatabase.open(PostgresConfiguration(url))
    }

    /// How to reach a schema of the server over its socket, or the whole of it.
    package func url(schema: String?) -> String {
        "postgresql://rollcall@/postgres?host=\(folder)&port=\(port)" + (schema.map { "&options=-csearch_path%3D\($0)" } ?? "")
    }

    /// The same over TCP, with user and password.
    package func tcpURL(schema: String?, user: String = "rollcall", password: String = password) -> String {
        "postgresql://\(user):\(password)@localhost:\(port)/postgres?application_name=tests"
            + (schema.map { "&options=-csearch_path%3D\($0)" } ?? "")
    }

    /// Makes an empty schema that no other test uses.
    package func freshSchema() async throws -> String {
        let name = "test_\(getpid())_\(UInt64.random(in: 0 ... .max))"
        try await Self.schemas.value.write { try $0.execute("CREATE SCHEMA \(name)") }
        return name
    }

    package struct Failure: Error, CustomStringConvertible {
        package var description: String
        init(_ description: String) { self.description = description }
    }

    /// Starts one more server.
    /// - Parameter settings: of `postgresql.conf`, as `name=value`; without any, what is committed is on the disk.
    package static func start(with settings: [String] = []) async throws -> PostgresServer {
        let settings = settings.map { " -c \($0)" }.joined()
        let line = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: spawn(settings)) }
        }
        guard let server = parse(line) else { throw Failure("PostgreSQL did not start; run scripts/setup: \(line)") }
        return server
    }

    private static func parse(_ line: String) -> PostgresServer? {
        let parts = line.split(whereSeparator: { $0 == " " || $0 == "\n" })
        guard parts.count == 3, parts[0] == "ready", let port = Int(parts[2]) else { return nil }
        return PostgresServer(folder: String(parts[1]), port: port)
    }

    /// Starts the script below and reads all that it says until the server is ready, or why it is not.
    private static func spawn(_ settings: String) -> String {
        var (input, output) = ([Int32](repeating: -1, count: 2), [Int32](repeating: -1, count: 2))
        guard pipe(&input) == 0, pipe(&output) == 0 else { return "no pipe" }
        for descriptor in input + output { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        posix_spawn_file_actions_adddup2(&actions, output[1], 2)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let words: [String] = ["/bin/bash", "-c", script(settings)]
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        guard posix_spawn(&child, "/bin/bash", &actions, nil, arguments, environ) == 0 else { return "no bash" }
        close(input[0])
        close(output[1])
        // input[1] stays open until the process ends: it is the server's life.
        var said: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(output[0], &buffer, buffer.count)
            guard count > 0 else { break }
            said += buffer[..<count]
            if said.starts(with: Array("ready".utf8)), said.contains(10) { break }
        }
        return String(decoding: said, as: UTF8.self)
    }

    private static func script(_ settings: String) -> String {
        """
        set -eu
        bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
        [ -x "$bin/initdb" ] || { echo "no PostgreSQL in /usr/lib/postgresql"; exit 1; }
        folder=$(mktemp -d "${TMPDIR:-/tmp}/rollcall-postgres.XXXXXX")
        as=()
        if [ "$(id -u)" = 0 ]; then
            user=$(id -u postgres >/dev/null 2>&1 && echo postgres || echo nobody)
            as=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups --)
        fi
        server=
        finish() {
            [ -z "$server" ] || { kill -QUIT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
            rm -rf "$folder"
        }
        trap finish EXIT
        trap '' INT TERM HUP
        cd /
        echo '\(password)' > "$folder/password"
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
            -keyout "$folder/server.key" -out "$folder/server.crt" 2>/dev/null
        chmod 600 "$folder/server.key"
        [ ${#as[@]} = 0 ] || chown -R "$user" "$folder"
        chmod 711 "$folder"
        "${as[@]}" "$bin/initdb" -D "$folder/data" -U rollcall -E UTF8 --locale=C.UTF-8 --no-sync --auth-local=trust \
            --auth-host=scram-sha-256 --pwfile="$folder/password" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
        for attempt in 1 2 3 4 5; do
            port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
            "${as[@]}" "$bin/postgres" -D "$folder/data" -k "$folder" -p "$port" -h localhost\(settings) -c max_prepared_transactions=8 \
                -c max_connections=300 -c shared_buffers=32MB -c max_wal_size=256MB -c autovacuum_naptime=10s \
                -c ssl=on -c ssl_cert_file="$folder/server.crt" -c ssl_key_file="$folder/server.key" < /dev/null >> "$folder/log" 2>&1 &
            server=$!
            for wait in $(seq 300); do
                kill -0 "$server" 2>/dev/null || { server=; break; }
                if "$bin/pg_isready" -q -h "$folder" -p "$port"; then break 2; fi
                sleep 0.1
            done
        done
        [ -n "$server" ] || { cat "$folder/log"; exit 1; }
        echo "ready $folder $port"
        exec 1>/dev/null 2>/dev/null
        read -r _ || true
        """
    }
}

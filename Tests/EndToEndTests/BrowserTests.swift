import Dispatch
import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

private let hasChromium = ["/usr/lib/chromium/chromium", "/usr/bin/chromium"].contains { (path: String) in access(path, X_OK) == 0 }

/// The verbs that open pages in Chromium.
@Suite(.serialized, .enabled(if: hasChromium, "Chromium is not installed")) struct BrowserTests {
    private let folder: URL

    init() throws { folder = try Program.temporaryFolder() }

    private static let list = """
        <!DOCTYPE html><title>Members</title><div id=app></div><script>
        const names = ['Ana Smith', 'Bo Jones', 'Cy Brown', 'Di White', 'Ed Green'];
        document.getElementById('app').innerHTML = '<ul>' + names.map((n, i) => `<li class=m><a href=/m/${i}>${n}</a>
          <span>(512) 555-010${i}</span> <a href="mailto:m${i}@example.org">m${i}@example.org</a></li>`).join('') + '</ul>';
        </script>
        """

    private static let form = """
        <!DOCTYPE html><title>Add your listing</title><h1>Add your listing</h1><div id=app></div><script>
        document.getElementById('app').innerHTML = `<form method=post action=/add><label>Business name <input name=company></label>
          <label>E-mail <input type=email name=mail></label><label>Phone <input type=tel name=phone></label>
          <label>Street <input name=street></label><label>City <input name=city></label><button>Add listing</button></form>`;
        </script>
        """

    @Test func `records and forms that scripts build are read`() throws {
        let server = try LittleServer { $0 == "/list" ? Self.list : Self.form }
        defer { server.stop() }
        let bare = try Program.run(["extract", server.url("/list"), "--allow-private"], in: folder)
        #expect(bare.status == 1 && bare.text.contains("no records"), "\(bare)")
        let list = try Program.run(["extract", server.url("/list"), "--render", "--allow-private", "--country", "US"], in: folder)
        #expect(list.status == 0 && list.text.contains("5 records") && list.text.contains("Ed Green"), "\(list)")
        let form = try Program.run(["form", server.url("/form"), "--render", "--allow-private", "--json"], in: folder)
        #expect(form.status == 0 && form.text.contains("\"tel\"") && form.text.contains("\"email\""), "\(form)")
        let refused = try Program.run(["extract", server.url("/list"), "--render"], in: folder)
        #expect(refused.status == 2 && refused.errors.contains("loopback"), "\(refused)")
    }

    @Test func `fields that come with a choice are told with it`() throws {
        let server = try LittleServer { _ in
            """
            <!DOCTYPE html><title>Add</title><form method=post><select name=kind><option value=me>Person<option value=firm>Firm</select>
            <input name=mail type=email><fieldset hidden disabled><label>Firm name <input name=company></label></fieldset></form>
            <script>document.forms[0].kind.onchange = e => {
              const part = document.querySelector('fieldset');
              part.hidden = part.disabled = e.target.value !== 'firm';
            };</script>
            """
        }
        defer { server.stop() }
        let form = try Program.run(["form", server.url("/"), "--render", "--allow-private", "--json"], in: folder)
        #expect(form.status == 0 && form.text.contains("\"appears_when\":[{") && form.text.contains("\"values\":[\"firm\"]"), "\(form)")
        let table = try Program.run(["form", server.url("/"), "--render", "--allow-private"], in: folder)
        #expect(table.text.contains("seen when \"kind\" is \"Firm\""), "\(table)")
    }

    @Test func `a trial takes a picture of the filled form and sends nothing`() throws {
        let server = try LittleServer { $0 == "/robots.txt" ? "" : Self.form }
        defer { server.stop() }
        try
            "organization: Acme Plumbing\nemail: office@example.org\ntel: +1 512 555 0100\nstreet-address: [12 Main Street]\naddress-level2: Austin\ncountry: US\n"
            .write(to: folder.appending(path: "acme.yaml"), atomically: true, encoding: .utf8)
        let file = folder.appending(path: "form.png")
        let trial = try Program.run(
            [
                "onboard", "trial", server.url("/form"), "--page", "--render", "--profile", folder.appending(path: "acme.yaml").path,
                "--picture", file.path, "--allow-private",
            ], in: folder)
        #expect(trial.status == 0 && trial.errors.contains("5 of 5 fields filled"), "\(trial)")
        #expect((try Data(contentsOf: file)).starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(server.seen.allSatisfy { $0.hasPrefix("GET ") }, "\(server.seen)")
    }

    @Test func `Chromium goes with a program that is killed`() throws {
        let asked = DispatchSemaphore(value: 0)
        let server = try LittleServer { target in
            guard target == "/hang.js" else { return "<script src=/hang.js></script>" }
            asked.signal()
            return nil
        }
        defer { server.stop() }
        let program = try Program(["extract", server.url("/"), "--render", "--allow-private"], in: folder)
        #expect(asked.wait(timeout: .now() + 60) == .success, "\(program.errorText)")
        let children = Self.processes { $0.parent == program.process }
        #expect(children.count == 1)
        let group = Self.processes { one in children.contains { $0.process == one.group } }
        #expect(group.count > 1)
        program.send(SIGKILL)
        #expect(try program.wait() == 128 + SIGKILL)
        try program.until("the end of Chromium") { Self.processes { one in group.contains { $0.process == one.process } }.isEmpty }
    }

    private struct Running {
        var process: Int32
        var parent: Int32
        var group: Int32
    }

    private static func processes(_ isMeant: (Running) -> Bool) -> [Running] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { name -> Running? in
            guard let process = Int32(name), let stat = FileManager.default.contents(atPath: "/proc/\(name)/stat") else { return nil }
            let fields = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 2, fields[0] != "Z", let parent = Int32(fields[1]), let group = Int32(fields[2]) else { return nil }
            let running = Running(process: process, parent: parent, group: group)
            return isMeant(running) ? running : nil
        }
    }
}

/// A web server on loopback in a thread of its own, one request after the other.
private final class LittleServer: @unchecked Sendable {
    private let descriptor: Int32
    private let port: UInt16
    private let lock = NSLock()
    private var requests: [String] = []

    /// The first lines of the requests so far.
    var seen: [String] { lock.withLock { requests } }

    /// - Parameter page: The page of a target; nil to say nothing and to keep the connection open.
    init(_ page: @escaping @Sendable (_ target: String) -> String?) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw Program.Failure(message: "no port on loopback") }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                var bytes = [UInt8](repeating: 0, count: 16_384)
                let count = read(connection, &bytes, bytes.count)
                let line = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).prefix { $0 != "\r\n" }
                lock.withLock { requests.append(String(line)) }
                guard let body = page(line.split(separator: " ").dropFirst().first.map(String.init) ?? "") else { continue }
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
                let answer = Array((head + body).utf8)
                _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
                close(connection)
            }
        }
    }

    func url(_ target: String) -> String { "http://127.0.0.1:\(port)\(target)" }

    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}

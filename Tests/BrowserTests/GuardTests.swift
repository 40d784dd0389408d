import Foundation
import HTML
import Testing
import Web

@testable import Browser

#if canImport(Glibc)
    import Glibc
#endif

/// Pages that reach for what is inside the network they are opened in: nothing may come of it.
@Suite(.serialized, .enabled(if: BrowserStage.isThere, "Chromium is not installed")) struct GuardTests {
    /// A server and a datagram socket at an address of this machine that no page may reach.
    private func withInside(_ body: (PageServer, UInt16, () -> Int) async throws -> Void) async throws {
        let inside = try await PageServer(host: "127.0.0.2") { _ in .html("<p>secret</p>", headers: [("Access-Control-Allow-Origin", "*")])
        }
        let datagrams = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(datagrams) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> UInt16 in
                guard bind(datagrams, pointer, length) == 0, getsockname(datagrams, pointer, &length) == 0 else { return 0 }
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { UInt16(bigEndian: $0.pointee.sin_port) }
            }
        }
        #expect(port != 0)
        do {
            try await body(inside, port) {
                var bytes = [UInt8](repeating: 0, count: 64)
                return recv(datagrams, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            }
        } catch {
            await inside.close()
            throw error
        }
        await inside.close()
    }

    @Test func `nothing that a page does reaches inside`() async throws {
        try await withInside { inside, udp, received in
            let port = inside.port
            try await BrowserStage.with { request in
                switch request.target {
                case "/":
                    .html(
                        """
                        <link rel=preconnect href="http://127.0.0.2:\(port)"><link rel=prefetch href="http://127.0.0.2:\(port)/prefetch">
                        <link rel=dns-prefetch href="//inside.test"><link rel=stylesheet href="http://inside.test:\(port)/style">
                        <script src="http://127.0.0.2:\(port)/script"></script><img src="http://127.0.0.2:\(port)/image">
                        <iframe src="http://127.0.0.2:\(port)/frame"></iframe><iframe src="/redirect"></iframe>
                        <iframe src="http://inside.test:\(port)/named"></iframe><iframe sandbox src="http://127.0.0.2:\(port)/box"></iframe>
                        <iframe src="file:///etc/passwd"></iframe><object data="http://127.0.0.2:\(port)/object"></object>
                        <form id=f target=w action="http://127.0.0.2:\(port)/form" method=post><input name=a></form><iframe name=w></iframe>
                        <script type=module src="http://127.0.0.2:\(port)/module"></script>
                        <script src="/tries.js"></script>
                        """)
                case "/redirect": .to("http://127.0.0.2:\(port)/redirected")
                case "/tries.js":
                    .script(
                        """
                        const at = 'http://127.0.0.2:\(port)', tries = [];
                        const attempt = f => { try { tries.push(Promise.resolve(f()).then(() => 'got', () => 'no')) } catch { tries.push('no') } };
                        for (const where of [at, 'http://inside.test:\(port)', 'http://localhost:\(port)', 'http://[::ffff:127.0.0.2]:\(port)',
                          'http://2130706434:\(port)', 'http://0x7f000002:\(port)', 'http://169.254.169.254', location.origin + '/redirect'])
                          attempt(() => fetch(where, {mode: 'no-cors'}));
                        attempt(() => navigator.sendBeacon(at + '/beacon', 'x') && Promise.reject());
                        attempt(() => new Promise((ok, no) => { const s = new WebSocket('ws://127.0.0.2:\(port)/socket'); s.onopen = ok; s.onerror = no; }));
                        attempt(() => new Promise((ok, no) => { const s = new EventSource(at + '/events'); s.onopen = ok; s.onerror = no; }));
                        attempt(() => new Promise((ok, no) => {
                          const code = `fetch('${at}/worker', {mode: 'no-cors'}).then(() => postMessage(1), () => postMessage(0))`;
                          const w = new Worker(URL.createObjectURL(new Blob([code]))); w.onmessage = e => e.data ? ok() : no(); w.onerror = no; }));
                        attempt(() => navigator.serviceWorker.register('/worker.js'));
                        attempt(() => navigator.geolocation ? new Promise((ok, no) => navigator.geolocation.getCurrentPosition(ok, no)) : Promise.reject());
                        attempt(() => new Promise((ok, no) => {
                          const c = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:\(udp)'}]});
                          c.createDataChannel('x'); c.onicegatheringstatechange = () => { if (c.iceGatheringState === 'complete') no(); };
                          c.createOffer().then(o => c.setLocalDescription(o)); setTimeout(no, 1500); }));
                        window.open(at + '/window'); document.getElementById('f').submit();
                        Promise.all(tries).then(all => document.body.setAttribute('data-tries', all.join()));
                        """)
                case "/worker.js": .script("")
                default: .missing
                }
            } _: { stage in
                let page = try await stage.render("/", limits: PageLimits(time: .seconds(60), settle: .seconds(20)))
                let tries = try #require(page.text.firstMatch(of: /data-tries="([^"]*)"/)?.1.split(separator: ","))
                #expect(tries.count == 15 && tries.allSatisfy { $0 == "no" }, "\(tries)")
                #expect(!page.text.contains("secret"))
                #expect(inside.connections == 0, "\(inside.targets)")
                #expect(received() < 0)
                let refused = page.requests.filter { request in
                    if case .refused(let reason) = request.outcome { return reason.contains("address") }
                    return false
                }
                #expect(refused.contains { $0.url.contains("/frame") } && refused.contains { $0.url.contains("/redirected") })
                #expect(refused.contains { $0.url.contains("inside.test") && $0.kind != "Document" })
            }
        }
    }

    @Test(arguments: ["direct", "named", "redirect", "script", "localhost"]) func `a page inside is not opened`(_ way: String) async throws
    {
        try await withInside { inside, _, _ in
            let there = "http://127.0.0.2:\(inside.port)/"
            try await BrowserStage.with { request in
                request.target == "/redirect" ? .to(there) : .html("<script>location = '\(there)'</script>")
            } _: { stage in
                let text =
                    switch way {
                    case "direct": there
                    case "named": "http://inside.test:\(inside.port)/"
                    case "redirect": stage.server.url("/redirect")
                    case "script": stage.server.url("/script")
                    default: "http://localhost:\(inside.port)/"
                    }
                let url = try #require(WebURL(text))
                let error = await #expect(throws: BrowserError.self) { try await stage.browser.render(url) }
                // `localhost` may be 127.0.0.1, where nobody listens at that port.
                #expect(error?.code == .refused || way == "localhost" && error?.code == .unreachable, "\(String(describing: error))")
                #expect(inside.connections == 0)
            }
        }
    }

    @Test(arguments: ["file:///etc/passwd", "chrome://version", "javascript:1", "data:text/html,x", "ftp://pages.test/"])
    func `only pages of the web are opened`(_ text: String) async throws {
        try await BrowserStage.with { _ in
            .missing
        } _: { stage in
            let url = try #require(WebURL(text))
            let error = await #expect(throws: BrowserError.self) { try await stage.browser.render(url) }
            #expect(error?.code == .value)
        }
    }
}

#if canImport(Glibc)
    import Glibc
#endif

/// Where Chromium is, and what it is told when it starts.
package enum ChromiumProgram {
    /// Looked at in this order. Debian's own program comes before its wrapper, which adds flags of the user's.
    package static let places = [
        "/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable",
    ]

    /// The program that the settings name, else the first there is.
    /// - Throws: ``BrowserError`` `missing`.
    package static func path(_ configuration: BrowserConfiguration) throws(BrowserError) -> String {
        if let named = configuration.program {
            guard access(named, X_OK) == 0 else {
                throw BrowserError(.missing, "There is no program \(named)", remedy: "Correct browser.program, or remove it")
            }
            return named
        }
        guard let found = places.first(where: { access($0, X_OK) == 0 }) else {
            throw BrowserError(
                .missing, "Chromium is not installed",
                remedy: "Install it (`apt-get install chromium`), or set browser.program to where it is")
        }
        return found
    }

    /// Whether Chromium runs with its sandbox.
    /// - Throws: ``BrowserError`` `start` where it is required and cannot be.
    package static func usesSandbox(_ configuration: BrowserConfiguration, isRoot: Bool = geteuid() == 0) throws(BrowserError) -> Bool {
        switch configuration.sandbox {
        case .off: return false
        case .auto: return !isRoot
        case .required:
            guard !isRoot else {
                throw BrowserError(
                    .start, "browser.sandbox is required, and Chromium has no sandbox for root",
                    remedy: "Run Rollcall as a user of its own, or set browser.sandbox to auto")
            }
            return true
        }
    }

    /// What Chromium is told. Nothing that it does by itself reaches any network: its proxy is a name that never resolves, and so is
    /// every other name. Requests of pages are answered over the debugging pipe alone (``RequestAnswerer``).
    static func arguments(profile: String, userAgent: String, usesSandbox: Bool) -> [String] {
        var arguments = [
            "--headless", "--remote-debugging-pipe", "--user-data-dir=\(profile)", "--user-agent=\(userAgent)",
            // No way out, not even to this machine, which a proxy would else be passed over for (RFC 6761 names, 127.0.0.0/8, link-local).
            "--proxy-server=http://nowhere.invalid:1", "--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--dns-prefetch-disable", "--disable-quic", "--webrtc-ip-handling-policy=disable_non_proxied_udp",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
            // Nothing of its own accord.
            "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-extensions",
            "--disable-sync", "--disable-domain-reliability", "--disable-client-side-phishing-detection", "--disable-breakpad",
            "--disable-crash-reporter", "--metrics-recording-only", "--no-first-run", "--no-default-browser-check", "--no-pings",
            "--no-service-autorun", "--password-store=basic", "--use-mock-keychain",
            "--disable-notifications", "--deny-permission-prompts", "--mute-audio", "--hide-scrollbars",
            // One page, one process: a context of its own holds nothing that another site's frame could steal, and every frame's requests
            // come to the one session that answers them.
            "--disable-site-isolation-trials", "--renderer-process-limit=2",
            "--disable-features=IsolateOrigins,site-per-process,IsolateSandboxedIframes,OriginKeyedProcessesByDefault,Translate,"
                + "OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication,Prerender2,SpareRendererForSitePerProcess",
            // A page's scripts end before the machine's memory does; the rest is watched from outside.
            "--js-flags=--max-old-space-size=512",
            "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
            "--disable-backgrounding-occluded-windows", "--force-color-profile=srgb", "--window-size=1280,1024", "--log-level=3",
            "--lang=en-US",
        ]
        if !usesSandbox { arguments.append("--no-sandbox") }
        return arguments
    }
}

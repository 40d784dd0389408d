package import Settings

/// What Chromium may do here, and with it every page.
package struct BrowserConfiguration: Sendable, Hashable {
    /// Whether Chromium's own sandbox confines what pages run.
    package enum Sandbox: String, Sendable, CaseIterable {
        /// On, but for root, for whom Chromium has none.
        case auto
        /// On; where it cannot be, no page is opened.
        case required
        case off
    }

    /// The path of Chromium; nil for the first of ``ChromiumProgram/places``.
    package var program: String?
    package var sandbox: Sandbox
    /// Pages at once; each has a Chromium of its own.
    package var pages: Int
    package var limits: PageLimits
    /// How long an unused Chromium is kept for the next page.
    package var idle: Duration

    package init(
        program: String? = nil, sandbox: Sandbox = .auto, pages: Int = 2, limits: PageLimits = PageLimits(), idle: Duration = .seconds(30)
    ) {
        self.program = program
        self.sandbox = sandbox
        self.pages = pages
        self.limits = limits
        self.idle = idle
    }

    private static let standard = PageLimits()

    package static let programKey = SettingKey(
        optional: "browser.program", .string("a path"),
        "Chromium's program; unset means the one of Debian's package, or what is on the PATH.")
    package static let sandboxKey = SettingKey(
        "browser.sandbox", .choice(of: Sandbox.self), default: .auto,
        """
        Whether Chromium's own sandbox confines what pages run: auto (on, but for root, for whom Chromium has none), required (no page is \
        opened without), off.
        """)
    package static let pagesKey = SettingKey(
        "browser.pages", .integer(in: 1...16), default: 2, "How many pages may be open at once; each has a Chromium of its own.")
    package static let timeKey = SettingKey(
        "browser.time", .duration(in: .seconds(1) ... .seconds(300)), default: standard.time, "How long one page may take as a whole.")
    package static let settleKey = SettingKey(
        "browser.settle", .duration(in: .milliseconds(100) ... .seconds(60)), default: standard.settle,
        "How long a page that is loaded may go on changing before it is read as it is.")
    package static let growthKey = SettingKey(
        "browser.growth", .duration(in: .seconds(0) ... .seconds(600)), default: standard.growth,
        "How much longer a page may take whose list grows as one scrolls or presses a button; what is not there by then makes a roll partial."
    )
    package static let requestsKey = SettingKey(
        "browser.requests", .integer(in: 1...10_000), default: standard.requests, "How many requests one page may make.")
    package static let bytesKey = SettingKey(
        "browser.bytes", .bytes(in: 65_536...1_073_741_824), default: standard.bytes,
        "How many bytes one page may fetch, after decompression.")
    package static let memoryKey = SettingKey(
        "browser.memory", .bytes(in: 268_435_456...68_719_476_736), default: standard.memory,
        "How much memory of its own Chromium may take for one page before it is ended.")

    /// Every key of this target, in the order of the documentation.
    package static let keys: [AnySettingKey] = [
        programKey.erased, sandboxKey.erased, pagesKey.erased, timeKey.erased, settleKey.erased, growthKey.erased, requestsKey.erased,
        bytesKey.erased, memoryKey.erased,
    ]

    package init(_ settings: Settings) {
        self.init(
            program: settings[Self.programKey], sandbox: settings[Self.sandboxKey], pages: settings[Self.pagesKey],
            limits: PageLimits(
                time: settings[Self.timeKey], settle: settings[Self.settleKey], growth: settings[Self.growthKey],
                requests: settings[Self.requestsKey],
                bytes: settings[Self.bytesKey], memory: settings[Self.memoryKey]))
    }
}

/// What one page may take.
package struct PageLimits: Sendable, Hashable {
    /// From its opening to its reading.
    package var time: Duration
    /// How long a loaded page may go on changing before it is read as it is.
    package var settle: Duration
    /// How much more time a page has whose list is to grow.
    package var growth: Duration
    /// Requests that are answered; further ones are refused.
    package var requests: Int
    /// Decoded bytes of all answers; what goes beyond is refused.
    package var bytes: Int
    /// Bytes of memory that Chromium's processes hold for themselves.
    package var memory: Int
    /// Bytes of HTML that are read of it.
    package var html: Int

    package init(
        time: Duration = .seconds(20), settle: Duration = .seconds(5), growth: Duration = .seconds(60), requests: Int = 200,
        bytes: Int = 32 << 20, memory: Int = 1 << 30, html: Int = 8 << 20
    ) {
        self.time = time
        self.settle = settle
        self.growth = growth
        self.requests = requests
        self.bytes = bytes
        self.memory = memory
        self.html = html
    }
}

import Testing

@testable import Browser

@Suite struct PageProgressTests {
    private func asked(_ url: String = "https://a.test/x", _ kind: String = "Script", isMain: Bool = false) -> PageProgress.Asked {
        PageProgress.Asked(url: url, kind: kind, isMain: isMain)
    }

    @Test(arguments: [
        ("https://a.test/", "Document", true), ("http://a.test/s.js", "Script", true), ("https://a.test/d", "XHR", true),
        ("https://a.test/d", "Fetch", true), ("https://a.test/s.css", "Stylesheet", true), ("https://a.test/i.png", "Image", false),
        ("https://a.test/f.woff2", "Font", false), ("https://a.test/m.mp4", "Media", false), ("wss://a.test/", "WebSocket", false),
        ("https://a.test/", "Ping", false), ("https://a.test/", "EventSource", false), ("file:///etc/passwd", "Document", false),
        ("chrome://settings", "Document", false), ("ftp://a.test/", "Fetch", false), ("https://a.test/", "Prefetch", false),
    ]) func `only what a page is read by is fetched`(_ url: String, _ kind: String, _ isFetched: Bool) {
        var progress = PageProgress(.text, PageLimits(bytes: 100))
        #expect(progress.asked(asked(url, kind)) == (isFetched ? .fetch : .refuse(quietly: false)))
        #expect(progress.underWay == (isFetched ? 1 : 0))
        #expect(progress.requests.count == (isFetched ? 0 : 1))
    }

    @Test(arguments: ["data:text/html,x", "blob:https://a.test/1", "about:blank"]) func `what needs no network passes`(_ url: String) {
        var progress = PageProgress(.text, PageLimits())
        #expect(progress.asked(asked(url, "Document")) == .pass)
        #expect(progress.underWay == 0)
    }

    @Test func `a picture wants to be looked at`() {
        var progress = PageProgress(.picture, PageLimits())
        #expect(progress.asked(asked("https://a.test/i.png", "Image")) == .fetch)
        #expect(progress.asked(asked("https://a.test/m.mp4", "Media")) == .refuse(quietly: false))
    }

    @Test func `requests beyond the limit are refused and the page is cut`() {
        var progress = PageProgress(.text, PageLimits(requests: 2))
        _ = progress.asked(asked())
        _ = progress.asked(asked())
        #expect(!progress.isTruncated)
        #expect(progress.asked(asked()) == .refuse(quietly: false))
        #expect(progress.isTruncated && progress.begun == 2 && progress.underWay == 2)
    }

    @Test func `bytes are shared by all answers`() {
        var progress = PageProgress(.text, PageLimits(bytes: 10))
        let (first, second) = (asked("https://a.test/1"), asked("https://a.test/2"))
        #expect(progress.asked(first) == .fetch)
        #expect(progress.asked(second) == .fetch)
        let (fits, fitsToo) = (progress.answered(first, status: 200, bytes: 7), progress.answered(second, status: 200, bytes: 7))
        #expect(fits && !fitsToo, "both together are more than there may be")
        #expect(progress.isTruncated && progress.bytes == 7 && progress.underWay == 0)
        #expect(progress.asked(asked()) == .fetch && progress.room == 3)
        progress.cut(asked())
        #expect(progress.underWay == 0)
    }

    @Test func `a page that is too long is no page`() {
        var progress = PageProgress(.text, PageLimits(bytes: 10))
        _ = progress.asked(asked("https://a.test/", "Document", isMain: true))
        progress.cut(asked("https://a.test/", "Document", isMain: true))
        #expect(progress.trouble?.code == .unreachable)
    }

    @Test func `a filled form sends nothing and stays`() {
        var progress = PageProgress(.picture, PageLimits())
        progress.narrow(to: .closed)
        for kind in ["Document", "Fetch", "Image", "Ping"] {
            #expect(progress.asked(asked("https://a.test/", kind, isMain: kind == "Document")) == .refuse(quietly: true))
        }
        #expect(progress.asked(asked("data:text/html,x", "Document")) == .refuse(quietly: true))
        #expect(progress.trouble == nil)
    }

    @Test func `a form that is sent tells its own site alone`() {
        var progress = PageProgress(.text, PageLimits())
        progress.narrow(to: .hosts(["a.test"]))
        #expect(progress.asked(asked("https://a.test/take", "XHR")) == .fetch)
        #expect(progress.asked(asked("https://A.test:8443/take", "Fetch")) == .fetch)
        for url in ["https://b.a.test/", "https://a.test.evil.test/", "https://evil.test/?a.test"] {
            #expect(progress.asked(asked(url, "Fetch")) == .refuse(quietly: false))
            #expect(progress.asked(asked(url, "Document", isMain: true)) == .refuse(quietly: true))
        }
    }

    @Test func `what never ends is ended`() {
        var progress = PageProgress(.text, PageLimits())
        for _ in 0..<PageProgress.mostDialogs { #expect(progress.asksAPerson("") == nil) }
        #expect(progress.asksAPerson("")?.code == .unruly)
        for _ in 0..<PageProgress.mostWindows { #expect(progress.openedAWindow() == nil) }
        #expect(progress.openedAWindow()?.code == .unruly)
        for _ in 0..<PageProgress.mostNavigations { #expect(progress.navigated() == nil) }
        #expect(progress.navigated()?.code == .unruly)
    }

    @Test func `refused requests do not pile up`() {
        var progress = PageProgress(.text, PageLimits())
        for _ in 0..<10_000 { _ = progress.asked(asked("https://a.test/i.png", "Image")) }
        #expect(progress.requests.count == PageProgress.mostRefused)
    }

    @Test func `a later document makes good for one that could not be had`() {
        var progress = PageProgress(.text, PageLimits())
        let main = asked("https://a.test/", "Document", isMain: true)
        _ = progress.asked(main)
        progress.failed(main, BrowserError(.unreachable, "gone", remedy: "wait"))
        #expect(progress.trouble?.message == "gone")
        _ = progress.asked(main)
        let isTaken = progress.answered(main, status: 200, bytes: 1)
        #expect(isTaken)
        #expect(progress.trouble == nil && progress.status == 200)
    }
}

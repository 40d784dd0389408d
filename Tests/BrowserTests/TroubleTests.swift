import Foundation
import HTML
import Synchronization
import Testing

@testable import Browser

#if canImport(Glibc)
    import Glibc
#endif

/// Pages that do their worst: each is an error with its reason, and the next page is read as if nothing had been.
@Suite(.serialized, .enabled(if: BrowserStage.isThere, "Chromium is not installed")) struct TroubleTests {
    @Test(arguments: [
        ("while (true);", BrowserError.Code.unresponsive), ("while (true) alert(1)", .unruly),
        ("location = '/loop?' + Math.random()", .unruly),
    ]) func `a page that never ends is ended`(_ script: String, _ code: BrowserError.Code) async throws {
        try await BrowserStage.with { request in
            request.target == "/well" ? .html("<p>well</p>") : .html("<script>\(script)</script>")
        } _: { stage in
            // Only where nothing else tells is the time waited for.
            let error = try await stage.refusal("/", limits: PageLimits(time: code == .unresponsive ? .seconds(3) : .seconds(60)))
            #expect(error.code == code, "\(error)")
            #expect(try await stage.render("/well").text.contains("<p>well</p>"))
        }
    }

    @Test func `a page that eats memory is ended`() async throws {
        // Its title changes as well, so that it never comes to rest before it has eaten enough.
        let script = "const all = []; setInterval(() => { document.title = all.push(new Uint8Array(32 << 20).fill(1)) }, 10)"
        try await BrowserStage.with { request in
            request.target == "/well" ? .html("<p>well</p>") : .html("<script>\(script)</script>")
        } _: { stage in
            let error = try await stage.refusal("/", limits: PageLimits(time: .seconds(60), settle: .seconds(60), memory: 512 << 20))
            #expect(error.code == .memory, "\(error)")
            #expect(try await stage.render("/well").text.contains("<p>well</p>"))
        }
    }

    @Test func `a Chromium that is killed is told of, and replaced`() async throws {
        let current = Mutex<Browser?>(nil)
        let killed = Mutex<[Int32]>([])
        try await BrowserStage.with { request in
            switch request.target {
            case "/": return .html("<script src='/kill.js'></script>")
            case "/kill.js":
                for process in current.withLock({ $0 })?.busy ?? [] {
                    kill(process.process, SIGKILL)
                    killed.withLock { $0.append(process.process) }
                }
                return .silence
            default: return .html("<p>well</p>")
            }
        } _: { stage in
            current.withLock { $0 = stage.browser }
            let error = try await stage.refusal()
            #expect(error.code == .crashed, "\(error)")
            let group = try #require(killed.withLock { $0 }.first)
            #expect(ProcessGroup.members(of: group).isEmpty)
            #expect(try await stage.render("/well").text.contains("<p>well</p>"))
            current.withLock { $0 = nil }
        }
    }

    @Test func `no more pages are open at once than may be`() async throws {
        let open = Mutex((now: 0, most: 0))
        try await BrowserStage.with(pages: 2) { request in
            if request.target.hasPrefix("/end") {
                open.withLock { $0.now -= 1 }
                return .script("document.body.append('done')")
            }
            open.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            return .html("<script src='/end'></script>")
        } _: { stage in
            let pages = try await withThrowingTaskGroup(of: RenderedPage.self) { group in
                for number in 0..<5 { group.addTask { try await stage.render("/\(number)") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(pages.count == 5 && pages.allSatisfy { $0.text.contains("done") })
            #expect(open.withLock { $0.most } <= 2 && stage.browser.resting.count <= 2)
        }
    }

    @Test func `nothing is left behind`() async throws {
        try await BrowserStage.with { _ in
            .html("<p>well</p>")
        } _: { stage in
            _ = try await stage.render()
            let process = try #require(stage.browser.resting.first)
            let folder = process.folder.path
            #expect(!ProcessGroup.members(of: process.process).isEmpty && FileManager.default.fileExists(atPath: folder))
            await stage.browser.shutdown()
            #expect(ProcessGroup.members(of: process.process).isEmpty && !FileManager.default.fileExists(atPath: folder))
            #expect(Self.processes(naming: folder).isEmpty)
            let error = try await stage.refusal()
            #expect(error.code == .cancelled)
        }
    }

    @Test func `a page that nobody waits for any more is closed`() async throws {
        let asked = AsyncStream.makeStream(of: Void.self)
        try await BrowserStage.with { request in
            asked.continuation.yield()
            return .silence
        } _: { stage in
            let task = Task { try await stage.refusal() }
            for await _ in asked.stream { break }
            let process = try #require(stage.browser.busy.first)
            task.cancel()
            #expect(try await task.value.code == .cancelled)
            #expect(ProcessGroup.members(of: process.process).isEmpty && stage.browser.busy.isEmpty)
        }
    }

    @Test func `a program that is no Chromium does not start`() async throws {
        try await BrowserStage.with { _ in
            .missing
        } _: { stage in
            let browser = Browser(BrowserConfiguration(program: "/bin/true"), prober: stage.prober)
            let url = try stage.url()
            let error = await #expect(throws: BrowserError.self) { try await browser.render(url) }
            #expect(error?.code == .start)
            await browser.shutdown()
        }
    }

    /// Processes whose command names a text.
    private static func processes(naming text: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { name in
            guard Int(name) != nil, let words = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else { return false }
            return String(decoding: words, as: UTF8.self).contains(text)
        }
    }
}

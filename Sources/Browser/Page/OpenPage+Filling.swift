import Foundation
import HTML
import Synchronization

extension OpenPage {
    /// Pixels of the page that a picture shows at most, and around the form.
    private static let mostHeight = 6000.0
    private static let margin = 16.0

    private struct Filled: Decodable, Sendable {
        var filled: [Int]
        var x: Double
        var y: Double
        var width: Double
        var height: Double
        var pageWidth: Double
        var pageHeight: Double
    }

    /// Puts values into the page's form and takes a picture of it. Before the first value is in, the page's way out is closed for good.
    func picture(filling entries: [FieldEntry]) async throws(BrowserError) -> FormPicture {
        progress.withLock { $0.narrow(to: .closed) }
        let encoder = JSONEncoder()
        // Line separators are JSON, and were not always JavaScript; `</` matters to nobody here.
        guard let json = try? encoder.encode(entries),
            let filled = try await inWorld(PageScripts.fill(String(decoding: json, as: UTF8.self)), Filled.self)
        else { throw PageProgress.unruly("The page changes into another before it can be filled") }
        // What scripts make of the values: marks at fields, further fields.
        _ = try await inWorld(PageScripts.rest(quiet: 150, longest: 1000), Bool.self)
        let page = try await read(isSettled: true)
        let x = max(0, filled.x - Self.margin)
        let y = max(0, filled.y - Self.margin)
        let clip = DevTools.Page.CaptureScreenshot.Clip(
            x: x, y: y, width: min(max(filled.width + 2 * Self.margin, 320), max(filled.pageWidth - x, 320), 1600),
            height: min(max(filled.height + 2 * Self.margin, 120), max(filled.pageHeight - y, 120), Self.mostHeight), scale: 1)
        let shot = try await link.call(DevTools.Page.CaptureScreenshot(clip: clip), session: session, within: left)
        guard let png = Data(base64Encoded: shot.data), !png.isEmpty else {
            throw BrowserError(.conversation, "Chromium's picture cannot be read", remedy: "Update Chromium")
        }
        return FormPicture(url: page.url, png: Array(png), filled: filled.filled, html: page.html)
    }
}

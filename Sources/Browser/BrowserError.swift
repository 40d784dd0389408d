/// Why there is no page or no picture of one.
package struct BrowserError: Error, Sendable, Hashable {
    package enum Code: String, Sendable, CaseIterable {
        /// Chromium is not installed, or not where the settings say.
        case missing = "browser.missing"
        /// Chromium does not start, or not with the sandbox that is required.
        case start = "browser.start"
        /// A setting has an impossible value, or the address is no http or https URL.
        case value = "browser.value"
        /// The page stands at an address that may not be connected to.
        case refused = "browser.refused"
        /// The page cannot be had: its name, its server, its certificate.
        case unreachable = "browser.unreachable"
        /// What came back is no HTML page: a download, a picture, a document of another kind.
        case notPage = "browser.not_page"
        /// A script never ends, or the page never comes to rest enough to be read.
        case unresponsive = "browser.unresponsive"
        /// Chromium, or the part of it that held the page, ended.
        case crashed = "browser.crashed"
        /// The page took more memory than it may.
        case memory = "browser.memory"
        /// The page closed itself, goes on to other pages without end, or opens windows or dialogs without end.
        case unruly = "browser.unruly"
        /// Chromium answered what was not expected.
        case conversation = "browser.conversation"
        /// The task was cancelled, or the browser shut down.
        case cancelled = "browser.cancelled"
    }

    package var code: Code
    /// One sentence, without a trailing full stop.
    package var message: String
    /// What to do about it.
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}

extension BrowserError: CustomStringConvertible {
    package var description: String { "\(message). \(remedy)." }
}

extension BrowserError {
    static let cancelled = BrowserError(.cancelled, "The page was given up", remedy: "Ask again")

    static func crashed(_ what: String) -> BrowserError {
        BrowserError(.crashed, what, remedy: "Read this page in another way; the next page gets a new Chromium")
    }
}

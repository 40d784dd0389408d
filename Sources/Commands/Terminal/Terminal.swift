#if canImport(Glibc)
    import Glibc
#endif

/// Where a command's words go: results to standard output, everything else to standard error; colour only where a person reads.
package struct Terminal: Sendable {
    /// A role that text plays; how it looks is decided here and nowhere else.
    package enum Style: String, Sendable {
        case bold = "1"
        case dim = "2"
        case good = "32"
        case warning = "33"
        case bad = "31"
        case info = "36"
        case special = "35"
    }

    /// Whether standard output takes colour.
    package let coloured: Bool
    /// Whether standard error is a terminal, so that progress may be drawn over itself.
    package let interactive: Bool
    /// Columns of the terminal; nil when standard output is not one.
    package let width: Int?

    package init(coloured: Bool, interactive: Bool, width: Int?) {
        self.coloured = coloured
        self.interactive = interactive
        self.width = width
    }

    /// The terminal of this process, by `isatty`, `NO_COLOR` (no-color.org) and `TERM`.
    package static func current() -> Terminal {
        let output = isatty(STDOUT_FILENO) == 1
        let plain = environment("NO_COLOR").map { !$0.isEmpty } ?? false
        let dumb = environment("TERM") == "dumb"
        var size = winsize()
        let known = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal(
            coloured: output && !plain && !dumb, interactive: isatty(STDERR_FILENO) == 1 && !dumb,
            width: output && known ? Int(size.ws_col) : nil)
    }

    /// The text in a style, or bare where there is no colour.
    package func styled(_ text: String, _ style: Style) -> String {
        coloured ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Writes a line of result to standard output.
    package func say(_ line: String = "") { Self.write(line + "\n", to: STDOUT_FILENO) }

    /// Writes text that brings its own line ends to standard output.
    package func put(_ text: String) { Self.write(text, to: STDOUT_FILENO) }

    /// Writes a line about the work to standard error.
    package func note(_ line: String) { Self.write((interactive ? "\r\u{1B}[K" : "") + line + "\n", to: STDERR_FILENO) }

    /// Draws progress in place on standard error; silent where that is not a terminal. An empty text wipes it.
    package func progress(_ text: String) {
        guard interactive else { return }
        Self.write("\r\u{1B}[K" + text, to: STDERR_FILENO)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return
            }
            bytes = bytes.dropFirst(count)
        }
    }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

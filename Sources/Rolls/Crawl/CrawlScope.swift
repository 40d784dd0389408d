package import HTML

/// Which addresses belong to a directory: those of its host, with or without `www.`, over http or https, at its
/// port. Files that are no pages stay out.
package struct CrawlScope: Sendable, Hashable {
    private let host: String
    private let port: Int?

    /// Nil for an address that is no web page's.
    package init?(_ start: WebURL) {
        guard start.isHTTP, let host = start.host, !host.isEmpty else { return nil }
        self.host = Self.bare(host)
        port = start.port
    }

    /// Whether a page may be part of the crawl.
    package func contains(_ url: WebURL) -> Bool { covers(url) && !Self.isFile(url.path) }

    /// Whether an address may be a page or a part of a list: those of scripts are JSON at times, and called so.
    package func containsLists(_ url: WebURL) -> Bool { contains(url) || covers(url) && url.path.lowercased().hasSuffix(".json") }

    /// Whether an address is one of the directory's, be it a page or a file.
    package func covers(_ url: WebURL) -> Bool {
        guard url.isHTTP, let other = url.host else { return false }
        return Self.bare(other) == host && url.port == port
    }

    private static func bare(_ host: String) -> String { host.hasPrefix("www.") ? String(host.dropFirst(4)) : host }

    private static let files: Set<String> = [
        "jpg", "jpeg", "png", "gif", "webp", "svg", "ico", "pdf", "zip", "gz", "mp3", "mp4", "mov", "avi", "doc", "docx", "xls", "xlsx",
        "ppt",
        "pptx", "css", "js", "json", "xml", "rss", "atom", "ics", "vcf", "woff", "woff2", "ttf", "exe", "dmg", "csv", "txt",
    ]

    private static func isFile(_ path: String) -> Bool {
        guard let dot = path.lastIndex(of: "."), path[dot...].utf8.count <= 6, !path[dot...].contains("/") else { return false }
        return files.contains(path[path.index(after: dot)...].lowercased())
    }
}

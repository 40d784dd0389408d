import HTML

/// Parts of URLs for sentences.
enum URLText {
    static func host(_ url: String) -> String { WebURL(url)?.bareHost ?? "the host" }
}

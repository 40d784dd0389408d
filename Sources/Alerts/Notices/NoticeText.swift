import HTML
import Model
import Settings

/// A notice in words: the subject line, and one line for each incident. Channels add their own mark-up.
package struct NoticeText: Sendable {
    private let notice: Notice

    package init(_ notice: Notice) { self.notice = notice }

    /// What happened, in one line without control characters.
    package var subject: String {
        if notice.items.count == 1, notice.more == 0, let item = notice.items.first { return Self.headline(item) }
        if let first = notice.items.first, notice.items.allSatisfy({ $0.event == .message }) {
            return "\(Self.headline(first)) and \(notice.items.count - 1 + notice.more) more"
        }
        var parts: [String] = []
        let (opened, reminded, resolved) = (notice.count(.opened), notice.count(.reminder), notice.count(.resolved))
        if opened > 0 { parts.append("\(Self.counted(opened + notice.more, "incident")) opened") }
        if reminded > 0 { parts.append("\(reminded) still open") }
        if resolved > 0 { parts.append("\(resolved) resolved") }
        return parts.joined(separator: ", ")
    }

    /// One incident in one line: `down: Alabama State Bar (content)`.
    package static func headline(_ item: Notice.Item) -> String {
        let title = oneLine(item.title)
        switch item.event {
        case .opened: return "\(item.verdict.rawValue): \(title)"
        case .reminder: return "still \(item.verdict.rawValue): \(title)"
        case .resolved:
            let span = item.endedAt.map { " after \(duration($0 - item.startedAt))" } ?? ""
            return "resolved: \(title)\(span)"
        case .test, .message: return title
        }
    }

    /// What was seen and since when: `The server answers 503. Since 2026-03-01 09:30 UTC.`
    package static func detail(_ item: Notice.Item) -> String {
        let sentence = oneLine(item.sentence)
        guard item.event != .test, item.event != .message else { return sentence }
        let start = moment(item.startedAt)
        guard item.event == .resolved, let end = item.endedAt else { return "\(sentence) Since \(start)." }
        return "\(sentence) From \(start) to \(moment(end))."
    }

    /// The whole as plain text, at most `most` incidents of it in full.
    package func plain(most: Int = 200) -> String {
        var lines: [String] = []
        for item in notice.items.prefix(most) {
            lines.append(Self.headline(item))
            lines.append("  " + Self.detail(item))
            if let url = item.url { lines.append("  " + Self.oneLine(url)) }
            if let link = item.link { lines.append("  " + Self.oneLine(link)) }
            lines.append("")
        }
        let rest = notice.items.count - min(most, notice.items.count) + notice.more
        if rest > 0 { lines.append("and \(rest) more") }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    /// The whole as an HTML document without anything that is loaded from elsewhere.
    package func html(most: Int = 200) -> String {
        var out = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>\(HTMLText.escaped(subject))</title></head>"
        out += "<body style=\"font-family:sans-serif;line-height:1.45\">"
        for item in notice.items.prefix(most) {
            let headline = HTMLText.escaped(Self.headline(item))
            let title = item.link.map { "<a href=\"\(HTMLText.escaped($0))\">\(headline)</a>" } ?? headline
            out += "<p><strong>\(title)</strong><br>\(HTMLText.escaped(Self.detail(item)))"
            if let url = item.url { out += "<br><a href=\"\(HTMLText.escaped(url))\">\(HTMLText.escaped(url))</a>" }
            out += "</p>"
        }
        let rest = notice.items.count - min(most, notice.items.count) + notice.more
        if rest > 0 { out += "<p>and \(rest) more</p>" }
        return out + "</body></html>"
    }

    // MARK: Parts

    /// A moment for people, to the minute, in UTC.
    static func moment(_ time: Timestamp) -> String {
        let text = time.description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
    }

    /// A span to the second where it is short, to the minute where it is long.
    static func duration(_ span: Duration) -> String {
        let seconds = max(0, span.components.seconds)
        if seconds < 3600 { return DurationText.text(.seconds(seconds)) }
        let minutes = seconds / 60
        let (hours, rest) = (minutes / 60, minutes % 60)
        return hours < 48 ? "\(hours)h" + (rest == 0 ? "" : "\(rest)m") : "\(hours / 24)d" + (hours % 24 == 0 ? "" : "\(hours % 24)h")
    }

    /// Line breaks and other control characters become spaces: a page's own text reaches subject lines and headers.
    static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    /// Text with a backslash before each of the marks that a service's mark-up begins with.
    static func backslashed(_ text: String, marks: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            if marks.unicodeScalars.contains(scalar) { out += "\\" }
            out.unicodeScalars.append(scalar)
        }
        return out
    }

    /// At most so many characters, the cut marked.
    static func cut(_ text: String, to count: Int) -> String {
        text.unicodeScalars.count <= count
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(max(0, count - 1)))) + "…"
    }

    private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)" + (count == 1 ? "" : "s") }
}

import Expressions
import HTML
import Model

/// What the register knows a directory by: its name and its host. A page that is seen for the first time is compared with it, since nothing else says
/// what ought to stand there.
struct SiteIdentity: Sendable {
    /// Words of the name that are long enough to look for, plain.
    private let words: [[UInt8]]
    /// Parts of the host that are no common labels.
    private let labels: [[UInt8]]

    init(name: String, url: WebURL) {
        let host = url.bareHost ?? ""
        // A name that was taken from the host says no more than the host does.
        let isOwn = !name.isEmpty && name.lowercased() != host.lowercased()
        words = isOwn ? Self.words(TextFold.plain(Array(name.utf8))) : []
        let parts = host.lowercased().split(separator: ".").dropLast().filter { $0 != "www" }
        labels = parts.flatMap { $0.split { !($0.isLetter) } }.map { Array($0.utf8) }.filter { $0.count >= 4 }
    }

    private static func words(_ plain: [UInt8]) -> [[UInt8]] {
        plain.split(whereSeparator: { !$0.isWordByte }).map(Array.init).filter { $0.count >= 4 }.map { word in
            // Without an ending, so that "lawyers" finds "lawyer".
            word.count >= 7 ? Array(word.dropLast(2)) : word
        }
    }

    /// Why a page that was never seen before cannot be the directory's: nothing in it is called by any word of the name, nor by the host. Nil where it
    /// may be, and where too little is known or said to tell.
    func strangeness(_ skim: PageSkim, body: [UInt8]) -> [String]? {
        // Either alone may be missing on a good page: people name directories as they like, and a host may be an abbreviation.
        guard words.count >= 2, !labels.isEmpty, skim.textLength >= 200, skim.unreadable == nil else { return nil }
        let said = Self.said(skim)
        // A name in one script says nothing of a page in another.
        guard said.count(where: { $0 >= 0x80 }) * 3 < said.count else { return nil }
        guard !words.contains(where: { Needle($0).find(in: said, from: 0) != nil }) else { return nil }
        let folded = body.prefix(1 << 18).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard !(labels + words).contains(where: { Needle($0).find(in: folded, from: 0) != nil }) else { return nil }
        return [
            "title \((skim.title ?? "").clipped(to: 100).debugDescription)",
            "no word of the directory's name and no part of its host stands on the page",
        ]
    }

    /// Whether a title or heading calls the page by at least half of the name's words.
    func isNamed(by skim: PageSkim) -> Bool {
        words.count >= 2
            && share(of: TextFold.plain(Array((skim.title ?? "").utf8)) + [0x20] + skim.headings.joined(separator: [0x20])) >= 0.5
    }

    /// Whether a title knows no word of the name.
    func isUnknown(to title: String) -> Bool { share(of: TextFold.plain(Array(title.utf8))) == 0 }

    private func share(of plain: [UInt8]) -> Double {
        guard !words.isEmpty else { return 0 }
        return Double(words.count { Needle($0).find(in: plain, from: 0) != nil }) / Double(words.count)
    }

    private static func said(_ skim: PageSkim) -> [UInt8] {
        skim.plainText + [0x20] + TextFold.plain(Array((skim.title ?? "").utf8)) + [0x20] + skim.headings.joined(separator: [0x20])
    }
}

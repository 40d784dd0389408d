import Expressions
import HTML
package import Model

/// What a directory's page looked like when it was well: enough to tell that another site stands in its place, and small (about 500 bytes), since
/// there is one for every directory. Learned from the directory's own good observations.
package struct PageBaseline: Hashable, Sendable, Codable {
    /// Of the body that was judged good last; the same bytes need no second look.
    package var bodyHash: UInt64
    /// The host that answered, after redirects.
    package var host: String
    package var title: String
    package var structure: FeatureSketch
    package var words: FeatureSketch
    package var textLength: Int
    package var links: Int
    package var hasPassword: Bool
    /// How many different good pages it was learned from.
    package var samples: Int
    package var learnedAt: Timestamp
    /// Of the name and address that the register had then (see ``CheckPlan/subject``).
    package var subject: UInt32

    /// Likeness below which two pages have nothing in common.
    static let strange = 0.06

    init(_ skim: PageSkim, bodyHash: UInt64, reached: WebURL, subject: UInt32, at now: Timestamp) {
        self.bodyHash = bodyHash
        self.subject = subject
        host = reached.bareHost ?? ""
        title = (skim.title ?? "").clipped(to: 160)
        structure = skim.structure
        words = skim.words
        textLength = skim.textLength
        links = skim.links
        hasPassword = skim.passwords > 0
        samples = 1
        learnedAt = now
    }

    /// Whether it is time to look at the page again. A page that differs at every visit need not be learned at every visit.
    func isDue(_ now: Timestamp) -> Bool { samples < 3 || now - learnedAt >= Self.refreshed || now < learnedAt }

    private static let refreshed = Duration.seconds(600)

    /// Takes a later good page.
    mutating func learn(_ skim: PageSkim, bodyHash: UInt64, reached: WebURL, at now: Timestamp) {
        let before = samples
        self = PageBaseline(skim, bodyHash: bodyHash, reached: reached, subject: subject, at: now)
        samples = min(before + 1, 1_000_000)
    }

    /// Why a page is not of the site that was learned; nil if it may well be. Only a page with nothing in common is strange: not a class, a link or
    /// an asset, hardly a word, and no name. Redesigns keep the name, and mostly the words.
    func strangeness(_ skim: PageSkim, reached: WebURL) -> [String]? {
        // Too little to tell by.
        guard textLength >= 150, skim.textLength >= 80, let words = self.words.likeness(skim.words), words < Self.strange else {
            return nil
        }
        let structure = self.structure.likeness(skim.structure, atLeast: 3)
        if let structure, structure >= Self.strange { return nil }
        let names = Self.names(TextFold.plain(Array(title.utf8)))
        let said = Self.names(skim.plainText + [0x20] + TextFold.plain(Array((skim.title ?? "").utf8)))
        if !names.isEmpty, names.intersection(said).count * 2 >= names.count { return nil }
        var marks = ["title \((skim.title ?? "").clipped(to: 100).debugDescription), before \(title.clipped(to: 100).debugDescription)"]
        marks.append("\(Int((words * 100).rounded())) % of the words in common")
        if let structure { marks.append("\(Int((structure * 100).rounded())) % of links and classes in common") }
        if let host = reached.bareHost, host != self.host { marks.append("host \(host), before \(self.host)") }
        return marks
    }

    /// The words that may name something.
    private static func names(_ plain: [UInt8]) -> Set<[UInt8]> {
        Set(plain.split(whereSeparator: { !$0.isWordByte }).map(Array.init).filter { $0.count >= 4 })
    }
}

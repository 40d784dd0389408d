import BenchmarkKit
import Foundation
import HTML
import Listings

/// Records of court lists, found without a label. A record counts when its name, its date and its link, as far as the page has them,
/// are found in one extracted record.
enum CourtLists {
    struct Truth {
        var name: String
        var date: String
        var link: String
    }

    struct Page {
        var file: String
        var site: String
        var records: [Truth]
    }

    /// Which of the set's pages: those that its list names, or the others that have a truth beside them.
    private enum Part: String, CaseIterable {
        case listed = "courts"
        case further = "courts, further pages"
    }

    static func evaluate(_ data: String) {
        let folder = data + "/lists-courts"
        let listed = listed(folder)
        guard !listed.isEmpty else {
            print("left out: courts (no lists-courts/lists.jsonl in ROLLCALL_DATA)")
            return
        }
        evaluate(.listed, listed, folder)
        evaluate(.further, further(folder, besides: Set(listed.map(\.file))), folder)
    }

    private static func evaluate(_ part: Part, _ pages: [Page], _ folder: String) {
        let isVerbose = ProcessInfo.processInfo.environment["VERBOSE"] != nil
        var tally: [SiteSplit.Part: RecordTally] = [:]
        var spent = 0.0
        var bytes = 0
        for page in pages {
            guard let source = FileManager.default.contents(atPath: folder + "/" + page.file) else { continue }
            let before = ProcessCost.cpuSeconds()
            let document = Document.parse(Array(source))
            let extraction = Extraction(document, .init(context: ReadingContext(country: Country(rawValue: "US"))))
            spent += ProcessCost.cpuSeconds() - before
            bytes += source.count
            let found = Matching.count(page.records, extraction.records)
            // Where a page has several lists, the truth may be of another one than the largest.
            let all = extraction.sets.map { (Matching.count(page.records, $0.records).matched, page.records.count, $0.records.count) }
            let best = all.max { RecordTally.f1($0.0, $0.1, $0.2) < RecordTally.f1($1.0, $1.1, $1.2) }
            let parts = SiteSplit.parts(page.site)
            for part in parts {
                tally[part, default: RecordTally()].add(found, truth: page.records.count, extracted: extraction.records.count)
                tally[part, default: RecordTally()].addBest(best ?? (0, page.records.count, 0))
            }
            if isVerbose, parts == [.tuning] { CourtMistakes.show(page, extraction, found) }
        }
        for site in SiteSplit.Part.allCases {
            let word = site.rawValue
            let tally = tally[site] ?? RecordTally()
            Figure("\(part.rawValue): record F1, \(word)", tally.f1, "", goal: part == .listed ? .atLeast(0.95) : nil).show()
            Figure("\(part.rawValue): precision, \(word)", tally.precision, "").show()
            Figure("\(part.rawValue): recall, \(word)", tally.recall, "").show()
            Figure("\(part.rawValue): mean of the pages' F1, \(word)", tally.meanF1, "").show()
            Figure("\(part.rawValue): record F1 but for cases that the truth leaves out, \(word)", tally.f1OfCases, "").show()
            Figure("\(part.rawValue): mean of the pages' F1 but for these, \(word)", tally.meanF1OfCases, "").show()
            Figure("\(part.rawValue): record F1 of the set that fits best, \(word)", tally.f1OfBest, "").show()
            Figure("\(part.rawValue): pages exact, \(word)", tally.exactShare, "").show()
            Figure("\(part.rawValue): links found, \(word)", tally.linkShare, "of the true records").show()
            Figure("\(part.rawValue): and names, \(word)", tally.nameShare, "of the true records").show()
            Figure("\(part.rawValue): first name and first date right, \(word)", tally.firstShare, "of the matched records").show()
        }
        let count = Double(max(1, pages.count))
        Figure(
            "\(part.rawValue): parse and extract", spent * 1000 / count, "ms CPU a page of \(bytes / max(1, pages.count) / 1024) KiB"
        ).show()
    }

    private static func listed(_ folder: String) -> [Page] {
        guard let text = FileManager.default.contents(atPath: folder + "/lists.jsonl") else { return [] }
        return text.split(separator: 0x0A).compactMap { line in
            guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any], let file = object["file"] as? String,
                let records = object["records"] as? [[String: Any]]
            else { return nil }
            return page(file, records)
        }
    }

    /// Pages with a truth beside them that the list leaves out: also documents of JSON and XML. Those whose truth stands elsewhere (nine
    /// tenths of its names aren't on the page) say nothing of how a page is read.
    private static func further(_ folder: String, besides listed: Set<String>) -> [Page] {
        ["opinions/united_states", "oral_args/united_states"].flatMap { part -> [Page] in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + part)) ?? []
            return names.sorted().compactMap { name in
                let file = part + "/" + name
                guard !name.contains(".compare."), !listed.contains(file), let dot = file.lastIndex(of: "."),
                    let truth = FileManager.default.contents(atPath: folder + "/" + file[..<dot] + ".compare.json"),
                    let records = try? JSONSerialization.jsonObject(with: truth) as? [[String: Any]],
                    let source = FileManager.default.contents(atPath: folder + "/" + file)
                else { return nil }
                let page = page(file, records)
                let words = Set(Matching.words(String(decoding: source, as: UTF8.self)))
                let present = page.records.count { record in
                    !record.name.isEmpty && Matching.words(record.name).allSatisfy { words.contains($0) }
                }
                return present > 0 && Double(present) >= 0.9 * Double(records.count) ? page : nil
            }
        }
    }

    private static func page(_ file: String, _ records: [[String: Any]]) -> Page {
        let truths = records.map { record in
            Truth(
                name: record["case_names"] as? String ?? "", date: record["case_dates"] as? String ?? "",
                link: record["download_urls"] as? String ?? "")
        }
        let host = truths.lazy.compactMap { WebURL($0.link)?.host }.first ?? (file.split(separator: "/").last.map(String.init) ?? file)
        return Page(file: file, site: host.split(separator: ".").suffix(2).joined(separator: "."), records: truths)
    }
}

/// Pages of one site are all used for tuning, or none of them: by the last bits of the site's name's hash.
enum SiteSplit {
    /// Of which sites a figure speaks. Half of those held out were read once, when nested sets were tried first: the others never were.
    enum Part: String, CaseIterable {
        case tuning = "sites used for tuning"
        case heldOut = "sites held out"
        case unread = "sites held out and never read"
    }

    static func parts(_ site: String) -> [Part] {
        var hash: UInt32 = 2_166_136_261
        for byte in site.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let bits = hash ^ hash >> 15
        guard bits % 3 == 0 else { return [.tuning] }
        return bits >> 6 & 1 == 1 ? [.heldOut, .unread] : [.heldOut]
    }
}

/// Matched, true and extracted, by page and in all.
struct RecordTally {
    private var matched = 0
    private var truth = 0
    private var extracted = 0
    private var pages = 0
    private var exact = 0
    private var sum = 0.0
    private var links = 0
    private var names = 0
    private var first = 0
    private var cases = 0
    private var sumOfCases = 0.0
    private var best = (matched: 0, truth: 0, extracted: 0)

    mutating func add(_ found: Matching.Result, truth: Int, extracted: Int) {
        matched += found.matched
        self.truth += truth
        self.extracted += extracted
        cases += found.cases
        sumOfCases += Self.f1(found.matched, truth, extracted - found.cases)
        pages += 1
        if found.matched == truth, truth == extracted { exact += 1 }
        sum += Self.f1(found.matched, truth, extracted)
        links += found.links
        names += found.names
        first += found.first
    }

    /// Adds the set of records of a page that fits its truth best.
    mutating func addBest(_ set: (matched: Int, truth: Int, extracted: Int)) {
        best = (best.matched + set.matched, best.truth + set.truth, best.extracted + set.extracted)
    }

    /// F1 had each page's main set been the one that fits its truth best.
    var f1OfBest: Double { Self.f1(best.matched, best.truth, best.extracted) }
    var linkShare: Double { Double(links) / Double(max(1, truth)) }
    var nameShare: Double { Double(names) / Double(max(1, truth)) }
    var firstShare: Double { Double(first) / Double(max(1, matched)) }
    var precision: Double { extracted == 0 ? 0 : Double(matched) / Double(extracted) }
    var recall: Double { truth == 0 ? 1 : Double(matched) / Double(truth) }
    var f1: Double { Self.f1(matched, truth, extracted) }
    /// F1 where cases that the truth leaves out count as neither found nor wrong.
    var f1OfCases: Double { Self.f1(matched, truth, extracted - cases) }
    var meanF1OfCases: Double { pages == 0 ? 0 : sumOfCases / Double(pages) }
    var meanF1: Double { pages == 0 ? 0 : sum / Double(pages) }
    var exactShare: Double { pages == 0 ? 0 : Double(exact) / Double(pages) }

    static func f1(_ matched: Int, _ truth: Int, _ extracted: Int) -> Double {
        truth + extracted == 0 ? 1 : 2 * Double(matched) / Double(truth + extracted)
    }
}

/// Pairs true records with extracted ones.
enum Matching {
    private struct Extracted {
        var words: Set<String>
        var dates: Set<String>
        var links: [String]
        /// What speaks for the record first.
        var title: [String]
        var name: Set<String>
        var date: String
    }

    struct Result {
        var matched = 0
        /// True records whose name and link are found in one extracted record; whose date is, too; whose link is.
        var names = 0
        var dates = 0
        var links = 0
        /// Matched records whose first name alone holds the true one, and whose first date is the true one.
        var first = 0
        /// True records that no extracted one was paired with, and extracted ones that stand for none.
        var missed: [Int] = []
        var extra: [Int] = []
        /// Extracted records beside the true ones that are cases as these are; 0 where a true one was missed.
        var cases = 0
    }

    static func count(_ truths: [CourtLists.Truth], _ records: [ExtractedRecord]) -> Result {
        let all = records.map { record in
            let title = words(record.values(.name).first?.text ?? "")
            return Extracted(
                words: Set(record.fields.flatMap { words($0.value.text) }), dates: Set(record.values(.date).map(\.value)),
                links: record.values(.url).map { path($0.text) }, title: title, name: Set(title),
                date: record.values(.date).first?.value ?? "")
        }
        let allLinks = Set(all.flatMap(\.links))
        var isTaken = [Bool](repeating: false, count: all.count)
        var result = Result()
        for (number, truth) in truths.enumerated() {
            let name = words(truth.name)
            let link = path(truth.link)
            // A link that the page has nowhere was made up by whoever read it: it can't be found.
            let isLinkOnPage = !link.isEmpty && allLinks.contains { fits(link, $0) }
            var hasName = false
            var hasDate = false
            var hasLink = false
            var taken: Int?
            for (place, record) in all.enumerated() {
                let isName = name.isEmpty || Double(name.count { record.words.contains($0) }) >= 0.8 * Double(name.count)
                let isLink = !isLinkOnPage || record.links.contains { fits(link, $0) }
                let isDate = truth.date.isEmpty || record.dates.contains(truth.date)
                hasName = hasName || (isName && isLink)
                hasDate = hasDate || (isName && isLink && isDate)
                hasLink = hasLink || isLink
                if isName, isLink, isDate, !isTaken[place], taken == nil { taken = place }
            }
            if let taken {
                isTaken[taken] = true
                result.matched += 1
                let isNamed = Double(name.count { all[taken].name.contains($0) }) >= 0.8 * Double(name.count)
                if isNamed, truth.date.isEmpty || all[taken].date == truth.date { result.first += 1 }
            } else {
                result.missed.append(number)
            }
            if hasName { result.names += 1 }
            if hasDate { result.dates += 1 }
            if hasLink { result.links += 1 }
        }
        result.extra = isTaken.indices.filter { !isTaken[$0] }
        if result.missed.isEmpty, result.matched > 0 {
            let links = Set(isTaken.indices.filter { isTaken[$0] }.compactMap { all[$0].links.first })
            result.cases = result.extra.count { place in
                let record = all[place]
                return isCase(record.title) && !record.dates.isEmpty && !record.links.isEmpty && links.isDisjoint(with: record.links)
            }
        }
        return result
    }

    /// Whether a name is a case's: "A v. B", "In re C", "Matter of D".
    private static func isCase(_ name: [String]) -> Bool {
        name.dropFirst().contains { $0 == "v" || $0 == "vs" || $0 == "versus" } || name.starts(with: ["in", "re"])
            || name.prefix(4).contains("matter")
    }

    static func words(_ text: String) -> [String] {
        text.lowercased().utf8.split { !(TextByte.isWord($0)) }.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The path and query of a link, decoded, without what leads to it.
    private static func path(_ link: String) -> String {
        var text = PercentCoding.decode(link).lowercased()
        if let scheme = text.range(of: "://") { text = String(text[scheme.upperBound...].drop { $0 != "/" }) }
        while text.hasPrefix("../") { text = String(text.dropFirst(3)) }
        while text.hasPrefix("./") { text = String(text.dropFirst(2)) }
        return text.hasPrefix("/") ? String(text.dropFirst()) : text
    }

    private static func fits(_ truth: String, _ link: String) -> Bool { !link.isEmpty && (truth == link || truth.hasSuffix("/" + link)) }
}

enum TextByte {
    static func isWord(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80 }
}

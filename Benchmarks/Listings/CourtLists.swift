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

    static func evaluate(_ data: String) {
        let folder = data + "/lists-courts"
        let pages = read(folder)
        guard !pages.isEmpty else {
            print("left out: courts (no lists-courts/lists.jsonl in ROLLCALL_DATA)")
            return
        }
        let isVerbose = ProcessInfo.processInfo.environment["VERBOSE"] != nil
        var tally: [Bool: RecordTally] = [true: RecordTally(), false: RecordTally()]
        var spent = 0.0
        var bytes = 0
        for page in pages {
            guard let source = FileManager.default.contents(atPath: folder + "/" + page.file) else { continue }
            let isHeld = SiteSplit.isHeldOut(page.site)
            let before = ProcessCost.cpuSeconds()
            let document = Document.parse(Array(source))
            let extraction = Extraction(document, .init(context: ReadingContext(country: Country(rawValue: "US"))))
            spent += ProcessCost.cpuSeconds() - before
            bytes += source.count
            let found = Matching.count(page.records, extraction.records)
            var own = RecordTally()
            own.add(matched: found.matched, truth: page.records.count, extracted: extraction.records.count)
            tally[isHeld, default: RecordTally()].add(
                matched: found.matched, truth: page.records.count, extracted: extraction.records.count)
            if isVerbose, !isHeld {
                print(
                    own.f1 == 1 ? "ok  " : "    ", page.file.split(separator: "/").last.map { String($0) } ?? "",
                    "truth \(page.records.count) extracted \(extraction.records.count)",
                    "matched \(found.matched) name \(found.names) date \(found.dates) link \(found.links)",
                    own.f1 == 1 ? "" : (extraction.sets.first?.path.suffix(70) ?? ""))
            }
        }
        for (isHeld, word) in [(false, "sites used for tuning"), (true, "sites held out")] {
            let tally = tally[isHeld] ?? RecordTally()
            Figure("courts: record F1, \(word)", tally.f1, "", goal: .atLeast(0.95)).show()
            Figure("courts: mean of the pages' F1, \(word)", tally.meanF1, "").show()
            Figure("courts: pages exact, \(word)", tally.exactShare, "").show()
        }
        Figure("courts: parse and extract", spent * 1000 / Double(pages.count), "ms CPU a page of \(bytes / pages.count / 1024) KiB").show()
    }

    private static func read(_ folder: String) -> [Page] {
        guard let text = FileManager.default.contents(atPath: folder + "/lists.jsonl") else { return [] }
        return text.split(separator: 0x0A).compactMap { line in
            guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any], let file = object["file"] as? String,
                let records = object["records"] as? [[String: Any]]
            else { return nil }
            let truths = records.map { record in
                Truth(
                    name: record["case_names"] as? String ?? "", date: record["case_dates"] as? String ?? "",
                    link: record["download_urls"] as? String ?? "")
            }
            let host = truths.lazy.compactMap { WebURL($0.link)?.host }.first ?? (file.split(separator: "/").last.map(String.init) ?? file)
            return Page(file: file, site: host.split(separator: ".").suffix(2).joined(separator: "."), records: truths)
        }
    }
}

/// Pages of one site are all used for tuning, or none of them: by the last bits of the site's name's hash.
enum SiteSplit {
    static func isHeldOut(_ site: String) -> Bool {
        var hash: UInt32 = 2_166_136_261
        for byte in site.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return (hash ^ hash >> 15) % 3 == 0
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

    mutating func add(matched: Int, truth: Int, extracted: Int) {
        self.matched += matched
        self.truth += truth
        self.extracted += extracted
        pages += 1
        if matched == truth, truth == extracted { exact += 1 }
        sum += Self.f1(matched, truth, extracted)
    }

    var f1: Double { Self.f1(matched, truth, extracted) }
    var meanF1: Double { pages == 0 ? 0 : sum / Double(pages) }
    var exactShare: Double { pages == 0 ? 0 : Double(exact) / Double(pages) }

    private static func f1(_ matched: Int, _ truth: Int, _ extracted: Int) -> Double {
        truth + extracted == 0 ? 1 : 2 * Double(matched) / Double(truth + extracted)
    }
}

/// Pairs true records with extracted ones.
enum Matching {
    private struct Extracted {
        var words: Set<String>
        var dates: Set<String>
        var links: [String]
    }

    static func count(_ truths: [CourtLists.Truth], _ records: [ExtractedRecord]) -> (matched: Int, names: Int, dates: Int, links: Int) {
        let all = records.map { record in
            Extracted(
                words: Set(record.fields.flatMap { words($0.value.text) }), dates: Set(record.values(.date).map(\.value)),
                links: record.values(.url).map { path($0.text) })
        }
        let allLinks = Set(all.flatMap(\.links))
        var isTaken = [Bool](repeating: false, count: all.count)
        var result = (matched: 0, names: 0, dates: 0, links: 0)
        for truth in truths {
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
            }
            if hasName { result.names += 1 }
            if hasDate { result.dates += 1 }
            if hasLink { result.links += 1 }
        }
        return result
    }

    private static func words(_ text: String) -> [String] {
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

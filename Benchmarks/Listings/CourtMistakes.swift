import Listings

/// What went wrong on a page, told to whoever tunes the finder (`VERBOSE=1`); never for pages that are held out.
enum CourtMistakes {
    static func show(_ page: CourtLists.Page, _ extraction: Extraction, _ found: Matching.Result) {
        let truth = page.records.count
        let extracted = extraction.records.count
        let f1 = truth + extracted == 0 ? 1 : 2 * Double(found.matched) / Double(truth + extracted)
        let isExact = found.missed.isEmpty && found.extra.isEmpty
        // The cause by its sign: what most true records lack, or records that nobody asked for.
        let cause =
            isExact
            ? "exact"
            : found.missed.isEmpty
                ? "more records than true"
                : found.links * 2 < truth
                    ? "other records" : found.names * 2 < truth ? "names" : found.dates * 2 < truth ? "dates" : "some records"
        print(
            isExact ? "ok  " : "    ", page.file.drop { $0 != "/" }, "lost \(Int(((1 - f1) * 100).rounded())) %:", cause,
            "| true \(truth) extracted \(extracted) matched \(found.matched)",
            "with name \(found.names) date \(found.dates) link \(found.links) first \(found.first)")
        if found.first < found.matched, let record = extraction.records.first {
            let fields = record.fields.map { "\($0.value.kind.rawValue)=\($0.value.text.prefix(60))" }
            print("       first value isn't it, such as:", fields.prefix(9).joined(separator: " | "))
        }
        guard !isExact else { return }
        for set in extraction.sets {
            print("       set:", set.records.count, set.isMain ? "main" : "", set.confidence, set.path.suffix(90))
        }
        for number in found.missed.prefix(2) {
            let truth = page.records[number]
            print("       missed:", truth.name.prefix(80), "|", truth.date, "|", truth.link.suffix(60))
        }
        for number in found.extra.prefix(3) + found.extra.suffix(1) {
            let fields = extraction.records[number].fields.map { "\($0.value.kind.rawValue)=\($0.value.text.prefix(60))" }
            print("       extra \(number):", fields.prefix(9).joined(separator: " | "))
        }
    }
}

import BenchmarkKit
import Foundation
import HTML
import Listings

/// Contact blocks of court dockets. A block is paired with a true one by its name; the names count against all true names of the page, the
/// other fields in paired blocks: an invented value in one of them is as wrong as a missing one.
enum AttorneyBlocks {
    private static let kinds: [(FieldKind, String)] = [
        (.telephone, "telephone"), (.faxNumber, "fax"), (.email, "e-mail"), (.postalCode, "postal code"),
    ]

    static func evaluate(_ data: String) {
        let folder = data + "/lists-courts"
        guard let text = FileManager.default.contents(atPath: folder + "/attorneys.jsonl") else {
            print("left out: attorneys (no lists-courts/attorneys.jsonl in ROLLCALL_DATA)")
            return
        }
        let isVerbose = ProcessInfo.processInfo.environment["VERBOSE"] != nil
        var names = (found: 0, truth: 0)
        var counts = [Int: (matched: Int, truth: Int, extracted: Int)]()
        for line in text.split(separator: 0x0A) {
            guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any], let file = object["file"] as? String,
                let attorneys = object["attorneys"] as? [[String: Any]],
                let source = FileManager.default.contents(atPath: folder + "/" + file)
            else { continue }
            let extraction = Extraction(Document.parse(Array(source)), .init(context: ReadingContext(country: Country(rawValue: "US"))))
            var free = extraction.contacts.filter { $0.values(.person).first != nil }
            // Where a docket says "see above for address" the truth repeats the block.
            var seen = Set<String>()
            for attorney in attorneys {
                let contact = attorney["contact"] as? String ?? ""
                let name = folded(attorney["name"] as? String ?? "")
                guard contact.contains(where: \.isNumber), seen.insert(name + contact).inserted else { continue }
                names.truth += 1
                let truth = expected(contact)
                // Of several blocks of that name the one that agrees best.
                let candidates = free.indices.filter { folded(free[$0].values(.person).first?.text ?? "") == name }
                let best = candidates.max { agreement(free[$0], truth) < agreement(free[$1], truth) }
                let record = best.map { free.remove(at: $0) }
                if record != nil { names.found += 1 }
                if isVerbose, record == nil || !agrees(record, truth) {
                    print(record == nil ? "no block" : "differs", file, name, "|", contact.replacing("\n", with: " / "))
                    print("     ", record?.fields.map { "\($0.value.kind.rawValue)=\($0.value.value)" }.joined(separator: " / ") ?? "")
                }
                for (place, kind) in kinds.enumerated() {
                    // The truth lost addresses that stand in a link: "Email: " and nothing behind it.
                    if kind.0 == .email, truth[place].isEmpty, contact.contains("Email:") { continue }
                    let extracted = Set((record?.values(kind.0) ?? []).map { digits($0.value, kind.0) })
                    var count = counts[place] ?? (0, 0, 0)
                    count.matched += extracted.intersection(truth[place]).count
                    count.truth += truth[place].count
                    count.extracted += extracted.count
                    counts[place] = count
                }
            }
        }
        Figure("attorneys: names found", Double(names.found) / Double(max(1, names.truth)), "", goal: .atLeast(0.98)).show()
        for (place, kind) in kinds.enumerated() {
            let count = counts[place] ?? (0, 0, 0)
            Figure(
                "attorneys: \(kind.1) F1", 2 * Double(count.matched) / Double(max(1, count.truth + count.extracted)), "",
                goal: .atLeast(0.98)
            ).show()
        }
    }

    private static func agrees(_ record: ExtractedRecord?, _ truth: [Set<String>]) -> Bool {
        guard let record else { return false }
        return kinds.enumerated().allSatisfy { place, kind in
            Set(record.values(kind.0).map { digits($0.value, kind.0) }) == truth[place]
        }
    }

    private static func agreement(_ record: ExtractedRecord, _ truth: [Set<String>]) -> Int {
        kinds.enumerated().reduce(0) { sum, kind in
            sum + Set(record.values(kind.1.0).map { digits($0.value, kind.1.0) }).intersection(truth[kind.0]).count
        }
    }

    private static func folded(_ name: String) -> String { name.lowercased().split { !$0.isLetter }.joined(separator: " ") }

    /// What a contact block says, line by line, read by simple rules of its own.
    private static func expected(_ contact: String) -> [Set<String>] {
        var telephones = Set<String>()
        var faxes = Set<String>()
        var emails = Set<String>()
        var codes = Set<String>()
        for line in contact.split(separator: "\n") {
            if let match = line.firstMatch(of: /[\w.+'-]+@[\w-]+(?:\.[\w-]+)+/) { emails.insert(match.output.lowercased()) }
            if let match = line.firstMatch(of: /\(?(\d{3})\)?[ \/.-]*(\d{3})[ .-]*(\d{4})\b/) {
                let number = String(match.output.1 + match.output.2 + match.output.3)
                if line.lowercased().contains("fax") { faxes.insert(number) } else { telephones.insert(number) }
            } else if let match = line.firstMatch(of: /[A-Za-z.]{2,}\s+(\d{5}(?:-\d{4})?)\s*$/) {
                codes.insert(String(match.output.1.prefix(5)))
            }
        }
        return [telephones, faxes, emails, codes]
    }

    /// A value as the truth writes it: national digits of numbers, five digits of codes, addresses in lower case.
    private static func digits(_ value: String, _ kind: FieldKind) -> String {
        switch kind {
        case .telephone, .faxNumber:
            let digits = value.prefix { $0 != ";" && $0 != "x" }.filter(\.isNumber)
            return String(digits.count > 10 ? digits.dropFirst(digits.count - 10) : digits[...])
        case .postalCode: return String(value.prefix(5))
        default: return value.lowercased()
        }
    }
}

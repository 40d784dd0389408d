import BenchmarkKit
import Foundation
import HTML

/// Parsing and selecting on real pages, beside the peers.
enum SpeedMeasurement {
    /// Pages of 70 KB on average, the set that the peers' published figures stand for.
    static let folder = "forms-formasaurus"

    /// The same five selectors that `peers.py` asks.
    static let selectors = ["a[href]", "div > p", "h1, h2, h3", "li:nth-child(2n+1)", "form input[type=text]"]

    static func run(_ data: String) throws {
        let files = HTMLBenchmark.pages(below: data + "/" + folder)
        guard !files.isEmpty else {
            FileHandle.standardError.write(Data("html: no pages below \(data)/\(folder); speed was skipped\n".utf8))
            return
        }
        let pages = try files.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
        let compiled = try selectors.map { try Selector($0) }
        let megabytes = Double(pages.reduce(0) { $0 + $1.count }) / 1e6
        var found = 0
        let parsing = HTMLBenchmark.best(of: 5) { for page in pages { found &+= Document.parse(page).isLimited ? 1 : 0 } }
        let selecting = HTMLBenchmark.best(of: 5) {
            for page in pages {
                let document = Document.parse(page)
                for selector in compiled { found &+= document.select(selector).count }
            }
        }
        let streaming = HTMLBenchmark.best(of: 3) {
            for page in pages {
                var stream = DocumentStream()
                var index = 0
                while index < page.count {
                    stream.feed(page[index..<min(page.count, index + 4096)])
                    index += 4096
                }
                found &+= stream.finish().isLimited ? 1 : 0
            }
        }
        let count = Double(pages.count)
        Figure("html_parse", megabytes / parsing, "MB/s", goal: .atLeast(80)).show()
        Figure("html_parse_pages", count / parsing, "pages/s").show()
        Figure("html_parse_and_five_selectors", count / selecting, "pages/s", goal: .atLeast(800)).show()
        Figure("html_parse_fed_by_4_KiB", megabytes / streaming, "MB/s").show()
        for (name, seconds) in peers(files) {
            let (ours, figure) = name.hasSuffix("+select") ? (count / selecting, "pages/s") : (megabytes / parsing, "MB/s")
            let theirs = (figure == "MB/s" ? megabytes : count) / seconds
            let title = name.hasSuffix("+select") ? "html_select_beside_" : "html_parse_beside_"
            let peer = name.hasSuffix("+select") ? String(name.dropLast("+select".count)) : name
            Figure(title + peer, ours, figure, peer: peer, peerValue: theirs, goal: .atLeast(1)).show()
        }
        precondition(found >= 0)
    }

    /// CPU-seconds of each peer that is installed, for the same files.
    private static func peers(_ files: [String]) -> [(String, Double)] {
        let list = NSTemporaryDirectory() + "/html-pages-\(ProcessInfo.processInfo.processIdentifier)"
        defer { unlink(list) }
        guard FileManager.default.createFile(atPath: list, contents: Data(files.joined(separator: "\n").utf8)) else { return [] }
        let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"
        return HTMLBenchmark.lines(of: python, ["Benchmarks/HTML/peers.py", list]).compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count == 2, let seconds = Double(fields[1]) else { return nil }
            return (String(fields[0]), seconds)
        }
    }
}

import BenchmarkKit
import Foundation
import HTML

/// The peak of memory while a page is parsed, in multiples of the page: each page in a process of its own, so that none profits from what
/// another left behind.
enum MemoryMeasurement {
    static let folders = ["forms-formasaurus", "forms-firefox", "lists-courts", "contacts-webstruct"]

    static func run(_ data: String) throws {
        // Below a quarter of a megabyte the process's own needs hide the page's.
        let pages = folders.flatMap { HTMLBenchmark.pages(below: data + "/" + $0) }.map { ($0, size($0)) }.filter { $0.1 >= 250_000 }
        guard !pages.isEmpty else { return }
        var ratios: [(ratio: Double, file: String)] = []
        for (file, bytes) in pages {
            guard let line = HTMLBenchmark.lines(of: CommandLine.arguments[0], ["peak", file]).first, let peak = Double(line) else {
                continue
            }
            ratios.append((peak / Double(bytes), file))
        }
        ratios.sort { $0.ratio < $1.ratio }
        guard let worst = ratios.last else { return }
        Figure("html_memory_median", ratios[ratios.count / 2].ratio, "x the page", goal: .atMost(6)).show()
        Figure("html_memory_worst", worst.ratio, "x the page", goal: .atMost(6)).show()
        FileHandle.standardError.write(Data("html: \(ratios.count) pages measured; the worst is \(worst.file)\n".utf8))
    }

    private static func size(_ file: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int ?? 0
    }

    /// Prints how far parsing a file lifts the peak of resident memory, the page's own bytes included.
    static func printPeak(of file: String) throws {
        _ = Document.parse(Array("<p>warm &amp; ready".utf8))
        let page = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        // Writing 5 sets the peak back to what is resident now.
        guard let stream = fopen("/proc/self/clear_refs", "w") else { return }
        fputs("5", stream)
        fclose(stream)
        let before = status("VmHWM:")
        let document = Document.parse(page)
        print(status("VmHWM:") - before + page.count)
        precondition(document.rootElement != nil)
    }

    private static func status(_ field: String) -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(field) }) else { return 0 }
        return (line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}

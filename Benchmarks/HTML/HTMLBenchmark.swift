import BenchmarkKit
import Foundation
import HTML

// How fast real pages are read and how much memory that takes, beside libxml2, gumbo and lexbor (selectolax) in the same run, and whether hostile
// input stays linear. All times are CPU-seconds of one thread, the best of several rounds.
//   HTMLBenchmark [speed|memory|hostile|all|trees LIST]     ROLLCALL_DATA names the folder with the unpacked pages, PYTHON an interpreter with selectolax
@main
struct HTMLBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "peak" {
            try MemoryMeasurement.printPeak(of: arguments[2])
            return
        }
        if arguments.count == 3, arguments[1] == "trees" {
            try writeTrees(arguments[2])
            return
        }
        let part = arguments.count > 1 ? arguments[1] : "all"
        let data = ProcessInfo.processInfo.environment["ROLLCALL_DATA"]
        if part == "hostile" || part == "all" { HostileMeasurement.run() }
        guard let data else {
            FileHandle.standardError.write(Data("html: ROLLCALL_DATA is not set; speed and memory on real pages were skipped\n".utf8))
            return
        }
        if part == "memory" || part == "all" { try MemoryMeasurement.run(data) }
        if part == "speed" || part == "all" { try SpeedMeasurement.run(data) }
    }

    /// Writes the tree of every page that a file lists (UTF-8, a line each) beside the page, for the comparison with the oracle.
    static func writeTrees(_ list: String) throws {
        for file in try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n") {
            let page = Array(try Data(contentsOf: URL(fileURLWithPath: String(file))))
            try Data(Document.parse(utf8: page).treeText().utf8).write(to: URL(fileURLWithPath: file + ".tree"))
        }
    }

    /// The CPU-seconds of the cheapest of several rounds.
    static func best(of rounds: Int, _ body: () -> Void) -> Double {
        var best = Double.infinity
        for _ in 0..<rounds {
            let start = ProcessCost.cpuSeconds()
            body()
            best = min(best, ProcessCost.cpuSeconds() - start)
        }
        return best
    }

    /// What a command prints, a line each; empty where it fails.
    static func lines(of executable: String, _ arguments: [String]) -> [Substring] {
        let command = ([executable] + arguments).map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
        guard let stream = popen(command, "r") else { return [] }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, stream)
            guard count > 0 else { break }
            output += buffer[..<count]
        }
        guard pclose(stream) == 0 else { return [] }
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map { $0 }
    }

    /// The pages below a folder, in the order of their names.
    static func pages(below folder: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".html") || $0.hasSuffix(".htm") }.sorted().map { folder + "/" + $0 }
    }
}

import Foundation

/// Figures of crawling.
@main struct CrawlBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case "robots": try RobotsAnswers.run()
        case "farm":
            let bound = ProcessInfo.processInfo.environment["ROLLCALL_FARM"].flatMap { Int($0) } ?? 500
            if try await !FarmSuite.run(bound: max(1, bound)) { exit(1) }
        case "roll" where arguments.count >= 3:
            let words = Array(arguments)
            try await DirectoryRoll.run(words[1], output: words[2], ways: words.count > 3 ? words[3] : "classes")
        case "redesigns": try await RedesignSuite.run(only: arguments.dropFirst().first)
        default:
            print(
                """
                CrawlBenchmark robots: answers questions about robots.txt files on standard input, one a line (Benchmarks/Crawl/robots.py)
                CrawlBenchmark farm: the farm's 500 directories rolled end to end, and again after their records have changed; ROLLCALL_FARM=N bounds them
                CrawlBenchmark roll URL OUTPUT [all]: one roll of the directory that Benchmarks/Crawl/directory.py serves (Benchmarks/Crawl/run)
                CrawlBenchmark redesigns [NAME]: a site of each layout rolled again after each redesign that the farm can play
                """)
        }
    }
}

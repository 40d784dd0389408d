/// Figures of crawling.
@main struct CrawlBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case "robots": try RobotsAnswers.run()
        case "farm": try await FarmSuite.run(directories: arguments.dropFirst().first.flatMap { Int($0) } ?? 500)
        case "redesigns": try await RedesignSuite.run(only: arguments.dropFirst().first)
        default:
            print(
                """
                CrawlBenchmark robots: answers questions about robots.txt files on standard input, one a line (Benchmarks/Crawl/robots.py)
                CrawlBenchmark farm [COUNT]: so many of the farm's directories rolled end to end, and again after their records have changed
                CrawlBenchmark redesigns [NAME]: a site of each layout rolled again after each redesign that the farm can play
                """)
        }
    }
}

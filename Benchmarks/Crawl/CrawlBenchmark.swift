/// Figures of crawling: `CrawlBenchmark robots` answers the questions of `robots.py`.
@main struct CrawlBenchmark {
    static func main() throws {
        guard CommandLine.arguments.dropFirst().first == "robots" else {
            print(
                "CrawlBenchmark robots: answers questions about robots.txt files on standard input, one a line (Benchmarks/Crawl/robots.py)"
            )
            return
        }
        try RobotsAnswers.run()
    }
}

import Foundation
import HTML
import Web

/// What the parser of robots.txt says about the questions of `robots.py`: each line of standard input is
/// `{"file": path, "agent": product token, "urls": […]}`, each line of output an answer for it.
struct RobotsAnswers {
    private struct Question: Decodable {
        let file: String
        let agent: String
        let urls: [String]
    }

    private struct Answer: Encodable {
        /// `1` allowed, `0` not, `?` no URL.
        let allowed: String
        /// Seconds.
        let delay: Double?
        let sitemaps: [String]
    }

    static func run() throws {
        let encoder = JSONEncoder()
        while let line = readLine() {
            let question = try JSONDecoder().decode(Question.self, from: Data(line.utf8))
            let robots = RobotsFile(Array(try Data(contentsOf: URL(filePath: question.file))))
            let rules = robots.rules(for: question.agent)
            let allowed = question.urls.map { url in WebURL(url).map { rules.allows($0) ? "1" : "0" } ?? "?" }.joined()
            let delay = rules.crawlDelay.map { Double($0.components.seconds) + Double($0.components.attoseconds) / 1e18 }
            let answer = Answer(allowed: allowed, delay: delay, sitemaps: robots.sitemaps)
            print(String(decoding: try encoder.encode(answer), as: UTF8.self))
        }
    }
}

package import Browser
package import Database
import Listings
import Model
package import Pipelines
package import Resilience
package import Rolls
import Watch
package import Web

extension Assembly {
    /// What fetches pages by the settings. It remembers the manners of every host: one for the whole process.
    package static func fetcher(_ configuration: ProgramConfiguration, prober: Prober, clock: any WallClock = SystemClock()) -> Fetcher {
        Fetcher(
            prober, cache: pageCache(configuration), manners: configuration.rolls.manners, patience: .seconds(15), clock: clock)
    }

    /// What takes rolls by the settings.
    /// - Parameters:
    ///   - browser: Opens pages that only their scripts build.
    ///   - events: told of each roll's end; without one it is written for a server that starts later.
    ///   - isKept: Whether the database outlasts the roll. Of one that does not, nobody is told.
    package static func rollTaker(
        _ configuration: ProgramConfiguration, database: any SQLDatabase, fetcher: Fetcher, browser: Browser,
        clock: any WallClock = SystemClock(), events: EventOutbox? = nil, isKept: Bool = true
    ) -> RollTaker {
        let rolls = configuration.rolls
        let outbox = isKept ? RollListeners(events: events ?? EventOutbox(clock: clock)) : nil
        return RollTaker(
            RollStore(database, clock: clock, outbox: outbox),
            fetcher: fetcher, clock: clock, renderer: rolls.renders ? renderer(browser) : nil)
    }

    /// The pages that rolls read, on disk.
    static func pageCache(_ configuration: ProgramConfiguration) -> PageCache {
        PageCache(folder: configuration.rolls.cacheFolder ?? configuration.pageFolder, retention: configuration.rolls.retention)
    }

    /// What opens the pages of rolls.
    static func renderer(_ browser: Browser) -> PageRenderer {
        let words = GrowthWords(
            more: MoreWords.lengthening, other: MoreWords.other, turning: MoreWords.turning, page: MoreWords.page)
        return PageRenderer { url, isList in
            do throws(BrowserError) {
                let page = try await browser.render(url, growing: isList ? words : nil)
                guard (200..<300).contains(page.status) else {
                    return .failure(PageRenderer.Failure(reason: "it was answered with \(page.status)"))
                }
                let bytes = page.requests.reduce(0) { sum, request in
                    if case .answered(_, let bytes) = request.outcome { sum + bytes } else { sum }
                }
                return .success(PageRenderer.Rendered(url: page.url, html: page.html, bytes: bytes, isCut: page.isTruncated))
            } catch {
                return .failure(PageRenderer.Failure(reason: "\(error.message). \(error.remedy)"))
            }
        }
    }
}

/// Rolls that are not believed, as troubles of their directories.
struct RollFindings: OutsideFindings {
    let rolls: RollStore

    func findings() async throws -> [OutsideFinding] {
        try await rolls.alarms().map { alarm in
            OutsideFinding(
                directory: alarm.directory, check: .listings, verdict: .changed, reason: .conditionFailed,
                sentence: "Roll \(alarm.roll) was not believed: \(alarm.reason)")
        }
    }
}

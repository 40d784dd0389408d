import Model
package import Settings
package import Web

/// What the user allows rolls.
package struct RollsConfiguration: Sendable {
    package var manners: HostLane.Manners
    package var budget: CrawlBudget
    package var grace: Int
    package var smallestShare: Double
    package var leastConfidence: Double
    package var detailLife: Duration
    /// Whether pages that only their scripts build are opened in a browser.
    package var renders: Bool
    package var retention: PageCache.Retention
    /// The folder of fetched pages; nil for the data folder's own.
    package var cacheFolder: String?

    private static let span = SettingKind.duration(in: .zero ... .seconds(3650 * 86_400))
    private static let standard = CrawlBudget()

    package static let delayKey = SettingKey(
        "rolls.delay", .duration(in: .zero ... .seconds(600)), default: .milliseconds(500),
        "The least time between two requests to one host; a site's Crawl-delay and Retry-After, and slow answers, make it longer.")
    package static let pagesKey = SettingKey(
        "rolls.pages", .integer(in: 1...10_000_000), default: standard.pages, "How many pages one roll may fetch.")
    package static let bytesKey = SettingKey(
        "rolls.bytes", .bytes(in: 1024...1_099_511_627_776), default: standard.bytes, "How many bytes of pages one roll may fetch.")
    package static let timeKey = SettingKey(
        "rolls.time", .duration(in: .seconds(1) ... .seconds(30 * 86_400)), default: standard.time, "How long one roll may take.")
    package static let graceKey = SettingKey(
        "rolls.grace", .integer(in: 1...100), default: 2, "How many complete rolls in a row must miss a listing before it counts as gone.")
    package static let shareKey = SettingKey(
        "rolls.smallest_percent", .integer(in: 0...100), default: 50,
        "A roll that finds less than so many percent of the listings known is not believed: it fails, and what was known stays.")
    package static let confidenceKey = SettingKey(
        "rolls.confidence_percent", .integer(in: 0...100), default: 70,
        "Values read with less confidence than so many percent are left out, and wait for an answer: `rollcall review`.")
    package static let detailKey = SettingKey(
        "rolls.refresh", span, default: .seconds(7 * 86_400),
        "After how long a listing's own page is fetched again although the lists show it unchanged.")
    package static let renderKey = SettingKey(
        "rolls.render", .boolean, default: true,
        "Whether pages that are an empty shell without their scripts are opened in Chromium, where it is installed: docs/browser.md.")
    package static let cacheKey = SettingKey(
        optional: "rolls.cache.folder", .string("a path"), "Where fetched pages are kept; unset means a folder beside the data.")
    package static let cacheAgeKey = SettingKey(
        "rolls.cache.age", span, default: .seconds(30 * 86_400), "How long fetched pages are kept.")
    package static let cacheSizeKey = SettingKey(
        "rolls.cache.size", .bytes(in: 0...1_099_511_627_776), default: 10 << 30, "How much disk the fetched pages may take.")

    /// Every key of this target, in the order of the documentation.
    package static let keys: [AnySettingKey] = [
        delayKey.erased, pagesKey.erased, bytesKey.erased, timeKey.erased, graceKey.erased, shareKey.erased, confidenceKey.erased,
        detailKey.erased, renderKey.erased,
        cacheKey.erased, cacheAgeKey.erased, cacheSizeKey.erased,
    ]

    package init(_ settings: Settings) {
        manners = HostLane.Manners(delay: settings[Self.delayKey])
        if manners.delay == .zero { manners.slowdown = 0 }
        budget = CrawlBudget(pages: settings[Self.pagesKey], bytes: settings[Self.bytesKey], time: settings[Self.timeKey])
        grace = settings[Self.graceKey]
        smallestShare = Double(settings[Self.shareKey]) / 100
        leastConfidence = Double(settings[Self.confidenceKey]) / 100
        detailLife = settings[Self.detailKey]
        renders = settings[Self.renderKey]
        retention = PageCache.Retention(age: settings[Self.cacheAgeKey], bytes: settings[Self.cacheSizeKey])
        cacheFolder = settings[Self.cacheKey]
    }

    /// How a roll is taken by these settings.
    package var options: RollTaker.Options {
        var options = RollTaker.Options()
        options.budget = budget
        options.rules.grace = grace
        options.rules.believe.smallestShare = smallestShare
        options.detailLife = detailLife
        options.leastConfidence = leastConfidence
        return options
    }
}

import Model
import NIOCore
import Synchronization

/// What the servers of one farm share: who is asked for, what ails them now, and the pages already made. Thread-safe.
final class FarmCore: Sendable {
    let plan: FarmPlan
    let schedule: FaultSchedule
    let startedAt: Timestamp
    /// Whether the servers listen at `::1` as well.
    let hasIPv6 = Atomic<Bool>(false)
    private let start: ContinuousClock.Instant
    private let hosts: [String: Int]
    private let counter = Atomic<Int>(0)
    /// Whether any override was ever set: most farms have none, and then no lock is taken.
    private let overridden = Atomic<Bool>(false)
    private let overrides = Mutex<[Int: [Override]]>([:])
    private let looks = Mutex<[Int: Look]>([:])
    private let hasLooks = Atomic<Bool>(false)
    private let pages = Mutex<Pages>(Pages())
    /// What was submitted by forms, by directory.
    private let submitted = Mutex<[Int: Submitted]>([:])
    private let cacheLimit: Int
    private let compresses: Bool
    private let asksForDelay: Bool
    private let bomb = Mutex<FarmResponse?>(nil)

    /// A fault (or health) that a test asked for, from then on.
    struct Override: Sendable {
        var from: Duration
        var to: Duration?
        var fault: Fault?
    }

    struct Submitted: Sendable {
        var published: [FarmListing] = []
        var refused = 0
        /// Forms in which the trap was filled.
        var trapped = 0
    }

    private struct Key: Hashable {
        var site: Int
        var target: String
        var gzip: Bool
        var flavour: Int
        var look: Look
        var published: Int
    }

    /// What differs from how a directory was at first.
    private struct Look: Hashable {
        var redesign: Redesign?
        var generation = 0
        var isScripted = false
        var formScript: FarmDirectory.FormScript?
        var upload: FarmDirectory.Upload?
        var more: LoadMore?
    }

    private struct Pages {
        var made: [Key: FarmResponse] = [:]
        var bytes = 0
    }

    init(plan: FarmPlan, schedule: FaultSchedule, startedAt: Timestamp, cacheLimit: Int, compresses: Bool = true, asksForDelay: Bool = true)
    {
        self.plan = plan
        self.schedule = schedule
        self.startedAt = startedAt
        self.cacheLimit = cacheLimit
        self.compresses = compresses
        self.asksForDelay = asksForDelay
        start = .now
        var hosts: [String: Int] = [:]
        hosts.reserveCapacity(plan.directories.count)
        for site in plan.directories { hosts[site.host] = site.index }
        self.hosts = hosts
    }

    var elapsed: Duration { start.duration(to: .now) }
    var requests: Int { counter.load(ordering: .relaxed) }

    func site(host: some StringProtocol) -> FarmDirectory? {
        if let index = hosts[String(host)] { return plan.directories[index] }
        return hosts[host.lowercased()].map { plan.directories[$0] }
    }

    // MARK: Faults

    func set(_ fault: Fault?, for directory: Int) {
        let now = elapsed
        overrides.withLock { overrides in
            if let last = overrides[directory]?.indices.last { overrides[directory]?[last].to = now }
            overrides[directory, default: []].append(Override(from: now, to: nil, fault: fault))
        }
        overridden.store(true, ordering: .releasing)
    }

    /// Ends a directory's override; the schedule holds again.
    func release(_ directory: Int) {
        let now = elapsed
        overrides.withLock { overrides in
            if let last = overrides[directory]?.indices.last, overrides[directory]?[last].to == nil { overrides[directory]?[last].to = now }
        }
    }

    func overrides(of directory: Int) -> [Override] {
        guard overridden.load(ordering: .acquiring) else { return [] }
        return overrides.withLock { $0[directory] ?? [] }
    }

    /// Makes a directory look otherwise from now on; nil for as it did at first.
    func redesign(_ redesign: Redesign?, _ directory: Int) { change(directory) { $0.redesign = redesign } }

    /// Sends a directory's lists as a shell that a script fills, or again as they are.
    func script(_ isScripted: Bool, _ directory: Int) { change(directory) { $0.isScripted = isScripted } }

    /// Lets scripts build a directory's form, or change it; nil for neither.
    func script(form: FarmDirectory.FormScript?, _ directory: Int) { change(directory) { $0.formScript = form } }

    /// Lets a directory's form take a logo; nil for none.
    func takeLogos(_ upload: FarmDirectory.Upload?, _ directory: Int) { change(directory) { $0.upload = upload } }

    /// Lets a directory's lists go on in another way than by pages; nil for pages.
    func loadMore(_ way: LoadMore?, _ directory: Int) { change(directory) { $0.more = way } }

    /// Lets some of a directory's records leave, come and change.
    func evolve(_ directory: Int) { change(directory) { $0.generation += 1 } }

    private func change(_ directory: Int, _ body: (inout Look) -> Void) {
        looks.withLock { body(&$0[directory, default: Look()]) }
        hasLooks.store(true, ordering: .releasing)
    }

    private func look(of directory: Int) -> Look {
        hasLooks.load(ordering: .acquiring) ? looks.withLock { $0[directory] ?? Look() } : Look()
    }

    /// A directory as it is now.
    func current(_ site: FarmDirectory) -> FarmDirectory {
        let look = look(of: site.index)
        guard look != Look() || !asksForDelay else { return site }
        var site = site.redesigned(as: look.redesign)
        site.isHurried = !asksForDelay
        site.generation = look.generation
        site.isScripted = look.isScripted
        site.formScript = look.formScript
        (site.upload, site.more) = (look.upload, look.more)
        return site
    }

    /// What ails a directory now.
    func state(of site: FarmDirectory) -> (fault: Fault, variant: Int)? {
        if overridden.load(ordering: .acquiring), let last = overrides.withLock({ $0[site.index]?.last }), last.to == nil {
            return last.fault.map { ($0, Int(Dice.mix(plan.seed &+ UInt64(site.index)) % 65_536)) }
        }
        return schedule.state(of: site.index, at: elapsed)
    }

    /// Whether the fault of a directory comes from its whole address, so that the address is to be named as the cause.
    func isShared(_ site: FarmDirectory) -> Bool {
        overrides(of: site.index).last.map { $0.to != nil } ?? true && schedule.window(of: site.index, at: elapsed)?.cause != nil
    }

    // MARK: Answers

    /// The answer to one request.
    /// - Parameter contentType: Of the body.
    func reply(
        method: String, host: String, target: String, gzip: Bool, body: ByteBuffer? = nil, contentType: String = ""
    ) -> Reply {
        counter.wrappingAdd(1, ordering: .relaxed)
        guard let site = site(host: host) else { return .answer(stranger(host), after: nil) }
        if method == "POST", target.hasPrefix(site.submissionPath), state(of: site) == nil, let body {
            return .answer(submit(Submission(body: Array(body.readableBytesView), contentType: contentType), site), after: nil)
        }
        guard let (fault, variant) = state(of: site) else { return .answer(healthy(site, method: method, target, gzip: gzip), after: nil) }
        switch fault {
        case .slow(let delay): return .answer(healthy(site, method: method, target, gzip: gzip), after: delay)
        case .hang: return .silence
        case .reset: return .reset
        case .truncatedBody:
            let whole = healthy(site, method: method, target, gzip: gzip)
            return .cut(whole, at: whole.body.readableBytes / 2)
        case .vanishedForm: return .answer(healthy(site, method: method, target, gzip: gzip, formless: true), after: nil)
        case .fewerListings: return .answer(healthy(site, method: method, target, gzip: gzip, fewer: true), after: nil)
        case .badEncoding(let encoding): return .answer(garbled(site, target, encoding), after: nil)
        case .gzipBomb: return .answer(exploding(), after: nil)
        case .endlessBody:
            return .endless(
                FarmResponse(
                    status: 200, headers: [FarmPage.Header(name: "content-type", value: "text/html; charset=utf-8")],
                    body: Array("<!DOCTYPE html><html><head><title>\(escaped(site.name))</title></head><body>\n".utf8)))
        default: break
        }
        if let page = FaultPages(plan: plan, site: site, variant: variant).page(of: fault, target: target) {
            return .answer(FarmResponse(page, extra: marks(site)), after: nil)
        }
        // Faults of DNS and of certificates: whoever gets here all the same sees a healthy site.
        return .answer(healthy(site, method: method, target, gzip: gzip), after: nil)
    }

    /// The whole of a healthy page, from the cache where it is there.
    private func healthy(
        _ site: FarmDirectory, method: String, _ target: String, gzip: Bool, fewer: Bool = false, formless: Bool = false
    ) -> FarmResponse {
        let published = submitted(to: site.index).published
        let pages = SitePages(plan: plan, site: current(site), published: published)
        let packed = gzip && compresses && site.gzip
        let key = Key(
            site: site.index, target: target, gzip: packed, flavour: (fewer ? 1 : 0) + (formless ? 2 : 0), look: look(of: site.index),
            published: published.count)
        if let made = self.pages.withLock({ $0.made[key] }) { return made }
        let page =
            pages.page(target, fewer: fewer, formless: formless)
            ?? FarmPage(status: 404, html: pages.framed(title: "404") { $0.element("h1", "", "404") })
        let response = FarmResponse(page, extra: marks(site), gzip: packed)
        // Strangers' paths are not kept: they would fill the cache.
        guard page.status == 200 else { return response }
        self.pages.withLock {
            // Twice the body: it stands in both forms.
            guard $0.bytes + 2 * response.http1.readableBytes <= cacheLimit else { return }
            if $0.made.updateValue(response, forKey: key) == nil { $0.bytes += 2 * response.http1.readableBytes }
        }
        return response
    }

    /// What was submitted to a directory until now.
    func submitted(to directory: Int) -> Submitted { submitted.withLock { $0[directory] ?? Submitted() } }

    /// Takes a submitted form: publishes it, or says what is wrong with it.
    private func submit(_ submission: Submission, _ site: FarmDirectory) -> FarmResponse {
        let pages = SitePages(plan: plan, site: current(site))
        let verdict = submitted.withLock { all in
            let verdict = submission.judge(plan: plan, site: pages.site, number: site.listings + (all[site.index]?.published.count ?? 0))
            switch verdict {
            // A farm is not a place to keep things: beyond so many a directory takes no more.
            case .published(let listing):
                if all[site.index]?.published.count ?? 0 < 10_000 { all[site.index, default: Submitted()].published.append(listing) }
            case .refused: all[site.index, default: Submitted()].refused += 1
            case .trapped: all[site.index, default: Submitted()].trapped += 1
            }
            return verdict
        }
        return switch verdict {
        case .published(let listing): FarmResponse(pages.accepted(listing), extra: marks(site))
        case .refused(let refusals): FarmResponse(pages.refused(submission, refusals), extra: marks(site))
        case .trapped: FarmResponse(pages.accepted(plan.listing(0, of: site)), extra: marks(site))
        }
    }

    private func garbled(_ site: FarmDirectory, _ target: String, _ encoding: Fault.Encoding) -> FarmResponse {
        var page = SitePages(plan: plan, site: site).page(target) ?? FarmPage(status: 404, html: "404")
        switch encoding {
        case .declaredWrong:
            page.headers = page.headers.map {
                $0.name == "content-type" ? FarmPage.Header(name: "content-type", value: "text/html; charset=iso-8859-1") : $0
            }
        case .mojibake:
            // Each byte of the UTF-8 taken for Latin 1 and encoded again.
            page.body = page.body.flatMap { $0 < 0x80 ? [$0] : [0xC0 | ($0 >> 6), 0x80 | ($0 & 0x3F)] }
        case .unreadable: page.body = Self.displaced(page.body)
        }
        return FarmResponse(page, extra: marks(site))
    }

    /// Letters of the text as bytes of windows-1251, the markup as it was.
    private static func displaced(_ body: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(body.count)
        var inTag = false
        for byte in body {
            if byte == UInt8(ascii: "<") { inTag = true }
            let isLetter = (0x61...0x7A).contains(byte | 0x20)
            out.append(isLetter && !inTag ? 0xC0 | (byte & 0x3F) : byte)
            if byte == UInt8(ascii: ">") { inTag = false }
        }
        return out
    }

    private func exploding() -> FarmResponse {
        if let made = bomb.withLock({ $0 }) { return made }
        let body = Gzip.bomb(megabytes: 48)
        let response = FarmResponse(
            status: 200,
            headers: [
                FarmPage.Header(name: "content-type", value: "text/html; charset=utf-8"),
                FarmPage.Header(name: "content-encoding", value: "gzip"),
                FarmPage.Header(name: "content-length", value: String(body.count)),
            ], body: body)
        bomb.withLock { $0 = response }
        return response
    }

    private func stranger(_ host: String) -> FarmResponse {
        if host.hasSuffix(FarmPlan.controlSuffix) { return FarmResponse(FarmPage(text: "well\n")) }
        return FarmResponse(FarmPage(status: 421, html: "<h1>421</h1><p>No site of that name here.</p>"))
    }

    /// Headers that tell the server's make and the network in front of it.
    private func marks(_ site: FarmDirectory) -> [FarmPage.Header] {
        let mark = String(Dice(plan.seed, 0x4EAD, UInt64(site.index)).peeked, radix: 16)
        func header(_ name: String, _ value: String) -> FarmPage.Header { FarmPage.Header(name: name, value: value) }
        return switch site.network {
        case "cloudflare": [header("server", "cloudflare"), header("cf-ray", "\(mark)-FRA"), header("cf-cache-status", "DYNAMIC")]
        case "fastly": [header("via", "1.1 varnish"), header("x-served-by", "cache-fra-\(mark)-FRA"), header("x-cache", "HIT")]
        case "cloudfront":
            [header("via", "1.1 \(mark).cloudfront.net (CloudFront)"), header("x-amz-cf-pop", "FRA56-P4"), header("x-amz-cf-id", mark)]
        case "akamai": [header("server", "AkamaiGHost"), header("x-akamai-transformed", "9 - 0 pmb=mRUM,1")]
        default: site.index % 3 == 0 ? [header("server", "nginx")] : site.index % 3 == 1 ? [header("server", "Apache/2.4")] : []
        }
    }
}

extension FarmPlan {
    /// Hosts under this name are always well: targets that tell whether the watcher's own network works.
    package static let controlSuffix = "control.test"
    package static let controlHosts = ["one.control.test", "two.control.test", "three.control.test"]
}

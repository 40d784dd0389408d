import FoundationEssentials
import HTML
import Model
import SimulatedWeb
import Testing
import Web

@testable import Watch

/// Every fault that the simulated web can play, against what is true of it: through the real prober and the real checks, over http and https, HTTP/1.1
/// and HTTP/2, for all layouts and languages of its sites and for several wordings of each fault.
@Suite struct `What is said of a fault` {
    @Test(arguments: Fault.catalogue.map(PlayedFault.init))
    func `is true, whether or not the directory was known before, and over when it is over`(_ played: PlayedFault) async throws {
        let bench = try await FaultBench.shared()
        let sites = bench.sites(for: played.fault)
        #expect(sites.count >= 5)
        // Faults that are waited for take no time of the processor.
        let width = played.isSilent ? sites.count : 6
        var wrong: [String] = []
        await withTaskGroup(of: [String].self) { group in
            var waiting = sites[...]
            for site in waiting.prefix(width) { group.addTask { await bench.play(played, on: site) } }
            waiting = waiting.dropFirst(width)
            for await mistakes in group {
                wrong += mistakes
                if let site = waiting.popFirst() { group.addTask { await bench.play(played, on: site) } }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }
}

/// A fault with its name, for the list of tests.
struct PlayedFault: Sendable, CustomTestStringConvertible {
    var fault: Fault
    var testDescription: String { fault.name }

    var isSilent: Bool {
        switch fault {
        case .slow, .hang, .handshakeHang, .dnsTimeout, .endlessBody: true
        default: false
        }
    }

    /// Slow means slower than the bench's limit, and no more.
    init(_ fault: Fault) {
        if case .slow = fault { self.fault = .slow(FaultBench.slowAfter + .milliseconds(300)) } else { self.fault = fault }
    }
}

/// A farm that is well but for what is set, and a prober that trusts it, for all faults.
private final class FaultBench: Sendable {
    static let slowAfter = Duration.seconds(1)

    let farm: SimulatedWeb
    let prober: Prober
    private static let starting = Task { try await FaultBench() }
    static func shared() async throws -> FaultBench { try await starting.value }

    private init() async throws {
        farm = try await SimulatedWeb.start(FarmPlan(directories: 160, seed: 23), options: .init(schedule: .none))
        let root = FileManager.default.temporaryDirectory.appending(path: "fault-truth-\(farm.httpPort).pem")
        try Data(farm.caPEM.utf8).write(to: root)
        defer { try? FileManager.default.removeItem(at: root) }
        var configuration = WebConfiguration()
        configuration.allowPrivate = true
        configuration.extraCertificates = root.path
        configuration.dnsServers = [try #require(ResolverConfiguration.Server("\(farm.dnsServer.address):\(farm.dnsServer.port)"))]
        prober = try Prober(configuration: configuration)
    }

    /// Patient, since a machine that is busy is no fault, but for the one thing that a fault lets a check wait for.
    private static func rules(in fault: Fault?) -> CheckRules {
        let patience = Duration.seconds(20)
        var rules = CheckRules(
            slowAfter: patience,
            timeouts: ProbeTimeouts(
                dns: patience, connect: patience, tls: patience, firstByte: patience, transfer: patience, total: .seconds(40)))
        switch fault {
        case .slow: rules.slowAfter = slowAfter
        case .hang: rules.timeouts.firstByte = .seconds(2)
        case .handshakeHang: rules.timeouts.tls = .seconds(2)
        // Less than the resolver waits before it asks again: that question is heard when the fault is over, and answers who waits then.
        case .dnsTimeout: rules.timeouts.dns = .milliseconds(1_500)
        case .endlessBody: (rules.timeouts.transfer, rules.timeouts.total) = (.seconds(3), .seconds(5))
        default: break
        }
        return rules
    }

    /// Sites of their own for each fault, so that no test stands in another's way: of each scheme one for each layout, and more languages.
    func sites(for fault: Fault) -> [FarmDirectory] {
        let schemes: [FarmDirectory.Scheme] = fault.needsTLS ? [.https] : [.http, .https]
        let offset = Fault.catalogue.firstIndex { $0.name == fault.name } ?? 0
        return schemes.flatMap { scheme in
            let all = farm.directories.filter { $0.scheme == scheme }
            let turned = all[(offset % all.count)...] + all[..<(offset % all.count)]
            var chosen: [FarmDirectory] = []
            for layout in FarmDirectory.Layout.allCases { chosen += turned.filter { $0.layout == layout }.prefix(1) }
            for language in ["de", "fr", "es"] { chosen += turned.filter { $0.country.language == language }.prefix(1) }
            return Array(Set(chosen)).sorted { $0.index < $1.index }
        }
    }

    /// What a kind of check is asked of a site: `form` and `listings` are content checks with a condition until their kinds exist.
    private func looks(at site: FarmDirectory, in fault: Fault? = nil) throws -> [(kind: CheckKind, check: any Check)] {
        let rules = Self.rules(in: fault)
        func check(_ kind: CheckKind, _ path: String = "/", _ conditions: [String] = []) throws -> any Check {
            let now = Timestamp(seconds: 0)
            let directory = Directory(
                id: DirectoryID(Int64(site.index)), slug: site.slug, name: site.name, url: farm.url(of: site, path: path), createdAt: now,
                updatedAt: now)
            return try CheckCatalogue.check(directory, CheckSettings(kind: kind, conditions: conditions), rules: rules)
        }
        return [
            (.content, try check(.content)), (.http, try check(.http)), (.dns, try check(.dns)),
            (.form, try check(.content, site.submissionPath, ["count(\"main form [name]\") >= 3"])),
            (.listings, try check(.content, site.listingPath, ["text contains \"/ \(site.listings)\""])),
        ] + (site.scheme == .https ? [(.tls, try check(.tls))] : [])
    }

    /// Looks while all is well, in the fault (as one who knew the directory and as one who did not), and afterwards.
    func play(_ played: PlayedFault, on site: FarmDirectory) async -> [String] {
        let fault = played.fault
        var wrong: [String] = []
        func hold(_ judgement: Judgement, _ truth: Truth, _ kind: CheckKind, _ when: String) {
            let seen = judgement.observation
            guard !truth.allows(seen.verdict, seen.reason) else { return }
            wrong.append(
                "\(site.slug) (\(site.scheme), \(site.layout), \(site.country)) \(kind) \(when): said \(seen.verdict)/\(seen.reason), true is "
                    + "\(truth.verdict)/\(truth.reason): \(seen.sentence) \(seen.evidence?.marks ?? [])")
        }
        do {
            farm.set(nil, for: site.index)
            let looks = try looks(at: site)
            var known: [CheckKind: PageBaseline] = [:]
            for (kind, judgement) in await look(looks, [:], together: false) {
                hold(judgement, .well, kind, "before")
                known[kind] = judgement.baseline
            }
            farm.set(fault, for: site.index)
            let waiting = try self.looks(at: site, in: fault)
            for (kind, judgement) in await look(waiting, known, together: played.isSilent) {
                hold(judgement, fault.truth(for: kind), kind, "in the fault")
            }
            let truth = fault.truth(for: .content)
            if !played.isSilent, let first = await look(Array(looks.prefix(1)), [:], together: false).first?.judgement {
                // A name in Latin letters says nothing of a page in Chinese.
                let tells = fault != .wrongSite || first.observation.evidence?.title?.utf8.allSatisfy { $0 < 0x80 } ?? true
                if tells { hold(first, truth, .content, "seen first in the fault") }
                if tells, ![.up, .degraded].contains(truth.verdict), first.baseline != nil {
                    wrong.append("\(site.slug): learned what is not the directory's page")
                }
            }
            farm.set(nil, for: site.index)
            for (kind, judgement) in await look(looks, known, together: false) { hold(judgement, .well, kind, "after") }
        } catch {
            wrong.append("\(site.slug): \(error)")
        }
        return wrong
    }

    private func look(
        _ looks: [(kind: CheckKind, check: any Check)], _ known: [CheckKind: PageBaseline], together: Bool
    ) async -> [(kind: CheckKind, judgement: Judgement)] {
        await withTaskGroup(of: (CheckKind, Judgement).self) { group in
            var found: [(kind: CheckKind, judgement: Judgement)] = []
            for (kind, check) in looks {
                group.addTask {
                    var request = check.request()
                    request.freshPath = true
                    let result = await self.prober.probe(request)
                    return (kind, check.judge(result, CheckContext(now: SystemNow.now(), baseline: known[kind])))
                }
                if !together, let one = await group.next() { found.append(one) }
            }
            for await one in group { found.append(one) }
            return found
        }
    }
}

/// The wall clock, as the prober reads it.
private enum SystemNow {
    static func now() -> Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}

import Assembly
import BenchmarkKit
import Directories
import Foundation
import HTML
import Model
import SimulatedWeb
import Watch
import Web

/// Watches a simulated web whose faults come and go quickly, with the whole program, and compares.
struct FarmRun {
    private let directories = Int(ProcessInfo.processInfo.environment["DIRECTORIES"] ?? "") ?? 150
    private let seconds = Int(ProcessInfo.processInfo.environment["FARM_SECONDS"] ?? "") ?? 300

    private static let terms = FarmEvaluation.Terms(
        interval: .seconds(5), confirmation: .seconds(3), probe: .seconds(4), probes: 3, margin: .milliseconds(400), ttl: .seconds(1))

    func evaluate() async throws -> Bool {
        var options = SimulatedWeb.Options()
        options.schedule = FaultSchedule.Options(
            cycle: .seconds(100), blips: .milliseconds(300) ... .milliseconds(2_200), lasting: .seconds(30) ... .seconds(70),
            steadyShare: 0.04,
            lastingShare: 0.25, blipShare: 0.25, sharedChance: 0.8, slowness: .milliseconds(1_500) ... .milliseconds(1_900),
            calm: .seconds(15))
        let web = try await SimulatedWeb.start(FarmPlan(directories: directories, seed: 11), options: options)
        let program = try await WatchedProgram.start(
            [
                "web.dns_servers": "\(web.dnsServer.address):\(web.dnsServer.port)", "watch.intervals.critical": "5s",
                "watch.intervals.high": "5s", "watch.intervals.normal": "5s", "watch.intervals.low": "5s", "watch.intervals.tls": "5s",
                "watch.intervals.dns": "5s", "watch.failing_factor": "1", "watch.checks": "content, tls, dns", "watch.slow_after": "1s",
                "web.timeouts.dns": "1s", "web.timeouts.connect": "1s", "web.timeouts.tls": "1s", "web.timeouts.first_byte": "2500ms",
                "web.timeouts.transfer": "2s", "web.timeouts.total": "4s", "watch.confirm.rechecks": "1s, 2s",
                "watch.controls": web.controlURLs.joined(separator: ", "),
            ], authority: web.caPEM)
        let assembly = program.assembly
        for site in web.directories {
            _ = try await assembly.register.add(
                DirectoryDraft(url: web.url(of: site), slug: site.slug, name: site.name, importance: site.importance))
        }
        AccuracyEvaluation.note("watching \(directories) simulated directories for \(seconds) s…")
        try await warm(web, assembly.configuration.web)
        let starvation = Starvation()
        let (start, end) = try await program.watch(for: .seconds(seconds), beside: starvation)
        let evaluation = try await compare(web, program, start, end, starvation)
        await program.close()
        try await web.stop()
        return report(evaluation)
    }

    /// Greets every site once, with a prober of its own: the farm makes its certificates when first asked, and is slow itself meanwhile.
    private func warm(_ web: SimulatedWeb, _ configuration: WebConfiguration) async throws {
        let prober = try Prober(configuration: configuration)
        for site in web.directories {
            guard let url = WebURL(web.url(of: site)) else { continue }
            _ = await prober.probe(ProbeRequest(url: url, body: .upTo(1 << 20)))
        }
        await prober.shutdown()
    }

    private func compare(
        _ web: SimulatedWeb, _ program: WatchedProgram, _ start: Timestamp, _ end: Timestamp, _ starvation: Starvation
    ) async throws -> FarmEvaluation {
        var evaluation = FarmEvaluation(Self.terms, starvation: starvation.found)
        for site in web.directories {
            guard let directory = try await program.assembly.register.get(slug: site.slug) else { continue }
            let faults = web.log(of: site.index).sorted { $0.from < $1.from }
            let seen = try await program.observations(of: directory.id)
            evaluation.judge(seen, faults: faults, slug: site.slug)
            let incidents = try await program.assembly.incidents.history(of: directory.id, limit: 1_000)
            evaluation.judge(incidents, faults: faults, from: start, to: end)
            guard ProcessInfo.processInfo.environment["VERBOSE"] != nil else { continue }
            for fault in faults {
                AccuracyEvaluation.note("  \(site.slug) fault \(fault.fault) \(fault.from) – \(fault.to.map { "\($0)" } ?? "open")")
            }
            for incident in incidents {
                let ended = incident.endedAt.map { "\($0)" } ?? "open"
                let flapping = incident.flapping ? " flapping" : ""
                AccuracyEvaluation.note("  \(site.slug) incident \(incident.reason.rawValue) \(incident.startedAt) – \(ended)\(flapping)")
            }
        }
        return evaluation
    }

    private func report(_ found: FarmEvaluation) -> Bool {
        let delays = found.delays.sorted()
        let worst = delays.last ?? .zero
        let figures = [
            Figure("accuracy.farm.verdicts_right", found.verdictShare, "share", goal: .atLeast(0.995)),
            Figure("accuracy.farm.reasons_right", found.reasonShare, "share"),
            Figure("accuracy.farm.observations", Double(found.observations), "observations"),
            Figure("accuracy.farm.unknown", Double(found.unknown), "observations"),
            Figure("accuracy.farm.starved", Double(found.starved.count), "observations"),
            Figure("accuracy.farm.incident_precision", found.precision, "share", goal: .atLeast(1)),
            Figure("accuracy.farm.incident_recall", found.recall, "share", goal: .atLeast(1)),
            Figure("accuracy.farm.incident_kinds_right", found.kindShare, "share", goal: .atLeast(0.995)),
            Figure("accuracy.farm.incidents_doubled", Double(found.doubled.count), "incidents", goal: .atMost(0)),
            Figure("accuracy.farm.incidents", Double(found.incidents), "incidents"),
            Figure("accuracy.farm.incidents_from_blips", Double(found.blipIncidents), "incidents", goal: .atMost(0)),
            Figure("accuracy.farm.blips", Double(found.blips), "faults"),
            Figure("accuracy.farm.faults_due", Double(found.due), "faults"),
            Figure("accuracy.farm.faults_left_alone", Double(found.leftAlone), "faults"),
            Figure("accuracy.farm.detected_late", Double(found.late.count), "faults", goal: .atMost(0)),
            Figure(
                "accuracy.farm.detection_delay_max", Double(worst.wholeMilliseconds) / 1000, "s",
                goal: .atMost(Double(Self.terms.detection.wholeMilliseconds) / 1000)),
            Figure(
                "accuracy.farm.detection_delay_median",
                Double((delays.isEmpty ? .zero : delays[delays.count / 2]).wholeMilliseconds) / 1000, "s"),
        ]
        for figure in figures { figure.show() }
        for verdict in Verdict.allCases {
            if let share = found.precision(of: verdict) { Figure("accuracy.farm.\(verdict.rawValue).precision", share, "share").show() }
            if let share = found.recall(of: verdict) { Figure("accuracy.farm.\(verdict.rawValue).recall", share, "share").show() }
        }
        for mistake in found.mistakes.prefix(25) {
            let seen = mistake.observation
            AccuracyEvaluation.note(
                "  \(mistake.slug) at \(seen.at): said \(seen.verdict.rawValue)/\(seen.reason.rawValue), true \(mistake.truth.verdict.rawValue)/"
                    + "\(mistake.truth.reason.rawValue) (\(mistake.fault.map { "\($0)" } ?? "well")): \(seen.sentence)")
        }
        for mistake in found.starved.prefix(5) {
            AccuracyEvaluation.note(
                "  left out, the machine had no time: \(mistake.slug) at \(mistake.observation.at): \(mistake.observation.sentence)")
        }
        for incident in found.doubled.prefix(10) {
            AccuracyEvaluation.note("  a second incident of one fault: \(incident.subject): \(incident.sentence)")
        }
        for incident in found.falseIncidents.prefix(10) {
            AccuracyEvaluation.note("  no fault behind \(incident.subject): \(incident.sentence)")
        }
        for fault in found.missed.prefix(10) { AccuracyEvaluation.note("  missed: \(fault.slug) \(fault.fault) from \(fault.from)") }
        return figures.allSatisfy(\.pass)
    }
}

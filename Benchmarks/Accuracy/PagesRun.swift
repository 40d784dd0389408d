import Assembly
import BenchmarkKit
import Directories
import Foundation
import Hummingbird
import Logging
import Model
import NIOCore
import Watch

/// Serves real pages that others collected from a local server, each as a directory of its own, and watches them with the whole program: none of them
/// is a wall, parked or gone.
struct PagesRun {
    private static let sets = ["lists-courts", "contacts-webstruct", "forms-formasaurus"]
    private let seconds = Int(ProcessInfo.processInfo.environment["PAGES_SECONDS"] ?? "") ?? 80

    /// Pages that were gone already when they were collected, looked at one by one.
    private static let gone: [String: Reason] = [
        // A gardeners' site with its own "Błąd 404 - nie znaleziono strony".
        "forms-formasaurus/html/261.html": .softNotFound,
        // nginx's 404, saved as a docket.
        "lists-courts/pacer/dockets/not_appellate_dockets/ca11_14-11111.html": .softNotFound,
        // Not a single byte.
        "lists-courts/lasc/case_queries/SRR000001;NCG;CV.html": .emptyPage,
    ]

    func evaluate() async throws -> Bool {
        guard let folder = ProcessInfo.processInfo.environment["ROLLCALL_DATA"] else {
            AccuracyEvaluation.note("accuracy.pages skipped: ROLLCALL_DATA does not name the folder with the unpacked pages")
            return true
        }
        let pages = Self.sets.flatMap { Self.pages(in: folder, $0) }
        guard !pages.isEmpty else {
            AccuracyEvaluation.note("accuracy.pages skipped: no pages below \(folder)")
            return true
        }
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let server = Application(
            responder: PageResponder(folder: folder, pages: pages),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in found.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "pages") { _ in SwiftLogNoOpLogHandler() })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.runService(gracefulShutdownSignals: []) }
            var port = 0
            for await bound in ports {
                port = bound
                break
            }
            let pass = try await watch(pages, port: port)
            group.cancelAll()
            return pass
        }
    }

    /// Paths below the folder with the sets.
    private static func pages(in folder: String, _ set: String) -> [String] {
        guard let names = FileManager.default.enumerator(atPath: folder + "/" + set) else { return [] }
        var paths: [String] = []
        for case let name as String in names where name.hasSuffix(".html") || name.hasSuffix(".htm") { paths.append(set + "/" + name) }
        return paths.sorted()
    }

    private func watch(_ pages: [String], port: Int) async throws -> Bool {
        let program = try await WatchedProgram.start([
            "watch.intervals.critical": "30s", "watch.intervals.high": "30s", "watch.intervals.normal": "30s", "watch.intervals.low": "30s",
            "watch.intervals.dns": "30s", "watch.checks": "content, http, dns", "watch.confirm.rechecks": "1s, 2s",
            "watch.budget.probes_per_second": "2000", "watch.controls": "http://p0.localhost:\(port)/",
        ])
        // The page is read for its words and parsed to its tree: it is to survive both.
        let checks = [
            CheckSettings(kind: .content, conditions: ["count(\"a, form, table\") >= 0", "size >= 0"]), CheckSettings(kind: .http),
            CheckSettings(kind: .dns),
        ]
        for number in pages.indices {
            _ = try await program.assembly.register.add(
                DirectoryDraft(
                    url: "http://p\(number).localhost:\(port)/", slug: "p\(number)", name: Self.name(pages[number]), checks: checks))
        }
        AccuracyEvaluation.note("watching \(pages.count) real pages for \(seconds) s…")
        _ = try await program.watch(for: .seconds(seconds), beside: Starvation())
        var result = Result()
        for (number, path) in pages.enumerated() {
            guard let directory = try await program.assembly.register.get(slug: "p\(number)") else { continue }
            result.take(
                path, gone: Self.gone[path], seen: try await program.observations(of: directory.id),
                incidents: try await program.assembly.incidents.history(of: directory.id, limit: 20))
        }
        await program.close()
        return result.report()
    }

    /// What a person would call it who takes the file's name for want of a better one.
    private static func name(_ path: String) -> String {
        path.split(separator: "/").suffix(2).joined(separator: " ").replacing(".html", with: "").replacing("_", with: " ")
    }

    /// What was said of all pages.
    private struct Result {
        var pages = 0
        var observations = 0
        var wrong: [(path: String, observation: Observation)] = []
        var lost: [(path: String, sentence: String)] = []
        var incidents: [(path: String, incident: Incident)] = []
        var told = 0

        mutating func take(_ path: String, gone: Reason?, seen: [Observation], incidents opened: [Incident]) {
            pages += 1
            observations += seen.count
            for kind in [CheckKind.content, .http, .dns] {
                let own = seen.filter { $0.check == kind }
                if own.isEmpty { lost.append((path, "\(kind.rawValue) never looked")) }
                if let failed = own.first(where: { $0.verdict == .down || $0.verdict == .unknown }) { lost.append((path, failed.sentence)) }
            }
            if let gone {
                if seen.contains(where: { $0.reason == gone }) { told += 1 }
                return
            }
            let bad = seen.first { [.blocked, .parked, .changed].contains($0.verdict) || $0.reason == .partial }
            if let bad { wrong.append((path, bad)) }
            for incident in opened where incident.reason != .slow { incidents.append((path, incident)) }
        }

        func report() -> Bool {
            let share = Double(wrong.count) / Double(max(1, pages))
            let figures = [
                Figure("accuracy.pages.misjudged", share, "share", goal: .atMost(0.005)),
                Figure("accuracy.pages.not_survived", Double(lost.count), "pages", goal: .atMost(0)),
                Figure("accuracy.pages.incidents", Double(incidents.count), "incidents", goal: .atMost(0.005 * Double(pages))),
                Figure("accuracy.pages.pages", Double(pages), "pages", goal: .atLeast(1500)),
                Figure("accuracy.pages.observations", Double(observations), "observations", goal: .atLeast(Double(4 * pages))),
                Figure("accuracy.pages.truly_gone_told", Double(told), "pages", goal: .atLeast(Double(PagesRun.gone.count))),
            ]
            for figure in figures { figure.show() }
            for (path, observation) in wrong {
                AccuracyEvaluation.note(
                    "  \(path): \(observation.verdict.rawValue)/\(observation.reason.rawValue): \(observation.sentence)")
            }
            for (path, sentence) in lost.prefix(20) { AccuracyEvaluation.note("  \(path): \(sentence)") }
            for (path, incident) in incidents.prefix(20) { AccuracyEvaluation.note("  \(path): an incident: \(incident.sentence)") }
            return figures.allSatisfy(\.pass)
        }
    }
}

/// Answers for `p17.localhost` with the seventeenth page, byte by byte as it was collected; its encoding is for the reader to find.
private struct PageResponder: HTTPResponder {
    let folder: String
    let pages: [String]

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        guard let host = request.head.authority, host.hasPrefix("p"), let number = Int(host.dropFirst().prefix { $0 != "." }),
            pages.indices.contains(number)
        else { return Response(status: .notFound) }
        let bytes = try Data(contentsOf: URL(filePath: folder + "/" + pages[number]))
        return Response(status: .ok, headers: [.contentType: "text/html"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

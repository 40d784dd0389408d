import BenchmarkKit
import Foundation
import HTML
import Hummingbird
import Model
import NIOCore
import Watch
import Web

/// Serves real pages that others collected from a local server and looks at each as a directory: none of them is a wall, parked or gone.
struct PagesRun {
    private static let sets = ["lists-courts", "contacts-webstruct", "forms-formasaurus"]

    func evaluate() async throws -> Bool {
        guard let folder = ProcessInfo.processInfo.environment["ROLLCALL_DATA"] else {
            AccuracyEvaluation.note("accuracy.pages skipped: ROLLCALL_DATA does not name the folder with the unpacked pages")
            return true
        }
        let pages = Self.sets.flatMap { Self.pages(in: folder + "/" + $0) }
        guard !pages.isEmpty else {
            AccuracyEvaluation.note("accuracy.pages skipped: no pages below \(folder)")
            return true
        }
        AccuracyEvaluation.note("looking at \(pages.count) real pages, twice each…")
        let router = Router()
        router.get("page/:number/") { _, context -> Response in
            guard let number = context.parameters.get("number").flatMap({ Int($0) }), pages.indices.contains(number) else {
                return Response(status: .notFound)
            }
            let bytes = try Data(contentsOf: URL(filePath: pages[number]))
            return Response(status: .ok, headers: [.contentType: "text/html"], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let server = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in found.yield(channel.localAddress?.port ?? 0) })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.runService(gracefulShutdownSignals: []) }
            var port = 0
            for await bound in ports {
                port = bound
                break
            }
            let pass = try await look(at: pages, port: port)
            group.cancelAll()
            return pass
        }
    }

    private static func pages(in folder: String) -> [String] {
        guard let names = FileManager.default.enumerator(atPath: folder) else { return [] }
        var paths: [String] = []
        for case let name as String in names where name.hasSuffix(".html") || name.hasSuffix(".htm") { paths.append(folder + "/" + name) }
        return paths.sorted()
    }

    private func look(at pages: [String], port: Int) async throws -> Bool {
        var web = WebConfiguration()
        web.allowPrivate = true
        let prober = try Prober(configuration: web)
        var wrong: [(String, Observation)] = []
        var lost = 0
        for (number, path) in pages.enumerated() {
            guard let url = WebURL("http://127.0.0.1:\(port)/page/\(number)/") else { continue }
            let check = try CheckCatalogue.check(DirectoryID(Int64(number)), url: url, CheckSettings(kind: .content), rules: CheckRules())
            var baseline: PageBaseline?
            for _ in 0..<2 {
                let seen = await prober.probe(check.request())
                let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
                let judgement = check.judge(seen, CheckContext(now: now, baseline: baseline))
                baseline = judgement.baseline ?? baseline
                switch judgement.observation.verdict {
                case .up, .degraded: continue
                case .blocked, .parked, .changed: wrong.append((path, judgement.observation))
                case .down, .unknown: lost += 1
                }
                break
            }
        }
        await prober.shutdown()
        let share = Double(wrong.count) / Double(pages.count)
        let figures = [
            Figure("accuracy.pages.misjudged", share, "share", goal: .atMost(0.005)),
            Figure("accuracy.pages.not_survived", Double(lost), "pages", goal: .atMost(0)),
            Figure("accuracy.pages.pages", Double(pages.count), "pages"),
        ]
        for figure in figures { figure.show() }
        for (path, observation) in wrong {
            AccuracyEvaluation.note(
                "  \(path.split(separator: "/").suffix(3).joined(separator: "/")): \(observation.verdict.rawValue)/"
                    + "\(observation.reason.rawValue): \(observation.sentence)")
        }
        return figures.allSatisfy(\.pass)
    }
}

import Foundation
import HTTPTypes
import Model
import Testing

@testable import API
@testable import Console
@testable import Pipelines

@Suite struct RunPagesTests {
    private static let document = """
        about: Cleans <members>.
        source:
          read: in.csv
        stages:
          - filter: name != ""
          - dedupe: {by: name}
        outputs:
          - write: out.csv
          - write: out.jsonl
        """

    /// A stage with a folder that has this pipeline in it.
    private static func staged(_ document: String = document) async throws -> Stage {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rollcall-console-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try document.write(toFile: "\(folder)/members.yaml", atomically: true, encoding: .utf8)
        var stage = try await Stage()
        stage.pipelines = PipelineFolder(folder)
        return stage
    }

    private static func run(_ stage: Stage, state: RunState) async throws -> RunID {
        let (document, folder) = try stage.pipelines.load("members")
        let id = try await stage.runs.create(RunDraft(document, folder: folder, cause: "command")).id
        guard state != .waiting, let (run, _) = try await stage.runs.begin(id, node: "n") else { return id }
        var checkpoint = Checkpoint()
        checkpoint.number = 1
        checkpoint.read = 1_200
        func count(_ taken: Int64, _ given: Int64, _ failed: Int64) -> StageCount {
            var count = StageCount()
            (count.taken, count.given, count.failed) = (taken, given, failed)
            return count
        }
        checkpoint.stages = [count(1_200, 1_100, 30), count(1_100, 900, 0)]
        checkpoint.written = [count(900, 900, 0), count(900, 890, 10)]
        let reject = Reject(stage: "filter", number: 7, line: 8, message: "no <name>", record: nil, isDiverted: false)
        try await stage.runs.store(CheckpointStep(checkpoint: checkpoint, keys: [], rejects: [reject]), of: id, fence: run.fence)
        var figures = RunProgress.Figures()
        (figures.read, figures.written, figures.failed, figures.bytes, figures.total) = (1_250, 900, 40, 500, 1_000)
        try await stage.runs.report(figures, of: id, fence: run.fence)
        if state != .running { try await stage.runs.end(id, fence: run.fence, state, error: state == .failed ? "disk <full>" : nil) }
        return id
    }

    @Test func `a run's page draws its stages with what went through them`() async throws {
        let stage = try await Self.staged()
        let id = try await Self.run(stage, state: .running)
        let text = try await stage.ask("/runs/\(id)").text
        for part in [
            "1,250 read", "1,100 passed on", "30 left out · 70 dropped", "900 written", "890 written", "no &lt;name&gt;", "Cancel it",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(text.contains("aria-label=\"read: 1,250 read, 50 %; filter: 1,100 passed on, 30 left out · 70 dropped; "), "\(text)")
        #expect(!text.contains("Resume from its checkpoint"))
    }

    @Test func `pace and remaining time come from what was seen in the last seconds`() async throws {
        var pace = RunPace()
        var figures = RunProgress.Figures()
        let start = Stage.noon
        for second in 0..<30 {
            (figures.read, figures.bytes, figures.total) = (Int64(second * 100), Int64(second * 1_000), 60_000)
            pace.note(figures, at: start + .seconds(Int64(second)))
        }
        #expect(pace.rate == 100)
        #expect(pace.remaining == .seconds(31))
        // Taken up again from its checkpoint: it begins anew.
        figures.read = 10
        pace.note(figures, at: start + .seconds(31))
        #expect(pace.rate == nil && pace.remaining == nil)
    }

    @Test func `a failed run is resumed and cancelled by forms`() async throws {
        let stage = try await Self.staged()
        let id = try await Self.run(stage, state: .failed)
        let page = try await stage.ask("/runs/\(id)").text
        #expect(page.contains("disk &lt;full&gt;") && page.contains("Resume from its checkpoint"))
        let cancelled = try await stage.ask("/runs/\(id)/cancel", method: .post, headers: JobStage.form, body: "")
        #expect(cancelled.headers[.location] == "/runs/\(id)?done=cancelled")
        #expect(try await stage.ask("/runs/\(id)/resume", method: .post, headers: JobStage.form, body: "").status == 409)
        #expect(try await stage.ask("/api/v1/runs/\(id)").json["state"] as? String == "cancelled")
    }

    @Test func `a form that is sent twice starts one run`() async throws {
        let stage = try await Self.staged()
        let first = try await stage.ask("/pipelines/members/run", method: .post, headers: JobStage.form, body: "nonce=abc")
        let second = try await stage.ask("/pipelines/members/run", method: .post, headers: JobStage.form, body: "nonce=abc")
        #expect(first.headers[.location] == "/runs/1?done=started" && second.headers[.location] == "/runs/1?done=started")
        let page = try await stage.ask("/pipelines/members").text
        #expect(page.contains("Cleans &lt;members&gt;.") && page.contains("href=\"/runs/1\""))
        #expect(try await stage.ask("/pipelines").text.contains("Cleans &lt;members&gt;."))
    }

    @Test func `a document with mistakes is shown with them, and does not run`() async throws {
        let stage = try await Self.staged("source: <nothing>\nstage: 1\n")
        #expect(try await stage.ask("/pipelines").text.contains("mistake"))
        let page = try await stage.ask("/pipelines/members")
        #expect(page.status == 200 && page.text.contains("The document has mistakes") && !page.text.contains("Start a run"))
        #expect(try await stage.ask("/pipelines/members/run", method: .post, headers: JobStage.form, body: "nonce=abc").status == 422)
    }

    @Test(arguments: [0, 1, 4, 5, 6, 13])
    func `a picture of any length has a box for each stage, no broken number, and no way through a box`(stages: Int) throws {
        var text = "source:\n  read: in.csv\n"
        if stages > 0 { text += "stages:\n" + String(repeating: "  - filter: a != \"\"\n", count: stages) }
        text += "outputs:\n  - write: a.csv\n  - write: b.csv\n  - write: c.csv\n"
        let document = try PipelineDocument.parse(name: "p", file: "p.yaml", bytes: Array(text.utf8))
        let html = PipelinePicture(RunStages(document)).html()
        #expect(html.split(separator: "class=\"box ").count - 1 == 2 * (stages + 4))
        #expect(html.split(separator: "class=\"head\"").count - 1 == 2 * (stages + 3))
        #expect(!html.contains("nan") && !html.contains("inf"))
        for picture in html.split(separator: "<svg ").dropFirst() { #expect(Self.crossings(String(picture)) == 0) }
    }

    private struct Span {
        var from: Double
        var to: Double

        /// Whether the other one lies within it or crosses one of its ends, by more than a line's width.
        func holdsSome(of other: Span) -> Bool { min(other.from, other.to) < to - 1 && max(other.from, other.to) > from + 1 }
    }

    /// How many straight parts of ways go through a box rather than along it or up to it.
    private static func crossings(_ picture: String) -> Int {
        func number(_ text: Substring?) -> Double { text.flatMap { Double($0) } ?? 0 }
        let box = /class="box [a-z]+" x="([0-9.]+)" y="([0-9.]+)" width="([0-9.]+)" height="([0-9.]+)"/
        let boxes: [(x: Span, y: Span)] = picture.matches(of: box).map { match in
            let (x, y) = (number(match.1), number(match.2))
            return (Span(from: x, to: x + number(match.3)), Span(from: y, to: y + number(match.4)))
        }
        #expect(!boxes.isEmpty)
        var crossed = 0
        for way in picture.matches(of: /class="line" d="([^"]+)"/) {
            var (x, y) = (0.0, 0.0)
            for step in way.1.matches(of: /([MHV])([0-9.]+)(?: ([0-9.]+))?/) {
                let (before, value) = ((x: x, y: y), number(step.2))
                if step.1 != "V" { x = value }
                if step.1 == "V" { y = value } else if step.1 == "M" { y = number(step.3) }
                guard step.1 != "M" else { continue }
                let (across, down) = (Span(from: before.x, to: x), Span(from: before.y, to: y))
                for box in boxes where box.x.holdsSome(of: across) && box.y.holdsSome(of: down) { crossed += 1 }
            }
        }
        return crossed
    }
}

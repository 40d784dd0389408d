import Directories
import Foundation
import Model
import Resilience
import Testing

@testable import Pipelines

@Suite(.timeLimit(.minutes(2))) struct ReadStageTests {
    private func context(_ bench: Bench) -> RunContext {
        RunContext(
            run: RunID(1), pipeline: "leads", folder: bench.folder, date: "2026-03-01", nonce: "n",
            services: PipelineServices(clock: SystemClock()))
    }

    /// Everything from a position on, and the positions passed on the way.
    private func all(
        _ stage: ReadStage, _ context: RunContext, at position: String? = nil, step: Int = 97
    ) async throws -> (records: [Record], faults: [SourceFault], positions: [(Int, String)]) {
        let reader = try await stage.open(context, at: position)
        defer { reader.close() }
        var (records, faults, positions): ([Record], [SourceFault], [(Int, String)]) = ([], [], [])
        while let batch = try await reader.next(step) {
            records += batch.records
            faults += batch.faults
            positions.append((records.count, try reader.position()))
        }
        return (records, faults, positions)
    }

    /// Rows longer than others, quotations with line ends and marks, broken rows, over several pieces of the file.
    @Test(arguments: ["csv", "jsonl"]) func aReaderGoesOnFromAnyPositionAsIfItHadNotStopped(_ format: String) async throws {
        let bench = try await Bench()
        var state: UInt64 = 5
        func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
        for file in 0..<3 {
            var text = format == "csv" ? "n,text\n" : ""
            for n in 0..<2500 {
                let words = String(repeating: ["a ", "é\n", "\"q\" ", "x,y "][roll(4)], count: roll(60))
                if format == "csv" {
                    text += roll(50) == 0 ? "1,2,3,4\r\n" : "\(n),\"\(words.replacing("\"", with: "\"\""))\"\(roll(2) == 0 ? "\n" : "\r\n")"
                } else {
                    var line: [UInt8] = []
                    FieldValue.map([FieldValue.Member("n", .number("\(n)")), FieldValue.Member("text", .text(words))]).writeJSON(to: &line)
                    text += roll(50) == 0 ? "{\"n\":\n" : String(decoding: line, as: UTF8.self) + "\n"
                }
                if roll(40) == 0 { text += "\n" }
            }
            try bench.write(text, to: "in/\(file).\(format)")
        }
        let stage = ReadStage(path: "in/*.\(format)")
        let whole = try await all(stage, context(bench))
        #expect(whole.records.count + whole.faults.count == 7500)
        #expect(!whole.faults.isEmpty && whole.faults.count < 400)
        #expect(whole.records.allSatisfy { $0.fields.map(\.name) == ["n", "text"] })
        for (count, position) in whole.positions.enumerated().filter({ $0.offset % 7 == 3 }).map(\.element) {
            let rest = try await all(stage, context(bench), at: position, step: 61)
            #expect(rest.records == Array(whole.records.dropFirst(count)), "from \(position)")
        }
    }

    /// Any bytes are read to their end.
    @Test func seededGarbageIsReadToItsEnd() async throws {
        let bench = try await Bench()
        var state: UInt64 = 9
        func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
        let pieces = ["\"", ",", "\n", "\r", "{", "}", ":", "\\", "a", "1", "\u{0}", "é", "[", "\"a\":1", "sep=;"]
        for round in 0..<60 {
            let text = (0..<roll(400)).map { _ in pieces[roll(pieces.count)] }.joined()
            for format in ["csv", "jsonl"] {
                try bench.write(text, to: "g.\(format)")
                let found = try await all(ReadStage(path: "g.\(format)"), context(bench), step: 1 + round % 5)
                #expect(found.records.count + found.faults.count <= text.utf8.count + 1)
            }
        }
    }
}

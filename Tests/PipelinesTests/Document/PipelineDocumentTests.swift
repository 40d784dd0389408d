import JobQueue
import Settings
import Testing

@testable import Pipelines

@Suite struct PipelineDocumentTests {
    static let whole = """
        about: Lawyers of California
        source:
          read: {path: in/*.csv, format: csv, delimiter: ";"}
          on_error: skip
        stages:
          - filter: state == "CA"
          - map:
              set: {name: 'concat(first, " ", last)', email: lower(email)}
              drop: [first, last]
          - validate:
              fields:
                email: {required: true, is: email}
                price: {is: number, min: 0, max: 100}
              that: [not name contains "test"]
            on_error: divert
          - normalise: {fields: {phone: phone}, region: US}
            on_error: skip
          - dedupe: {by: [email]}
        outputs:
          - write: {path: out/leads.csv, columns: [name, email]}
          - write: out/leads.jsonl
        rejects: out/rejects.jsonl
        max_errors: 100
        checkpoint: {records: 100, every: 1s}
        concurrency: 8
        attempts: 3
        deadline: 2h
        needs: {cpu: 0.5, memory: 512MiB, network: 10Mbit}
        waits_for: [fetch]
        on_error: stop
        """

    private func parse(_ text: String) throws(DocumentErrors) -> PipelineDocument {
        try PipelineDocument.parse(name: "leads", file: "leads.yaml", bytes: Array(text.utf8))
    }

    @Test func aWholeDocumentIsRead() throws {
        let document = try parse(Self.whole)
        #expect(document.stages.map(\.name) == ["filter", "map", "validate", "normalise", "dedupe"])
        #expect(document.stages.map(\.policy) == [.stop, .stop, .divert, .skip, .stop])
        #expect(document.outputs.map(\.name) == ["write", "write 2"])
        #expect(document.sourcePolicy == .skip)
        #expect((document.maxErrors, document.checkpointRecords, document.attempts) == (100, 100, 3))
        #expect(document.checkpointInterval == .seconds(1))
        #expect(document.deadline == .seconds(7200) && document.waitsFor == ["fetch"])
        #expect(document.needs.text == "cpu=0.5,memory=512MiB,network=10Mbit")
        #expect(document.rejects == "out/rejects.jsonl")
    }

    /// Document, then the place and a word of what is said, and what was meant.
    @Test(arguments: [
        ("sorce: {read: a.csv}\noutputs: [write: b.csv]", "leads.yaml:1:1", "no key sorce", "source"),
        ("source: {raed: a.csv}\noutputs: [write: b.csv]", "leads.yaml:1:10", "raed", "read"),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\nstages:\n  - fliter: a == 1", "leads.yaml:4:5", "fliter", "filter"),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\nstages:\n  - filter: a = 1", "leads.yaml:4:15", "not part of the language", ""),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\nstages:\n  - map: {set: {a: trm(b)}}", "leads.yaml:4:20", "no function trm", ""),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\nstages:\n  - validate: {fields: {a: {is: mail}}}", "leads.yaml:4:33", "mail", ""),
        ("source: {read: a.csv}\noutputs: [write: b]", "leads.yaml:2:18", "which format", ""),
        ("source: {read: a.csv}\noutputs: [write: b.csv, write: b.csv]", "leads.yaml:2:10", "two outputs write to b.csv", ""),
        ("source: {read: a.csv}", "leads.yaml:1:1", "needs the key outputs", ""),
        ("outputs: [write: b.csv]", "leads.yaml:1:1", "needs the key source", ""),
        ("source: {read: a.csv}\noutputs: []", "leads.yaml:2:10", "empty", ""),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\non_error: divert", "leads.yaml:3:11", "rejects", ""),
        (
            "source: {read: a.csv}\noutputs: [write: b.csv]\nstages:\n  - filter: a == 1\n    on_error: divert", "leads.yaml:5:15",
            "rejects", ""
        ),
        ("source: {event: }\noutputs: [write: b.csv]\ntriggers:\n  - event: roll_finished\n  - after: a", "leads.yaml:4:3", "no event", ""),
        (
            "source: {read: a.csv}\noutputs: [write: b.csv]\nstages:\n  - map: {set: {x: round(a, 2)}}", "leads.yaml:4:",
            "the comma ends it here", ""
        ),
        (
            "source: {read: a.csv}\noutputs: [write: b.csv]\nstages:\n  - filter: a == 1\n    concurrency: 4", "leads.yaml:5:18",
            "no concurrency", ""
        ),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\nmax_errors: many", "leads.yaml:3:13", "many", ""),
        ("source: {read: {path: a.csv, delimiter: ab}}\noutputs: [write: b.csv]", "leads.yaml:1:41", "delimiter", ""),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\ndeadline: 2", "leads.yaml:3:11", "no unit", ""),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\nneeds: {memory: 512}", "leads.yaml:3:17", "no unit", ""),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\nneeds: {memmory: 512MiB}", "leads.yaml:3:9", "memmory", "memory"),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\nwaits_for: [leads]", "leads.yaml:3:13", "this pipeline", ""),
        ("source: {read: a.csv}\noutputs: [write: b.csv]\nwaits_for: fetch", "leads.yaml:3:12", "waits_for", ""),
        ("source: [", "leads.yaml:", "not valid YAML", ""), ("", "leads.yaml:1:1", "empty", ""),
        ("source: {read: a.csv}\nsource: {read: b.csv}\noutputs: [write: b.csv]", "leads.yaml:2:1", "twice", ""),
    ])
    func mistakesHaveTheirPlace(_ text: String, _ place: String, _ word: String, _ nearest: String) {
        let error = #expect(throws: DocumentErrors.self) { try parse(text) }
        let found = error?.problems.first { $0.place.description.hasPrefix(place) && $0.text.contains(word) }
        #expect(found != nil, "\(error?.description ?? "")")
        if !nearest.isEmpty { #expect(found?.nearest == nearest) }
    }

    @Test func allMistakesAreToldAtOnce() {
        let error = #expect(throws: DocumentErrors.self) {
            try parse("source: {read: a.csv}\noutputs: [write: b]\nstages:\n  - filter: a =\n  - dedupe: {}\nmax_errors: -1")
        }
        #expect(error?.problems.count == 4)
    }

    /// Any document is read or refused.
    @Test func seededDamageIsReadOrRefused() {
        var state: UInt64 = 3
        func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
        let bytes = Array(Self.whole.utf8)
        var refused = 0
        for _ in 0..<1500 {
            var damaged = bytes
            for _ in 0..<(1 + roll(4)) {
                let place = roll(damaged.count)
                switch roll(3) {
                case 0: damaged.remove(at: place)
                case 1: damaged[place] = UInt8(roll(256))
                default: damaged.insert(contentsOf: Array([": ", "\n", "- ", "{", "]", "'"][roll(6)].utf8), at: place)
                }
            }
            do { _ = try PipelineDocument.parse(name: "leads", file: "leads.yaml", bytes: damaged) } catch {
                refused += 1
                #expect(!error.problems.isEmpty)
            }
        }
        #expect(refused > 500)
    }
}

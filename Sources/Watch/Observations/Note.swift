import Database
import Model

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The words and the evidence of an observation, stored apart and once: most observations say what the one before said.
struct Note {
    var sentence: String
    /// The evidence as JSON of at most ``greatestEvidence`` bytes.
    var evidence: String?

    static let greatestSentence = 1000
    static let greatestEvidence = 8192

    init(_ observation: Observation) {
        sentence = observation.sentence.clipped(to: Self.greatestSentence)
        evidence = observation.evidence.flatMap(Self.encode)
    }

    /// Stores the note, or finds the equal one that is there.
    func put(at time: Timestamp, _ connection: any SQLConnection) throws -> Int64? {
        try connection.first(
            """
            INSERT INTO notes (hash, sentence, evidence, used_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (hash) DO UPDATE SET used_at = excluded.used_at RETURNING id
            """, [.integer(hash), .text(sentence), .optional(evidence), .time(time)]
        ) { $0.integer(0) }
    }

    /// FNV-1a over both texts.
    private var hash: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in sentence.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ 0xff) &* 0x100_0000_01b3
        for byte in (evidence ?? "").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }

    static func decode(_ json: String) -> Evidence? { try? JSONDecoder().decode(Evidence.self, from: Data(json.utf8)) }

    private static func encode(_ evidence: Evidence) -> String? {
        var bounded = evidence
        bounded.hops = bounded.hops.prefix(20).map { Evidence.Hop(url: $0.url.clipped(to: 500), status: $0.status) }
        bounded.headers = bounded.headers.prefix(40).map { Evidence.Header($0.name.clipped(to: 80), $0.value.clipped(to: 300)) }
        bounded.title = bounded.title?.clipped(to: 300)
        bounded.firstBytes = bounded.firstBytes?.clipped(to: 1024)
        bounded.marks = bounded.marks.prefix(20).map { $0.clipped(to: 200) }
        bounded.conditions = bounded.conditions.prefix(20).map {
            Evidence.Condition(text: $0.text.clipped(to: 300), held: $0.held, found: $0.found?.clipped(to: 300))
        }
        if let names = bounded.certificate?.names { bounded.certificate?.names = names.prefix(20).map { $0.clipped(to: 250) } }
        let encoder = JSONEncoder()
        // Equal evidence must be equal text.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var data = try? encoder.encode(bounded) else { return nil }
        if data.count > greatestEvidence {
            bounded.headers = Array(bounded.headers.prefix(10))
            bounded.hops = Array(bounded.hops.prefix(3))
            bounded.conditions = Array(bounded.conditions.prefix(5))
            bounded.firstBytes = nil
            guard let smaller = try? encoder.encode(bounded), smaller.count <= greatestEvidence else { return nil }
            data = smaller
        }
        return String(decoding: data, as: UTF8.self)
    }
}

import Foundation
import Listings
import Testing

@testable import Rolls

/// What rolls store as text is what the general encoder of JSON writes, so that what older versions stored is equal to it.
@Suite struct FieldsTextTests {
    private static let texts = [
        "Ada Miller", "O\"Neil \\ Sons / Co", "Zoë – Grüße 東京 🙂", "a\tb\nc\rd", "", "https://example.org/a?b=c&d=é", "\u{7F}\u{A0}",
    ]

    private static func plain(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test(arguments: 0..<40) func `fields and sources are written as ever, and read back`(_ seed: UInt64) throws {
        var random = Steps(seed)
        var fields = ListingFields()
        var marks: [String: [ListingSources.Mark]] = [:]
        for kind in FieldKind.allCases where random.below(2) == 0 {
            for _ in 0...random.below(3) {
                let text = Self.texts[random.below(Self.texts.count)] + String(random.below(5))
                fields.add(text, as: kind)
                marks[kind.rawValue, default: []].append(
                    ListingSources.Mark(
                        value: text, range: random.below(3) == 0 ? nil : [random.below(900), 900 + random.below(900)], path: "html>body>p",
                        confidence: Double(random.below(101)) / 100))
            }
        }
        #expect(FieldsText.encode(fields) == (try Self.plain(fields)))
        #expect(FieldsText.decode(FieldsText.encode(fields)) == fields)
        let sources = ListingSources([
            ListingSources.Page(url: Self.texts[5], hash: "ab", recipe: random.below(9), isDetail: seed % 2 == 0, marks: marks)
        ])
        #expect(FieldsText.encode(sources) == (try Self.plain(sources)))
        #expect(FieldsText.sources(FieldsText.encode(sources)) == sources)
    }

    @Test(arguments: ["", "{", "null", "[1]", "{\"pages\":[{}]}", "{\"pages\":7}", "x"]) func `what cannot be read is empty`(_ text: String)
    {
        #expect(FieldsText.decode(text).kinds.allSatisfy { FieldKind(rawValue: $0) == nil })
        #expect(FieldsText.sources(text) == ListingSources())
    }

    private struct Steps {
        private var state: UInt64

        init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

        mutating func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
    }
}

import Model
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_868_799_000, "2000-02-29T23:59:59.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_767_225_600_000, "2026-01-01T00:00:00.000Z"),
    ])
    func readsAsRFC3339(milliseconds: Int, text: String) {
        #expect(Timestamp(milliseconds: Int64(milliseconds)).description == text)
    }

    @Test func spansAddAndSubtract() {
        let start = Timestamp(seconds: 100)
        #expect(start + .milliseconds(1500) == Timestamp(milliseconds: 101_500))
        #expect((start + .seconds(3)) - start == .seconds(3))
    }

    @Test func codesInStorageRoundTrip() {
        for verdict in Verdict.allCases { #expect(Verdict(code: verdict.code) == verdict) }
        for kind in CheckKind.allCases { #expect(CheckKind(code: kind.code) == kind) }
        for importance in Importance.allCases { #expect(Importance(rank: importance.rank) == importance) }
        #expect(Verdict(code: 0) == nil)
        #expect(CheckKind(code: 99) == nil)
    }

    @Test(arguments: [
        -62_135_596_800_000, -1_700_000_000_123, -1, 0, 951_782_399_999, 951_782_400_000, 1_772_357_400_001, 4_102_444_800_000,
    ])
    func whatIsWrittenIsReadAgain(milliseconds: Int64) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(Timestamp(rfc3339: time.description) == time)
    }

    @Test(arguments: [
        "", "2026-02-30T00:00:00.000Z", "2026-13-01T00:00:00.000Z", "2026-01-01T24:00:00.000Z", "2026-01-01T00:00:00Z",
        "2026-01-01 00:00:00.000Z", "2026-01-01T00:00:00.000+", "２026-01-01T00:00:00.0Z", "2026-01-01T00:00:00.00\u{0}Z",
    ])
    func whatIsNoTimeIsNone(text: String) { #expect(Timestamp(rfc3339: text) == nil) }
}

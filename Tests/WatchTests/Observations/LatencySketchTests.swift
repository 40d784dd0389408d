import Testing

@testable import Watch

@Suite struct LatencySketchTests {
    @Test(arguments: [1, 2, 3, 4, 5]) func `quantiles of merged parts are within 1 % of the exact ones`(seed: UInt64) {
        var dice = Dice(seed)
        var values: [Int64] = []
        var merged = LatencySketch()
        for _ in 0..<40 {
            var part = LatencySketch()
            for _ in 0..<Int.random(in: 0...200, using: &dice) {
                // From a microsecond to a minute, evenly by magnitude, as latencies lie.
                var value: Int64 = 1
                for _ in 0..<Int.random(in: 0...25, using: &dice) { value *= 2 }
                value += Int64.random(in: 0..<value, using: &dice)
                values.append(value)
                part.add(value)
            }
            merged.merge(part)
        }
        values.sort()
        #expect(merged.count == values.count)
        for q in [0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1] {
            let exact = Double(values[Int((q * Double(values.count - 1)).rounded(.down))])
            let found = Double(merged.quantile(q) ?? 0)
            let allowed: Double = exact * 0.0101 + 0.5
            // Half a microsecond more for the rounding to whole ones.
            #expect(abs(found - exact) <= allowed, "q \(q): \(found) for \(exact)")
        }
    }

    @Test func `merging in any order and adding one by one give the same sketch`() {
        var dice = Dice(7)
        let values = (0..<3000).map { _ in Int64.random(in: 0...10_000_000, using: &dice) }
        var whole = LatencySketch()
        for value in values { whole.add(value) }
        var parts = stride(from: 0, to: values.count, by: 100).map { start in
            var part = LatencySketch()
            for value in values[start..<start + 100] { part.add(value) }
            return part
        }
        parts.shuffle(using: &dice)
        var merged = LatencySketch()
        for part in parts { merged.merge(part) }
        #expect(merged == whole)
        #expect(LatencySketch(encoded: whole.encoded) == whole)
    }

    @Test func `an empty sketch and one latency`() {
        var sketch = LatencySketch()
        #expect(sketch.quantile(0.5) == nil)
        #expect(sketch.encoded.isEmpty)
        #expect(LatencySketch(encoded: []) == sketch)
        sketch.add(123_456)
        #expect(sketch.encoded.count == 3)
        sketch.add(-5)
        sketch.add(.max)
        #expect(sketch.count == 3 && sketch.quantile(0) == 1)
    }

    @Test(
        arguments: [
            [0x80], [0x01], [0x01, 0x00], [0x01, 0x01, 0x00, 0x01], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xff, 0x7f, 0x01],
            [0x81, 0x00, 0x01],
        ] as [[UInt8]]) func `refuses bytes that it does not make`(bytes: [UInt8])
    {
        #expect(LatencySketch(encoded: bytes) == nil)
    }

    @Test func `decoding any bytes gives nothing or a sketch that encodes to them`() {
        var dice = Dice(11)
        for _ in 0..<50_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &dice)).map { _ in
                Bool.random(using: &dice) ? UInt8.random(in: 0...3, using: &dice) : UInt8.random(in: 0...255, using: &dice)
            }
            if let sketch = LatencySketch(encoded: bytes) {
                #expect(sketch.encoded == bytes)
                _ = sketch.quantile(0.99)
            }
        }
    }
}

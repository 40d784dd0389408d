import Testing

@testable import SimulatedWeb

/// What the farm makes of forms with files in them.
@Suite struct MultipartFormTests {
    private static let type = "multipart/form-data; boundary=\"xx\""
    private static let body = Array(
        "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n--xx\r\nContent-Disposition: form-data; name=\"f\"; filename=\"l.png\"\r\nContent-Type: image/png\r\n\r\n\u{0}--x\r\n--xx--\r\n"
            .utf8)

    @Test func `Parts are read to the byte`() throws {
        let form = try #require(MultipartForm(body: Self.body, contentType: Self.type))
        #expect(
            form.parts == [
                .init(name: "a", fileName: nil, type: nil, bytes: Array("1\r\n2".utf8)),
                .init(name: "f", fileName: "l.png", type: "image/png", bytes: Array("\u{0}--x".utf8)),
            ])
        #expect(MultipartForm(body: Self.body, contentType: "multipart/form-data") == nil)
        #expect(MultipartForm(body: Self.body, contentType: "multipart/form-data; boundary=yy") == nil)
    }

    @Test func `What is cut short or garbled is no form, and nothing is read beyond its end`() {
        for length in 0..<(Self.body.count - 4) {
            #expect(MultipartForm(body: Array(Self.body[..<length]), contentType: Self.type) == nil, "\(length)")
        }
        var state: UInt64 = 11
        for _ in 0..<500 {
            var garbled = Self.body
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                garbled[Int(state >> 33) % garbled.count] = UInt8(truncatingIfNeeded: state >> 20)
            }
            let read = MultipartForm(body: garbled, contentType: Self.type)?.parts.map(\.bytes.count).reduce(0, +) ?? 0
            #expect(read < garbled.count)
        }
    }
}

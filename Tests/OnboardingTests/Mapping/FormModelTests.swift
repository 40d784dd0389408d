import Testing

@testable import Onboarding

@Suite struct FormModelTests {
    private var small: FormModel {
        let matrix = SparseMatrix(classes: 2, rows: [(feature: 7, weights: [0.5, -0.25]), (feature: 3, weights: [-1, 2])])
        return FormModel(
            tokens: ["-", "email"], formTypes: ["login", "other"], first: matrix, second: matrix, form: matrix,
            calibration: Calibration(knots: [.init(score: 0.2, share: 0.1), .init(score: 1, share: 0.9)], threshold: 0.8))
    }

    @Test func `A model survives being written and read`() throws {
        let read = try #require(FormModel(bytes: small.bytes))
        #expect(read.bytes == small.bytes)
        #expect(read.tokens == ["-", "email"])
        #expect(read.calibration.threshold == 0.8)
    }

    @Test func `No cut and no other file is taken for a model`() {
        let bytes = small.bytes
        for length in 0..<bytes.count { #expect(FormModel(bytes: Array(bytes.prefix(length))) == nil) }
        #expect(FormModel(bytes: Array("RCFMxxxxxxxxxxxxxxxxxxxx".utf8)) == nil)
        var other = bytes
        other[4] = 99
        #expect(FormModel(bytes: other) == nil)
    }

    @Test func `The program's model fits what it may weigh`() throws {
        let model = try #require(FormModel.embedded)
        #expect(model.bytes.count <= 5_000_000)
        #expect(model.tokens.contains("postal-code"))
    }

    @Test func `Calibration never falls, and says shares between its knots`() {
        var outcomes: [(score: Float, isRight: Bool)] = []
        for index in 0..<1_000 { outcomes.append((Float(index) / 1_000, index % 10 < index / 100)) }
        let knots = Calibration.fit(outcomes)
        let calibration = Calibration(knots: knots, threshold: 0.5)
        var last: Float = 0
        for step in 0...100 {
            let share = calibration.confidence(Float(step) / 100)
            #expect(share >= last && share <= 1)
            last = share
        }
        #expect(abs(calibration.confidence(0.5) - 0.5) < 0.1)
    }

    @Test func `The exponential is right to seven digits`() {
        for (x, expected) in [(Float(0), Float(1)), (1, 2.718_281_8), (-1, 0.367_879_44), (-20, 2.061_153_6e-9), (5, 148.413_16)] {
            #expect(abs(FormModelMath.exp(x) - expected) <= expected * 4e-7)
        }
    }
}

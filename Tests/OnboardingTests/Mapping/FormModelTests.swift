import HTML
import Testing

@testable import Onboarding

@Suite struct FormModelTests {
    private func network(_ rows: [SparseNetwork.Row], hidden: Int = 1) -> SparseNetwork {
        SparseNetwork(classes: 2, hidden: hidden, rows: rows, head: [Float](repeating: 1, count: 2 * hidden))
    }

    private var small: FormModel {
        let network = network([
            .init(feature: 7, classes: [0.5, -0.25], hidden: [1]), .init(feature: 3, classes: [-1, 2], hidden: [-3]),
        ])
        return FormModel(
            tokens: ["-", "email"], formKinds: ["login", "other/recovery"], first: network, second: network, form: network, reserve: 2,
            certainty: Certainty(weights: [Float](repeating: 0.5, count: Certainty.inputs), offsets: [1, -1], threshold: 0.8))
    }

    @Test func `A model survives being written and read`() throws {
        let read = try #require(FormModel(bytes: small.bytes))
        #expect(read.bytes == small.bytes)
        #expect(read.tokens == ["-", "email"])
        #expect(read.certainty.threshold == 0.8)
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

    @Test func `A hidden unit speaks only where the evidence for it outweighs that against it`() {
        func bag(_ texts: [String]) -> FeatureBag {
            var bag = FeatureBag()
            for text in texts { bag.add(FeatureBag.hash(FeatureBag.seed("t"), text.utf8), .name) }
            bag.finish()
            return bag
        }
        let features = bag(["a", "b"]).features
        // One piece stills the unit that the other moves.
        let network = SparseNetwork(
            classes: 2, hidden: 1,
            rows: [
                .init(feature: features[0], classes: [0, 0], hidden: [-1]), .init(feature: features[1], classes: [0, 0], hidden: [2]),
            ], head: [0, 5])
        #expect(network.probabilities(bag(["neither"])) == [0.5, 0.5])
        #expect(network.probabilities(bag(["a"])) == [0.5, 0.5])
        let both = network.probabilities(bag(["a", "b"]))
        #expect(both[1] > 0.9)
        #expect(network.probabilities(bag(["b"]))[1] > both[1])
    }

    @Test(arguments: [(1, 0), (15, 1), (16, 16), (17, 33)])
    func `Classes and hidden units of any number are added up alike`(classes: Int, hidden: Int) throws {
        // Whole numbers up to 127, so that rounding to bytes changes little and each weight is told from the others.
        func weights(_ count: Int, _ shift: Int) -> [Float] { (0..<count).map { Float(($0 * 37 + shift) % 255 - 127) / 127 } }
        let rows = (0..<3).map {
            SparseNetwork.Row(feature: UInt32($0 + 1), classes: weights(classes, $0 * 11), hidden: weights(hidden, $0 * 71 + 5))
        }
        let head = weights(classes * hidden, 3)
        var bag = FeatureBag()
        bag.add(FeatureBag.hash(FeatureBag.seed("t"), "a".utf8), .name)
        bag.finish()
        var known = rows
        known[1].feature = bag.features[0]
        let network = SparseNetwork(classes: classes, hidden: hidden, rows: known, head: head)
        var expected = known[1].classes
        for unit in 0..<hidden where known[1].hidden[unit] > 0 {
            for at in 0..<classes { expected[at] += known[1].hidden[unit] * head[unit * classes + at] }
        }
        FormModelMath.softmax(&expected)
        let said = network.probabilities(bag)
        try #require(said.count == classes)
        for at in 0..<classes { #expect(abs(said[at] - expected[at]) < 0.02) }
        var writer = ModelWriter()
        network.write(to: &writer)
        var reader = ModelReader(writer.bytes)
        let read = try #require(SparseNetwork(&reader))
        #expect(read.probabilities(bag) == said)
        #expect(read.without(0).probabilities(bag) == said)
    }

    @Test func `Phrases are found by place and in their own order`() {
        let phrases = Phrases([" ort ", "b", " or", ""])
        #expect(phrases.firstIndex(in: Array(" ort ".utf8)) == 0)
        #expect(phrases.firstIndex(in: Array(" order b".utf8)) == 1)
        #expect(phrases.firstIndex(in: Array(" fort ".utf8)) == nil)
        #expect(phrases.firstIndex(in: []) == nil)
        #expect(phrases.places(in: Array(" or ort ".utf8)).map(\.place) == [0..<3, 3..<8, 3..<6])
    }

    @Test func `Dropping rows keeps those that say most`() {
        let rows = (1...20).map { SparseNetwork.Row(feature: UInt32($0), classes: [Float($0), 0], hidden: [0]) }
        let dropped = network(rows).without(15)
        #expect(dropped.rowCount == 5)
        #expect(dropped.rowSize == 11)
    }

    @Test func `Certainty rises with what the passes thought, and is a share`() throws {
        let certainty = small.certainty
        var last: Float = 0
        for step in 11..<20 {
            let probability = Float(step) / 20
            let said = [1 - probability, probability]
            let passes = FormMapper.Passes(first: said, second: said, reserve: 1)
            let share = certainty.share(try #require(Certainty.Answer(passes)))
            #expect(share > last && share < 1)
            last = share
        }
    }

    @Test func `What the passes think counts differently for a control that is none of a profile's`() throws {
        func inputs(_ said: [Float]) throws -> [Float] {
            try #require(Certainty.Answer(FormMapper.Passes(first: said, second: said, reserve: 1))).inputs
        }
        let (mapped, none) = (try inputs([0.1, 0.9]), try inputs([0.9, 0.1]))
        #expect(mapped.count == Certainty.inputs && none.count == Certainty.inputs)
        #expect(mapped[1..<8] == none[1..<8] && none[8..<15] == none[1..<8])
        #expect(mapped[8..<15].allSatisfy { $0 == 0 })
    }

    @Test func `Signs tell doubled and nameless controls and what is unsure beside them`() throws {
        let page = PageReader.read(
            Document(
                """
                <form><input name=mail autocomplete='section-a EMAIL'><input autocomplete='tel'><input type=checkbox name=c>
                <select name=x></select><select></select></form><input id=q>
                """))
        func passes(_ email: Float) -> FormMapper.Passes {
            FormMapper.Passes(first: [1 - email, email], second: [1 - email, email], reserve: 1)
        }
        let said = [passes(0.9), passes(0.8), FormMapper.Passes(), passes(0.1), passes(0.1), passes(0.6)]
        let signs = CertaintySigns.of(page, FieldFeatures(page), said, tokens: ["-", "email"])
        try #require(signs.count == 6)
        #expect(signs.map(\.isDoubled) == [true, true, false, false, false, false])
        #expect(signs.map(\.isNamed) == [true, false, true, true, false, true])
        #expect(signs.map(\.hasAutocomplete) == [true, true, false, false, false, false])
        #expect(signs.map(\.agrees) == [true, false, false, false, false, false])
        #expect(signs.map(\.isPicked) == [false, false, false, true, true, false])
        #expect(signs.map(\.group) == [4, 4, 1, 4, 4, 1] && signs.map(\.mapped) == [2, 2, 0, 2, 2, 1])
        #expect(signs[2] == CertaintySigns())
        #expect(signs[0].entries == 5 && signs[5].entries == 5)
        #expect(abs(signs[0].page - 0.82) < 1e-4 && abs(signs[5].page - 0.82) < 1e-4)
        for sign in signs {
            #expect(sign.inputs.count == CertaintySigns.count)
            #expect(sign.inputs.allSatisfy { abs($0) <= 3 })
        }
    }

    @Test(arguments: [("search", FormType.search), ("other/recovery", .other), ("other", .other), ("nonsense", .other)])
    func `Kinds of forms are told as types`(kind: String, type: FormType) { #expect(FormModel.type(ofKind: kind) == type) }

    @Test func `The logarithm is right to four digits`() {
        for (x, expected) in [(Float(1), Float(0)), (0.5, -1), (8, 3), (0.001, -9.965_784), (1.99, 0.992_768)] {
            #expect(abs(FormModelMath.log2(x) - expected) < 2e-4)
        }
    }

    @Test func `The exponential is right to seven digits`() {
        for (x, expected) in [(Float(0), Float(1)), (1, 2.718_281_8), (-1, 0.367_879_44), (-20, 2.061_153_6e-9), (5, 148.413_16)] {
            #expect(abs(FormModelMath.exp(x) - expected) <= expected * 4e-7)
        }
    }
}

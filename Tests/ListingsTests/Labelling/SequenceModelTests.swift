import Testing

@testable import Listings

@Suite struct SequenceModelTests {
    private func sequence(_ items: [[UInt8]]) -> FeatureSequence {
        var sequence = FeatureSequence()
        for item in items {
            for feature in item { sequence.add(FeatureHash(feature)) }
            sequence.endItem()
        }
        return sequence
    }

    private var bytes: [UInt8] {
        SequenceModel.serialized(
            labels: ["a", "b"], transitions: [0, 0, 0, 0, 0, -1],
            weights: [(FeatureHash(1).value, [2, 0]), (FeatureHash(2).value, [0, 2]), (FeatureHash(3).value, [0, 0])])
    }

    @Test func `what was written is read and decides`() throws {
        let model = try #require(SequenceModel(bytes))
        #expect(model.labels == ["a", "b"])
        #expect(model.decide(sequence([[1], [2, 3], [], [2]])).map(\.label) == [0, 1, 0, 1])
        #expect(model.decide(FeatureSequence()).isEmpty)
    }

    @Test func `bytes that are no model are refused`() {
        #expect(SequenceModel([]) == nil)
        #expect(SequenceModel([1, 2, 3, 4, 5]) == nil)
        for count in 0..<bytes.count { #expect(SequenceModel(Array(bytes.prefix(count))) == nil) }
    }

    @Test func `weights keep their size within a hundredth of the largest`() {
        for weight in stride(from: Float(-250), through: 250, by: 7) {
            #expect((SequenceModel.expanded(SequenceModel.squeezed(weight)) - weight).magnitude <= 2.5)
        }
    }
}

import Resilience
import Testing

@Suite struct BoxedDictionaryTests {
    @Test func `it holds what it was given, as a value`() {
        var names = BoxedDictionary<Int, String>()
        #expect(names.count == 0 && names[1] == nil)
        names[1] = "one"
        names.merge([(key: 1, value: "uno"), (key: 2, value: "due")])
        let before = names
        names[1] = nil
        #expect(names.count == 1 && names[1] == nil && Set(names.values) == ["due"])
        #expect(before.count == 2 && before[1] == "uno" && Set(before.values) == ["uno", "due"])
    }
}

import Directories
import Expressions
import Testing

@testable import Pipelines

@Suite struct RecordExpressionTests {
    static let record = Record([
        FieldValue.Member("first", .text(" Ada ")), FieldValue.Member("last", .text("Lovelace")), FieldValue.Member("age", .text("36")),
        FieldValue.Member("price", .number("12.5")), FieldValue.Member("tags", .list([.text("x"), .text("y")])),
        FieldValue.Member("active", .bool(true)), FieldValue.Member("nothing", .null), FieldValue.Member("odd name", .text("odd")),
        FieldValue.Member("address", .map([FieldValue.Member("city", .text("London"))])),
    ])

    @Test(arguments: [
        ("first", #"" Ada ""#), ("trim(first)", #""Ada""#), ("concat(trim(first), \" \", last)", #""Ada Lovelace""#),
        ("lower(last)", #""lovelace""#), ("upper(\"é\")", #""É""#), ("length(last)", "8"), ("length(tags)", "2"), ("age + 1", "37"),
        ("2 + 3 * 4", "14"), ("(2 + 3) * 4", "20"), ("price / 2", "6.25"), ("10 - 2 - 3", "5"), ("round(price * 1.19, 2)", "14.88"),
        ("default(nothing, missing, \"x\")", #""x""#), ("if(age > 30, \"old\", \"young\")", #""old""#),
        ("if(city == \"x\", 1, 2)", "2"), ("address.city", #""London""#), ("field(\"odd name\")", #""odd""#),
        ("join(tags, \"+\")", #""x+y""#),
        ("split(\"a,b\", \",\")", #"["a","b"]"#), ("part(\"a-b-c\", \"-\", -1)", #""c""#), ("slice(last, 0, 4)", #""Love""#),
        ("slice(last, -3)", #""ace""#), ("replace(last, \"e\", \"3\")", #""Lov3lac3""#), ("number(age)", "36"), ("text(price)", #""12.5""#),
        ("true", "true"), ("space(\" a  b \")", #""a b""#),
    ])
    func valuesAreComputed(_ text: String, _ expected: String) throws {
        #expect(try RecordExpression(text).value(of: Self.record)?.json == expected)
    }

    @Test(arguments: ["missing", "nothing", "lower(missing)", "missing + 1", "part(\"a\", \"-\", 5)", "address.street", "null"])
    func whatIsMissingMakesTheResultMissing(_ text: String) throws {
        #expect(try RecordExpression(text).value(of: Self.record) == nil)
    }

    @Test(arguments: ["last + 1", "number(last)", "1 / 0", "round(last)"])
    func whatCannotBeComputedIsTheRecordsFault(_ text: String) throws {
        let expression = try RecordExpression(text)
        #expect(throws: RecordFault.self) { try expression.value(of: Self.record) }
    }

    @Test(arguments: [
        ("age > 30", true), ("age == 36", true), ("age in 30..40", true), ("age in [\"36\"]", true), ("price < 12", false),
        ("last == \"Lovelace\"", true), ("last contains \"LOVE\"", true), ("last matches \"^L\"", true), ("nothing exists", false),
        ("last exists", true), ("active == true", true), ("tags contains \"x\"", true), ("not missing == \"a\"", true),
        ("missing != \"a\"", false), ("length(last) > 3 and age < 40", true), ("address.city == \"London\"", true),
        ("lower(last) == \"lovelace\"", true), ("age + 1 == 37", true),
    ])
    func conditionsAskOfFields(_ text: String, _ holds: Bool) throws {
        #expect(try RecordCondition(text).holds(of: Self.record) == holds)
    }

    @Test(arguments: [
        ("", 1), ("lowr(x)", 1), ("trim(", 1), ("a b", 3), ("trim(a, b)", 1), ("if(a == 1, 2)", 13), ("2s + 1", 1), ("a +", 4),
        ("a = 1", 3),
    ])
    func faultsHaveTheirColumn(_ text: String, _ column: Int) {
        let error = #expect(throws: ConditionError.self) { try RecordExpression(text) }
        #expect(error?.column == column)
        #expect(error?.remedy.isEmpty == false)
    }

    /// Whatever is written, it is read or refused, and computing ends.
    @Test func seededGarbageIsReadOrRefused() {
        var state: UInt64 = 7
        func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
        let words = [
            "(", ")", ",", "+", "-", "*", "/", "==", "in", "[", "]", "..", "and", "or", "not", "if", "trim", "part", "first", "age", "tags",
            "1",
            "-3", "1e9", "\"x\"", "\"", "2s", "é", "null", "true", "contains", "matches", "default", "slice", "field", ".",
            "99999999999999",
        ]
        for _ in 0..<20_000 {
            let text = (0..<(1 + roll(12))).map { _ in words[roll(words.count)] }.joined(separator: roll(3) == 0 ? "" : " ")
            if let expression = try? RecordExpression(text) { _ = try? expression.value(of: Self.record) }
            if let condition = try? RecordCondition(text) { _ = try? condition.holds(of: Self.record) }
        }
        #expect(throws: ConditionError.self) { try RecordExpression(String(repeating: "(", count: 3000)) }
    }
}

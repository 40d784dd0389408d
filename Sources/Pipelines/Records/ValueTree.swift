import Directories
import Expressions
import Settings

/// A value expression as a tree.
indirect enum ValueTree: Sendable {
    case literal(FieldValue)
    case field([String])
    case function(RecordFunction, [ValueTree])
    case arithmetic(Arithmetic, ValueTree, ValueTree)
    /// `if(condition, a, b)`
    case choice(ConditionTree<RecordSubject>, ValueTree, ValueTree)

    enum Arithmetic: String, Sendable {
        case add = "+", subtract = "-", multiply = "*", divide = "/"

        var strength: Int { self == .add || self == .subtract ? 1 : 2 }
    }

    // MARK: Reading

    /// Reads by operator precedence.
    static func read(_ cursor: inout TokenCursor, _ least: Int) throws(ConditionError) -> ValueTree {
        try cursor.descend()
        defer { cursor.ascend() }
        var left = try operand(&cursor)
        while case .sign(let sign) = cursor.token.kind, let operation = Arithmetic(rawValue: sign), operation.strength > least {
            cursor.advance()
            left = .arithmetic(operation, left, try read(&cursor, operation.strength))
        }
        return left
    }

    private static func operand(_ cursor: inout TokenCursor) throws(ConditionError) -> ValueTree {
        let token = cursor.token
        switch token.kind {
        case .text(let text):
            cursor.advance()
            return .literal(.text(text))
        case .value(.number(let number)):
            cursor.advance()
            return .literal(FieldValue.number(number) ?? .null)
        case .value(.flag(let flag)):
            cursor.advance()
            return .literal(.bool(flag))
        case .value:
            throw cursor.error(.wrongType, "\(token.shown) has a unit", "write a plain number")
        case .sign("("):
            cursor.advance()
            let inside = try read(&cursor, 0)
            guard cursor.take(")") else { throw cursor.error(.unclosed, "the ( has no )", "close it", at: token) }
            return inside
        case .name("null"):
            cursor.advance()
            return .literal(.null)
        case .name(let name):
            cursor.advance()
            guard cursor.take("(") else { return .field(name.split(separator: ".").map(String.init)) }
            return try call(name, token, &cursor)
        case .sign, .end:
            throw cursor.error(
                .unexpected, "\(token.shown) is not expected here", "write a field, a text in quotes, a number or a function")
        }
    }

    private static func call(_ name: String, _ start: ConditionToken, _ cursor: inout TokenCursor) throws(ConditionError) -> ValueTree {
        if name == "if" {
            let condition = try ConditionParser<RecordSubject>.condition(&cursor)
            guard cursor.take(",") else {
                throw cursor.error(.badArgument, "if needs three arguments", "write if(condition, value, other)")
            }
            let yes = try read(&cursor, 0)
            guard cursor.take(",") else {
                throw cursor.error(.badArgument, "if needs three arguments", "write if(condition, value, other)")
            }
            let no = try read(&cursor, 0)
            guard cursor.take(")") else { throw cursor.error(.unclosed, "the ( has no )", "close it", at: start) }
            return .choice(condition, yes, no)
        }
        var arguments: [ValueTree] = []
        while !cursor.take(")") {
            if !arguments.isEmpty, !cursor.take(",") {
                throw cursor.error(.unclosed, "the ( of \(name) has no )", "write a comma between arguments, or close it")
            }
            if cursor.token.kind == .end { throw cursor.error(.unclosed, "the ( of \(name) has no )", "close it", at: start) }
            arguments.append(try read(&cursor, 0))
        }
        if name == "field" {
            guard arguments.count == 1, case .literal(.text(let field)) = arguments[0] else {
                throw cursor.error(.badArgument, "field needs a name in quotes", "write field(\"odd name\")", at: start)
            }
            return .field([field])
        }
        guard let function = RecordFunction(rawValue: name) else {
            let known = RecordFunction.allCases.map(\.rawValue) + ["if", "field"]
            let nearest =
                ["coalesce": "default", "len": "length", "lowercase": "lower", "uppercase": "upper", "substr": "slice"][name]
                ?? Spelling.nearest(to: name, among: known)
            throw cursor.error(
                .unknownSubject, "there is no function \(name)",
                nearest.map { "did you mean \($0)?" } ?? "there are \(known.joined(separator: ", "))", at: start)
        }
        guard function.takes.contains(arguments.count) else {
            throw cursor.error(.badArgument, "\(name) does not take \(arguments.count) arguments", "write \(function.example)", at: start)
        }
        return .function(function, arguments)
    }

    // MARK: Computing

    func value(of record: Record) throws(RecordFault) -> FieldValue? {
        switch self {
        case .literal(.null): return nil
        case .literal(let value): return value
        case .field(let path):
            let found = record.value(at: path)
            return found == .null ? nil : found
        case .choice(let condition, let yes, let no):
            return try condition.holds(of: record) ? yes.value(of: record) : no.value(of: record)
        case .arithmetic(let operation, let left, let right):
            guard let a = try left.value(of: record), let b = try right.value(of: record) else { return nil }
            return try Self.compute(operation, a, b)
        case .function(.default, let arguments):
            for argument in arguments {
                if let value = try argument.value(of: record), value != .text("") { return value }
            }
            return nil
        case .function(let function, let arguments):
            var values: [FieldValue?] = []
            values.reserveCapacity(arguments.count)
            for argument in arguments { values.append(try argument.value(of: record)) }
            return try function.value(values)
        }
    }

    private static func compute(_ operation: Arithmetic, _ a: FieldValue, _ b: FieldValue) throws(RecordFault) -> FieldValue {
        guard let left = a.magnitude, let right = b.magnitude else {
            // Never a text: what "5" + "3" is must not depend on what else is in the file.
            throw RecordFault("\(a.json) \(operation.rawValue) \(b.json) is no calculation with numbers; concat joins texts")
        }
        let result =
            switch operation {
            case .add: left + right
            case .subtract: left - right
            case .multiply: left * right
            case .divide: left / right
            }
        guard let value = FieldValue.number(result) else { throw RecordFault("\(a.json) \(operation.rawValue) \(b.json) is no number") }
        return value
    }
}

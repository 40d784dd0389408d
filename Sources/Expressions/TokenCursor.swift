/// A place in a text that was cut into tokens, and what readers of it share.
package struct TokenCursor {
    /// Deeper nesting is refused.
    static let greatestDepth = 50

    /// The text that is read.
    package let source: String
    private let tokens: [ConditionToken]
    private var place = 0
    private var depth = 0

    /// Where the token before this one ends, in scalars from 0.
    package var lastEnd: Int { place > 0 ? tokens[place - 1].start + tokens[place - 1].length : 0 }

    /// Cuts a text of at most 4,000 characters.
    package init(_ source: String) throws(ConditionError) {
        self.source = source
        tokens = try ConditionLexer.tokens(source)
    }

    /// What stands here.
    package var token: ConditionToken { tokens[min(place, tokens.count - 1)] }

    /// Passes over a token; the end stays where it is.
    @discardableResult
    package mutating func advance() -> ConditionToken {
        let token = token
        if place < tokens.count - 1 { place += 1 }
        return token
    }

    /// Passes over a sign if it stands here.
    package mutating func take(_ sign: String) -> Bool {
        guard token.kind == .sign(sign) else { return false }
        place += 1
        return true
    }

    /// Passes over a word if it stands here.
    package mutating func take(word: String) -> Bool {
        guard token.kind == .name(word) else { return false }
        place += 1
        return true
    }

    /// Enters a level of nesting; ``ascend()`` leaves it.
    package mutating func descend() throws(ConditionError) {
        depth += 1
        if depth > Self.greatestDepth { throw error(.tooComplex, "the condition is nested too deeply", "split it into several") }
    }

    package mutating func ascend() { depth -= 1 }

    /// A fault at a token, the present one unless said otherwise.
    package func error(
        _ code: ConditionError.Code, _ message: String, _ remedy: String, at token: ConditionToken? = nil
    ) -> ConditionError {
        let token = token ?? self.token
        return ConditionError(
            code: code, message: message, remedy: remedy, column: token.start + 1, length: max(1, token.length), source: source)
    }

    /// A fault within a text in quotes. Where the text has escapes the column is the text's own.
    package func error(within token: ConditionToken, offset: Int, message: String, remedy: String) -> ConditionError {
        var length = 0
        if case .text(let text) = token.kind { length = text.unicodeScalars.count }
        let exact = length == token.length - 2
        let column = exact ? token.start + 2 + max(0, min(offset, length)) : token.start + 1
        return ConditionError(
            code: .badArgument, message: message, remedy: remedy, column: column, length: exact ? 1 : max(1, token.length), source: source)
    }
}

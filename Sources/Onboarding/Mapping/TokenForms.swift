/// Which tokens differ in form only: a national number is a telephone number, a country's name its code, the first line of an address its
/// street. What fills the one fills the other, and annotators take now this one, now that; so where it is asked how sure an answer is, their
/// probabilities count together.
package struct TokenForms: Sendable {
    /// By token: the others that differ from it in form only; empty where no two tokens are alike.
    private let others: [[Int]]

    /// No two tokens are alike.
    package static let distinct = TokenForms([])

    /// The forms among a model's tokens.
    package init(_ tokens: [String]) {
        let plain = tokens.map(Self.plain)
        others = tokens.indices.map { token in tokens.indices.filter { $0 != token && plain[$0] == plain[token] } }
    }

    /// The token that stands for all that differ from this one in form only.
    package static func plain(_ token: String) -> String {
        switch token {
        case "tel-national": "tel"
        case "country-name": "country"
        case "address-line1", "address-streetname", "street": "street-address"
        default: token
        }
    }

    /// How likely it is the token, or one that differs from it in form only.
    func share(_ probabilities: [Float], _ token: Int) -> Float {
        guard token < others.count else { return probabilities[token] }
        return others[token].reduce(probabilities[token]) { $0 + probabilities[$1] }
    }

    /// How likely the likeliest of all others is.
    func next(_ probabilities: [Float], after token: Int) -> Float {
        let alike = token < others.count ? others[token] : []
        var most: Float = 0
        for other in probabilities.indices where other != token && !alike.contains(other) {
            most = max(most, share(probabilities, other))
        }
        return most
    }
}

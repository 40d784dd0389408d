import Expressions

/// What work conditions ask for; nothing else is done.
package struct Needs: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// A response: status, headers, times.
    package static let response = Needs(rawValue: 1)
    /// The bytes of the body.
    package static let body = Needs(rawValue: 2)
    /// One pass over the page for its title and text.
    package static let page = Needs(rawValue: 4)
    /// The page as a tree.
    package static let document = Needs(rawValue: 8)
    /// What the handshake told.
    package static let tls = Needs(rawValue: 16)
    /// What the name system told.
    package static let dns = Needs(rawValue: 32)
    /// The zone's name servers, which cost a look-up of their own.
    package static let nameServers = Needs(rawValue: 64)
    /// The condition judges the status itself, so that the ordinary judgement of it does not apply.
    package static let judgesStatus = Needs(rawValue: 128)
}

extension ConditionTree<ProbeSubject> {
    /// What work judging it takes.
    var needs: Needs { comparisons.reduce(into: Needs()) { $0.formUnion($1.subject.needs) } }
}

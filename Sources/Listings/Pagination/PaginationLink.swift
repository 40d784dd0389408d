package import HTML

/// What a link does in a list that is cut into pages.
package enum PaginationRole: String, Hashable, Sendable, CaseIterable, Codable {
    case previous, page, next, first, last
}

/// A link to another page of the same list.
package struct PaginationLink: Hashable, Sendable {
    package var role: PaginationRole
    /// The reference as written.
    package var href: String
    /// The reference resolved; nil when it is no URL or no base is known.
    package var url: WebURL?
    /// What a reader takes the link for.
    package var text: String
    package var confidence: Double
    package var provenance: Provenance
    package var node: NodeID
}

extension Document {
    /// The links of the page that lead through a list cut into pages, in document order. `url` is where the document came from.
    package func paginationLinks(_ url: WebURL? = nil) -> [PaginationLink] {
        guard let model = PaginationModel.shared else { return [] }
        let links = PaginationCandidates(self, url)
        return zip(links.links, links.decide(model)).compactMap { link, decision in
            guard decision.label > 0, let role = PaginationRole(rawValue: model.labels[decision.label]) else { return nil }
            return PaginationLink(
                role: role, href: link.href, url: WebURL(link.href, base: links.base), text: link.text, confidence: decision.confidence,
                provenance: provenance(of: link.node), node: link.node)
        }
    }
}

/// The weights of pagination links, learned by `make train` from pages of many sites.
enum PaginationModel {
    static let shared = SequenceModel(ModelData.pagination)
}

package import HTML

/// What a link does in a list that is cut into pages.
package enum PaginationRole: String, Hashable, Sendable, CaseIterable, Codable {
    case previous, page, next, first, last
    /// No link to a page but a control that lengthens this one; its address gives the next part of the list (``PageAnswer``).
    case more
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
    /// The links of the page that lead through a list cut into pages, and the controls that lengthen it, in document order. `url` is where the
    /// document came from.
    package func paginationLinks(_ url: WebURL? = nil) -> [PaginationLink] {
        let links = numberedLinks(url)
        let more = MoreLinks(self, url).links(besides: Set(links.map(\.node)))
        return more.isEmpty ? links : (links + more).sorted { $0.node.rawValue < $1.node.rawValue }
    }

    private func numberedLinks(_ url: WebURL?) -> [PaginationLink] {
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

extension Document {
    /// Whether a button of the page speaks of more of its list without saying where that is to be had: only its scripts know.
    package var goesOnByScript: Bool { MoreLinks(self, nil).isScripted }
}

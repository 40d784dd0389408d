import HTML

/// The document that a page's text parses to.
func page(_ html: String) -> Document { Document(html) }

extension Document {
    /// The ids of the elements that a selector matches, in document order; an error's text when it does not compile.
    func ids(_ css: String, in root: NodeID? = nil) -> [String] {
        do {
            return select(try Selector(css), in: root).map { attribute(.id, of: $0) ?? "(\(outerHTML(of: $0)))" }
        } catch {
            return ["\(error)"]
        }
    }

    /// The element with an id.
    func element(_ id: String) throws -> NodeID {
        guard let element = selectFirst(try Selector("[id=\"\(id)\"]")) else { throw Missing(id: id) }
        return element
    }

    struct Missing: Error { let id: String }
}

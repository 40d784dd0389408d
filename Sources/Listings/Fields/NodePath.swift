package import HTML

extension Document {
    /// The path of an element as a CSS selector that finds it again: `html>body>div:nth-child(2)>a:nth-child(1)`. A text's path is that of
    /// the element around it.
    package func nodePath(of node: NodeID) -> String {
        var parts: [String] = []
        var current: NodeID? = isElement(node) ? node : parentElement(of: node)
        while let element = current {
            let parent = parentElement(of: element)
            guard let parent else {
                parts.append(nameText(of: element))
                break
            }
            let isLandmark = isHTML(element, .body) || isHTML(element, .head)
            if isLandmark, isHTML(parent, .html) {
                parts.append(nameText(of: element))
            } else {
                var place = 1
                var sibling = previousElement(before: element)
                while let other = sibling {
                    place += 1
                    sibling = previousElement(before: other)
                }
                parts.append(nameText(of: element) + ":nth-child(" + String(place) + ")")
            }
            current = parent
        }
        return parts.reversed().joined(separator: ">")
    }

    /// Where a node stands.
    package func provenance(of node: NodeID) -> Provenance { Provenance(range: sourceRange(of: node), path: nodePath(of: node)) }
}

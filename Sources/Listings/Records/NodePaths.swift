package import HTML

/// The paths of a document's elements, each found in time linear in its depth: the places among siblings are counted once.
package struct NodePaths: Sendable {
    private let document: Document
    /// For each node its place among the elements of its parent, from 1; 0 for what is no element.
    private let places: [Int32]

    package init(_ document: Document) {
        self.document = document
        var places = [Int32](repeating: 0, count: document.nodeCount)
        var next = document.firstElement(in: document.root)
        while let node = next {
            let before = document.previousElement(before: node).map { places[Int($0.rawValue)] } ?? 0
            places[Int(node.rawValue)] = before + 1
            next = document.elementAfter(node, within: document.root)
        }
        self.places = places
    }

    /// The element's path as a CSS selector: `html>body>div:nth-child(2)>a:nth-child(1)`. For a text that of the element around it.
    package func path(of node: NodeID) -> String {
        var line: [NodeID] = []
        var current: NodeID? = document.isElement(node) ? node : document.parentElement(of: node)
        while let element = current {
            line.append(element)
            current = document.parentElement(of: element)
        }
        var path = ""
        path.reserveCapacity(line.count * 20)
        for element in line.reversed() {
            if !path.isEmpty { path += ">" }
            path += document.nameText(of: element)
            if document.name(of: element) == .html || document.name(of: element) == .body { continue }
            path += ":nth-child("
            path += String(places[Int(element.rawValue)])
            path += ")"
        }
        return path
    }
}

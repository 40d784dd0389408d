import HTML

/// What an item is taken to say where it doesn't: its name, photo and URL.
extension MicroformatsReader {
    private func elements(in node: NodeID) -> [NodeID] {
        var found: [NodeID] = []
        var child = document.firstElement(in: node)
        while let current = child {
            if document.name(of: current) != .template { found.append(current) }
            child = document.nextElement(after: current)
        }
        return found
    }

    private func isNewRoot(_ element: NodeID) -> Bool {
        !MicroformatClasses(document.attribute(.class, of: element)?.words ?? []).roots.isEmpty
    }

    private func naming(_ element: NodeID) -> String? {
        let text = attribute(.alt, element, on: .img, .area) ?? attribute(.title, element, on: .abbr)
        return text?.isEmpty == false ? text : nil
    }

    mutating func impliedName(_ element: NodeID) -> String {
        if let name = naming(element) { return name }
        let children = elements(in: element)
        if children.count == 1, !isNewRoot(children[0]) {
            if let name = naming(children[0]) { return name }
            let isBearer = [Atom.img, .area, .abbr].contains(document.name(of: children[0]))
            let grandchildren = isBearer ? [] : elements(in: children[0])
            if grandchildren.count == 1, !isNewRoot(grandchildren[0]), let name = naming(grandchildren[0]) { return name }
        }
        return text(element, replacesImages: true, withSources: false)
    }

    func impliedPhoto(_ element: NodeID) -> JSONValue? {
        func own(_ element: NodeID) -> JSONValue? {
            image(element) ?? attribute(.data, element, on: .object).map { .string(resolved($0)) }
        }
        func among(_ children: [NodeID]) -> NodeID? {
            for name in [Atom.img, .object] {
                let found = children.filter { document.name(of: $0) == name }
                if found.count == 1, !isNewRoot(found[0]) { return found[0] }
            }
            return nil
        }
        if let photo = own(element) { return photo }
        let children = elements(in: element)
        if let child = among(children) { return own(child) }
        guard children.count == 1, !isNewRoot(children[0]) else { return nil }
        return among(elements(in: children[0])).flatMap(own)
    }

    func impliedURL(_ element: NodeID) -> String? {
        func own(_ element: NodeID) -> String? { attribute(.href, element, on: .a, .area).map(resolved) }
        func among(_ children: [NodeID]) -> NodeID? {
            for name in [Atom.a, .area] {
                let found = children.filter { document.name(of: $0) == name }
                if found.count == 1, !isNewRoot(found[0]) { return found[0] }
            }
            return nil
        }
        if let url = own(element) { return url }
        let children = elements(in: element)
        if let child = among(children) { return own(child) }
        guard children.count == 1, !isNewRoot(children[0]) else { return nil }
        return among(elements(in: children[0])).flatMap(own)
    }
}

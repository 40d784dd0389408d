import HTML

/// Whether markup keeps an element out of sight. Style sheets are not read; classes that name the usual ways are.
enum Concealed {
    static func concealment(of node: NodeID, in document: Document) -> PageControl.Concealment? {
        if document.hasAttribute(.hidden, of: node) { return .unshown }
        if let style = document.attribute(.style, of: node), let found = concealment(style: Array(style.utf8.prefix(2_000))) {
            return found
        }
        if document.attribute(.ariaHidden, of: node) == "true" { return .unspoken }
        return nil
    }

    private static func concealment(style: [UInt8]) -> PageControl.Concealment? {
        let style = style.compactMap { $0 <= 0x20 ? nil : (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        if style.end(of: "display:none") != nil || style.end(of: "visibility:hidden") != nil { return .unshown }
        for property in ["left:-", "top:-", "right:-", "text-indent:-"] as [StaticString] {
            guard let start = style.end(of: property) else { continue }
            // Hundreds of pixels, or ems, put it beside the window.
            if style[start...].prefix(while: { (0x30...0x39).contains($0) }).count >= 3 { return .displaced }
        }
        if let end = style.end(of: "opacity:0"), end == style.count || style[end] == UInt8(ascii: ";") { return .displaced }
        return style.end(of: "clip:rect(") == nil ? nil : .displaced
    }
}

extension [UInt8] {
    /// Where the first occurrence of `mark` ends; nil without one.
    fileprivate func end(of mark: StaticString) -> Int? {
        mark.withUTF8Buffer { mark in
            guard let first = mark.first, count >= mark.count else { return nil }
            for start in 0...(count - mark.count) where self[start] == first && self[start...].starts(with: mark) {
                return start + mark.count
            }
            return nil
        }
    }
}

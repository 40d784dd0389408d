/// A way into a JSON text: `$.offices[0].name`, `items[-1]`, `$["odd name"]`. A small part of RFC 9535: members and indices, no wildcards or filters.
package struct JSONPath: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case member(String)
        /// Negative counts from the end.
        case index(Int)
    }

    struct Fault: Error {
        var message: String
        var remedy: String
        /// Scalars from the start of the path.
        var offset: Int
    }

    package let source: String
    let steps: [Step]

    init(_ source: String) throws(Fault) {
        self.source = source
        let scalars = Array(source.unicodeScalars)
        var steps: [Step] = []
        var place = 0
        if scalars.first == "$" { place = 1 }
        while place < scalars.count {
            if scalars[place] == "[" {
                let open = place
                guard let close = Self.closing(scalars, open) else {
                    throw Fault(message: "a [ without its ]", remedy: "close it", offset: open)
                }
                let inside = scalars[(open + 1)..<close]
                if let quote = inside.first, quote == "\"" || quote == "'" {
                    guard inside.count >= 2, inside.last == quote else {
                        throw Fault(message: "the name has no closing quote", remedy: "write [\"name\"]", offset: open + 1)
                    }
                    steps.append(.member(String(String.UnicodeScalarView(inside.dropFirst().dropLast()))))
                } else {
                    guard let index = Int(String(String.UnicodeScalarView(inside))), (-999_999...999_999).contains(index) else {
                        throw Fault(
                            message: "\(String(String.UnicodeScalarView(inside)).debugDescription) is no index",
                            remedy: "write [0], [-1] or [\"name\"]; wildcards and filters do not exist here", offset: open + 1)
                    }
                    steps.append(.index(index))
                }
                place = close + 1
                continue
            }
            if scalars[place] == "." {
                place += 1
            } else if place != 0 {
                throw Fault(
                    message: "\(Character(scalars[place])) is not expected here", remedy: "write . or [ between names", offset: place)
            }
            let start = place
            while place < scalars.count, scalars[place] != ".", scalars[place] != "[" { place += 1 }
            let name = String(String.UnicodeScalarView(scalars[start..<place]))
            guard !name.isEmpty else { throw Fault(message: "a name is missing", remedy: "write $.name", offset: start) }
            guard name != "*" else {
                throw Fault(message: "wildcards do not exist here", remedy: "name one member or index", offset: start)
            }
            steps.append(.member(name))
        }
        guard steps.count <= 50 else { throw Fault(message: "the path has more than 50 steps", remedy: "shorten it", offset: 0) }
        self.steps = steps
    }

    private static func closing(_ scalars: [Unicode.Scalar], _ open: Int) -> Int? {
        var quote: Unicode.Scalar?
        for place in (open + 1)..<max(open + 1, scalars.count) {
            let scalar = scalars[place]
            if let inside = quote {
                if scalar == inside { quote = nil }
            } else if scalar == "\"" || scalar == "'" {
                quote = scalar
            } else if scalar == "]" {
                return place
            }
        }
        return nil
    }
}

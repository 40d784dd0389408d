import Foundation

/// A page whose entities were marked with `<span wa-type="X">`: the page without the marks, and where they were.
struct MarkedPage {
    struct Mark {
        var type: String
        var range: Range<Int>
    }

    private(set) var bytes: [UInt8] = []
    private(set) var marks: [Mark] = []

    init(_ marked: [UInt8]) {
        var open: [(type: String, id: String, start: Int)?] = []
        /// Marks that cross elements are several spans of one number.
        var places: [String: Int] = [:]
        var at = 0
        func starts(_ text: String, _ place: Int) -> Bool { marked[place...].starts(with: text.utf8) }
        while at < marked.count {
            if marked[at] == UInt8(ascii: "<") {
                let end = marked[at...].firstIndex(of: UInt8(ascii: ">")) ?? marked.count - 1
                if starts("<span", at), at + 5 < marked.count,
                    marked[at + 5] == 0x20 || marked[at + 5] == UInt8(ascii: ">") || marked[at + 5] == 0x0A
                {
                    let tag = String(decoding: marked[at...end], as: UTF8.self)
                    if let place = tag.range(of: "wa-type=\"") {
                        let id = tag.range(of: "wa-id=\"").map { String(tag[$0.upperBound...].prefix { $0 != "\"" }) } ?? ""
                        open.append((String(tag[place.upperBound...].prefix { $0 != "\"" }), id, bytes.count))
                        at = end + 1
                        continue
                    }
                    open.append(nil)
                } else if starts("</span", at), let last = open.popLast(), let mark = last {
                    if let place = places[mark.id], !mark.id.isEmpty, marks[place].type == mark.type {
                        marks[place].range =
                            min(marks[place].range.lowerBound, mark.start)..<max(marks[place].range.upperBound, bytes.count)
                    } else {
                        places[mark.id] = marks.count
                        marks.append(Mark(type: mark.type, range: mark.start..<bytes.count))
                    }
                    at = end + 1
                    continue
                }
            }
            bytes.append(marked[at])
            at += 1
        }
        marks.sort { $0.range.lowerBound < $1.range.lowerBound }
    }
}

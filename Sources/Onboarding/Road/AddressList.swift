import Directories
import HTML

/// The addresses of a text that a person gives: one on each line, or the lines of a file of CSV or JSON with an address in each.
package struct AddressList: Sendable, Hashable {
    /// A line that names no address that can be watched.
    package struct Refusal: Sendable, Hashable {
        /// From 1.
        package var line: Int
        /// One sentence without a full stop.
        package var message: String
    }

    /// Addresses of one list that are read; the first one beyond is refused.
    package static let most = 10_000

    /// As the register writes them, each once, in the text's order.
    package private(set) var urls: [String] = []
    package private(set) var refusals: [Refusal] = []

    /// Reads the text. Blank lines, those that begin with `#`, and a first line that only names columns are passed over.
    package init(_ text: String) {
        var seen: Set<String> = []
        var isFirst = true
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let bare = String(line).collapsed
            guard !bare.isEmpty, !bare.hasPrefix("#") else { continue }
            defer { isFirst = false }
            guard let written = Self.address(in: bare) ?? Self.host(bare) else {
                if !isFirst { refusals.append(Refusal(line: index + 1, message: "\"\(bare.cut(60))\" names no address")) }
                continue
            }
            do throws(DirectoriesError) {
                let url = try RegistrableDirectory.watchable(written).href
                guard seen.insert(url).inserted else { continue }
                guard urls.count < Self.most else {
                    refusals.append(Refusal(line: index + 1, message: "more than \(Self.most) addresses are too many for one list"))
                    return
                }
                urls.append(url)
            } catch {
                refusals.append(Refusal(line: index + 1, message: error.message))
            }
        }
    }

    /// The first address with a scheme in a line, up to what ends a field of CSV or JSON; nil where there is none.
    package static func address(in line: some StringProtocol) -> String? {
        let line = String(line)
        guard let start = line.firstRange(of: "http://") ?? line.firstRange(of: "https://") else { return nil }
        let ends: Set<Character> = [" ", "\t", ",", ";", "\""]
        return String(line[start.lowerBound...].prefix { !ends.contains($0) })
    }

    /// A line that is the name of a site and nothing else.
    private static func host(_ line: String) -> String? {
        let others: Set<Character> = [" ", "\t", ",", ";", "\"", "{", "}"]
        return line.contains(".") && !line.contains(where: others.contains) ? line : nil
    }
}

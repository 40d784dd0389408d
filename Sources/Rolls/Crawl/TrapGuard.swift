package import HTML

/// Notices addresses that a site makes up without end: calendars, facets that combine, paths that repeat themselves, numbers that rise for
/// ever. A pure value of bounded size; what it has admitted it can be told again after a restart.
package struct TrapGuard: Sendable {
    /// Why an address is not followed.
    package enum Trap: String, Sendable, Hashable {
        /// The same part of a path again and again, or very many parts.
        case path
        /// A page of a calendar.
        case calendar
        /// Too many combinations of parameters of one path.
        case facets
        /// Parameters beyond any page's need.
        case parameters
    }

    /// Combinations of the same path's parameters that are followed, where more than one parameter varies.
    private let combinations: Int
    /// Paths that are remembered.
    private static let mostPaths = 20_000

    private struct PathFacts {
        var combinations = 0
        var names: Set<String> = []
    }

    private var paths: [String: PathFacts] = [:]

    package init(combinations: Int = 200) { self.combinations = combinations }

    /// Whether a page is to be followed; nil when it is. Each page is to be asked for once.
    /// - Parameter isPaging: whether the address was found as a listing's next page: then its parameters are no facets.
    package mutating func admit(_ url: WebURL, isPaging: Bool = false) -> Trap? {
        let parts = url.path.split(separator: "/")
        if parts.count > 16 || Self.repeats(parts) { return .path }
        guard let query = url.query, !query.isEmpty else { return Self.isCalendar(parts, query: nil) && !isPaging ? .calendar : nil }
        let pairs = query.split(separator: "&")
        guard pairs.count <= 12 else { return .parameters }
        if isPaging { return nil }
        if Self.isCalendar(parts, query: pairs) { return .calendar }
        guard paths.count < Self.mostPaths || paths[url.path] != nil else { return .facets }
        var facts = paths[url.path] ?? PathFacts()
        let names = pairs.map { String($0.prefix { $0 != "=" }).lowercased() }
        facts.combinations += 1
        for name in names where facts.names.count < 64 { facts.names.insert(name) }
        // One parameter alone (a state, a letter) may have many values; several together multiply.
        let limit = facts.names.count <= 1 ? combinations * 10 : combinations
        guard facts.combinations <= limit else { return .facets }
        paths[url.path] = facts
        return nil
    }

    /// `/a/b/a/b/a/b`, `/x/x/x`.
    private static func repeats(_ parts: [Substring]) -> Bool {
        guard parts.count >= 3 else { return false }
        for length in 1...max(1, min(4, parts.count / 3)) where parts.count >= 3 * length {
            let tail = parts.suffix(length)
            if parts.dropLast(length).suffix(length) == tail, parts.dropLast(2 * length).suffix(length) == tail { return true }
        }
        return false
    }

    private static let calendarWords: Set<String> = [
        "calendar", "events", "event", "kalender", "calendrier", "calendario", "agenda", "veranstaltungen",
    ]
    private static let dateNames: Set<String> = [
        "date", "month", "year", "day", "week", "mini", "cal", "ical", "eventdate", "from", "to", "datum",
    ]

    private static func isCalendar(_ parts: [Substring], query: [Substring]?) -> Bool {
        let named = parts.contains { calendarWords.contains($0.lowercased()) }
        let dated = parts.contains { isYear($0) } && parts.count >= 2
        guard let query else { return named && dated }
        let byDate = query.contains { pair in
            let name = pair.prefix { $0 != "=" }.lowercased()
            let value = pair.drop { $0 != "=" }.dropFirst()
            return dateNames.contains(name) && value.utf8.contains { (0x30...0x39).contains($0) } || isDate(value)
        }
        return byDate || named && dated
    }

    private static func isYear(_ text: Substring) -> Bool {
        text.utf8.count == 4 && (text.hasPrefix("19") || text.hasPrefix("20")) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// `2026-03`, `2026-03-01`.
    private static func isDate(_ text: Substring) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 7 || bytes.count == 10, bytes[4] == UInt8(ascii: "-") else { return false }
        return isYear(text.prefix(4)) && bytes[5...].allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    }
}

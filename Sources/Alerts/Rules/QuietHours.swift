package import Foundation
package import Model

/// Hours of the day in which a channel is left in peace: `22:00-07:00` by the clock of a time zone. They may cross midnight.
package struct QuietHours: Hashable, Sendable {
    /// Minutes since midnight, 0 to 1439.
    package let from: Int
    /// Minutes since midnight, not included; less than ``from`` where the hours cross midnight.
    package let to: Int
    package let timeZone: TimeZone

    /// Nil for what is not written so, and for hours without length.
    package init?(_ text: String, timeZone: TimeZone) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.minute($0) }
        guard ends.count == 2, let from = ends[0], let to = ends[1], from != to else { return nil }
        self.from = from
        self.to = to
        self.timeZone = timeZone
    }

    /// Whether it is quiet at a moment. Over a change of the clock the local time counts, as people's sleep does.
    package func holds(at moment: Timestamp) -> Bool {
        let seconds = moment.milliseconds / 1000
        let offset = timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        let local = Int((seconds + Int64(offset)) % 86_400 + 86_400) % 86_400 / 60
        return from < to ? (from..<to).contains(local) : local >= from || local < to
    }

    private static func minute(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        return hour * 60 + minute
    }
}

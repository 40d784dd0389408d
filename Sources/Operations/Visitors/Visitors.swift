import Crypto
import Foundation
package import Model
import Synchronization

/// What people and programs visit.
package enum VisitedSurface: String, CaseIterable, Sendable {
    case api, console, status
}

/// Counts how many different visitors there are in a day without keeping who they were: of each only a keyed hash of address and browser
/// reaches a sketch, and the key is thrown away when the day (UTC) is over. A few kilobytes, however many come.
package final class Visitors: Sendable {
    /// Who asks: whatever tells visitors apart, in bytes. It is hashed and forgotten.
    package typealias Identity = [UInt8]

    /// A slot of a sketch that was raised and is not stored yet.
    struct Change: Hashable, Sendable {
        var label: String
        var slot: Int
        var rank: UInt8
    }

    private struct Day {
        let key: SymmetricKey
        var sketches: [String: DistinctSketch] = [:]
        var changed: [String: Set<Int>] = [:]

        mutating func raise(_ label: String, _ place: (slot: Int, rank: UInt8)) {
            if sketches[label, default: DistinctSketch()].raise(place.slot, to: place.rank) {
                changed[label, default: []].insert(place.slot)
            }
        }
    }

    /// By midnight, the beginning of the day.
    private let days = Mutex<[Timestamp: Day]>([:])

    package init() {}

    /// Counts a visit, where the day's key is there.
    package func note(_ identity: Identity, on surface: VisitedSurface, at now: Timestamp) {
        days.withLock { days in
            let midnight = Self.midnight(of: now)
            guard let key = days[midnight]?.key else { return }
            var hash: UInt64 = 0
            for byte in HMAC<SHA256>.authenticationCode(for: identity, using: key).prefix(8) { hash = hash << 8 | UInt64(byte) }
            let place = DistinctSketch.place(of: hash)
            days[midnight]?.raise(surface.rawValue, place)
            days[midnight]?.raise(TallySource.whole, place)
        }
    }

    /// How many there were on the day of a moment, as far as this process knows: by surface, and in all under ``TallySource/whole``.
    package func counts(at now: Timestamp) -> [String: Int] {
        days.withLock { $0[Self.midnight(of: now)]?.sketches.mapValues(\.estimate) ?? [:] }
    }

    // MARK: What the service does

    /// Whether visits of the day that begins then can be counted.
    func knows(_ midnight: Timestamp) -> Bool { days.withLock { $0[midnight] != nil } }

    /// Begins or goes on with a day: with its key, and what is stored of it.
    func open(_ midnight: Timestamp, key: [UInt8], stored: [Change]) {
        days.withLock { days in
            guard days[midnight] == nil else { return }
            var day = Day(key: SymmetricKey(data: key))
            for change in stored { day.sketches[change.label, default: DistinctSketch()].raise(change.slot, to: change.rank) }
            days[midnight] = day
        }
    }

    /// What is to be stored, by day; it counts as stored from now on.
    func takeChanges() -> [Timestamp: [Change]] {
        days.withLock { days in
            var changes: [Timestamp: [Change]] = [:]
            for (midnight, day) in days where !day.changed.isEmpty {
                changes[midnight] = day.changed.flatMap { label, slots in
                    slots.map { Change(label: label, slot: $0, rank: day.sketches[label]?.ranks[$0] ?? 0) }
                }
                days[midnight]?.changed = [:]
            }
            return changes
        }
    }

    /// Takes back what could not be stored.
    func putBack(_ changes: [Change], of midnight: Timestamp) {
        days.withLock { days in for change in changes { days[midnight]?.changed[change.label, default: []].insert(change.slot) } }
    }

    /// Forgets the days before one, their keys among them.
    func close(before midnight: Timestamp) { days.withLock { days in days = days.filter { $0.key >= midnight } } }

    /// When the day of a moment began.
    static func midnight(of moment: Timestamp) -> Timestamp {
        Timestamp(milliseconds: moment.milliseconds - moment.milliseconds % 86_400_000)
    }
}

/// A bounded map from keys to what is known about them until a given moment.
///
/// Two generations: when the young one is full it becomes the old one, and what is found in the old one is moved back. So what is used stays, what
/// is not goes, at the cost of a dictionary and without a list to keep in order.
struct ExpiringCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var value: Value
        var expires: UInt64
    }

    private var young: [Key: Entry] = [:]
    private var old: [Key: Entry] = [:]
    private let half: Int

    /// - Parameter capacity: Entries at most.
    init(capacity: Int) { half = max(capacity / 2, 1) }

    var count: Int { young.count + old.count }

    /// The value, unless it has expired.
    /// - Parameter now: Nanoseconds of a monotonic clock.
    mutating func value(for key: Key, now: UInt64) -> Value? {
        if let entry = young[key] {
            if entry.expires > now { return entry.value }
            young[key] = nil
            return nil
        }
        guard let entry = old.removeValue(forKey: key), entry.expires > now else { return nil }
        insert(entry, for: key)
        return entry.value
    }

    /// Keeps a value for some seconds; none for zero.
    mutating func set(_ value: Value, for key: Key, seconds: Int, now: UInt64) {
        old[key] = nil
        guard seconds > 0 else {
            young[key] = nil
            return
        }
        insert(Entry(value: value, expires: now + UInt64(seconds) * 1_000_000_000), for: key)
    }

    private mutating func insert(_ entry: Entry, for key: Key) {
        if young.count >= half, young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = entry
    }
}

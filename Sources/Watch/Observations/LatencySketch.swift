#if canImport(Glibc)
    import Glibc
#endif

/// A summary of many latencies that answers any quantile within 1 % and merges without loss: a DDSketch (Masson, Rim, Lee: "DDSketch: a
/// fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019) over microseconds.
///
/// Bucket `i` holds the values in (γ^(i-1), γ^i] with γ = (1 + 0.01) / (1 - 0.01). Two sketches of the same parts are equal, in whatever
/// order they were made.
package struct LatencySketch: Hashable, Sendable {
    /// One bucket that holds something.
    struct Bucket: Hashable, Sendable {
        var index: UInt16
        var count: UInt32
    }

    /// In rising order of index, no count 0.
    private(set) var buckets: [Bucket] = []

    package init() {}

    /// How many values were added.
    package var count: Int { buckets.reduce(0) { $0 + Int($1.count) } }

    /// Adds a latency in microseconds; what is below 1 counts as 1.
    package mutating func add(_ microseconds: Int64) { add(Self.index(of: microseconds), 1) }

    /// Adds all that `other` holds.
    package mutating func merge(_ other: LatencySketch) {
        guard !buckets.isEmpty else {
            buckets = other.buckets
            return
        }
        if other.buckets.count == 1, let only = other.buckets.first {
            add(only.index, only.count)
            return
        }
        var merged: [Bucket] = []
        merged.reserveCapacity(buckets.count + other.buckets.count)
        var (a, b) = (0, 0)
        while a < buckets.count || b < other.buckets.count {
            if b == other.buckets.count || (a < buckets.count && buckets[a].index < other.buckets[b].index) {
                merged.append(buckets[a])
                a += 1
            } else if a == buckets.count || buckets[a].index > other.buckets[b].index {
                merged.append(other.buckets[b])
                b += 1
            } else {
                merged.append(Bucket(index: buckets[a].index, count: Self.sum(buckets[a].count, other.buckets[b].count)))
                a += 1
                b += 1
            }
        }
        buckets = merged
    }

    /// The latency in microseconds below which the share `q` (0...1) of the values lies, within 1 %; nil where there are none.
    package func quantile(_ q: Double) -> Int64? {
        let total = count
        guard total > 0 else { return nil }
        let rank = Int((min(max(q, 0), 1) * Double(total - 1)).rounded(.down))
        var seen = 0
        for bucket in buckets {
            seen += Int(bucket.count)
            if seen > rank { return Self.value(of: bucket.index) }
        }
        return buckets.last.map { Self.value(of: $0.index) }
    }

    private mutating func add(_ index: UInt16, _ count: UInt32) {
        var (low, high) = (0, buckets.count)
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].index < index { low = middle + 1 } else { high = middle }
        }
        if low < buckets.count, buckets[low].index == index {
            buckets[low].count = Self.sum(buckets[low].count, count)
        } else {
            buckets.insert(Bucket(index: index, count: count), at: low)
        }
    }

    private static let logGamma = log(1.01 / 0.99)
    /// γ^2047 is over 10^17 microseconds: nothing real is clamped.
    private static let greatestIndex: UInt16 = 2047

    private static func sum(_ a: UInt32, _ b: UInt32) -> UInt32 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? .max : sum
    }

    private static func index(of microseconds: Int64) -> UInt16 {
        microseconds <= 1 ? 0 : UInt16(min((log(Double(microseconds)) / logGamma).rounded(.up), Double(greatestIndex)))
    }

    private static func value(of index: UInt16) -> Int64 {
        // The middle, by relative error, of the bucket's bounds.
        Int64((2 * exp(Double(index) * logGamma) / (1.01 / 0.99 + 1)).rounded())
    }
}

// MARK: Storage

extension LatencySketch {
    /// Two LEB128 numbers for each bucket: the distance from the index before, and the count. A single latency takes 3 bytes.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        var previous = 0
        for bucket in buckets {
            append(UInt64(Int(bucket.index) - previous), to: &bytes)
            append(UInt64(bucket.count), to: &bytes)
            previous = Int(bucket.index)
        }
        return bytes
    }

    /// Nil for bytes that ``encoded`` does not make.
    package init?(encoded bytes: [UInt8]) {
        var position = 0
        var index: UInt64 = 0
        while position < bytes.count {
            guard let step = Self.number(bytes, &position), let count = Self.number(bytes, &position),
                step <= UInt64(Self.greatestIndex), count >= 1, count <= UInt64(UInt32.max), step > 0 || buckets.isEmpty
            else { return nil }
            index += step
            guard index <= UInt64(Self.greatestIndex) else { return nil }
            buckets.append(Bucket(index: UInt16(index), count: UInt32(count)))
        }
    }

    private func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func number(_ bytes: [UInt8], _ position: inout Int) -> UInt64? {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while position < bytes.count, shift < 35 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7f) << shift
            // A last byte of 0 is a longer form of a shorter number.
            if byte < 0x80 { return byte == 0 && shift > 0 ? nil : value }
            shift += 7
        }
        return nil
    }
}

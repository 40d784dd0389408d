/// A dictionary for many values that are large: each lies in a box of its own, the table holds references. A table is a quarter to five eighths
/// empty and for a moment there twice while it grows, so that values of 200 bytes would take 500 in it.
package struct BoxedDictionary<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private final class Box: Sendable {
        let value: Value
        init(_ value: Value) { self.value = value }
    }

    private var boxes: [Key: Box] = [:]

    package init() {}

    package var count: Int { boxes.count }

    /// The values, in no order.
    package var values: some Sequence<Value> { boxes.values.lazy.map(\.value) }

    /// The value of a key; nil takes it off.
    package subscript(key: Key) -> Value? {
        get { boxes[key]?.value }
        set { boxes[key] = newValue.map(Box.init) }
    }

    /// Takes these, in place of what there was for the same keys.
    package mutating func merge(_ values: some Sequence<(key: Key, value: Value)>) {
        for (key, value) in values { self[key] = value }
    }
}

package import Database

/// Takes what is to be told of a roll in the transaction that ends it: neither is there without the other.
package protocol RollOutbox: Sendable {
    /// Hears of a roll that has ended, however it did. Throwing rolls the end back with it.
    func enter(_ roll: RollReport, _ connection: any SQLConnection) throws
}

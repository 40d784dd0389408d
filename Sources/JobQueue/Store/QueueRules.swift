import Model

/// What holds for a queue.
package struct QueueRules: Sendable, Hashable {
    /// How many jobs may wait in a queue of which nothing is said.
    package static let defaultCapacity = 1_000_000

    package var queue: String
    /// Jobs of it that run at the same time, over all nodes; nil for as many as there are workers.
    package var concurrency: Int?
    /// Starts over all nodes; nil for no limit.
    package var rate: RateLimit?
    /// Jobs that may wait.
    package var capacity: Int?
    /// Its share beside the others' 1.
    package var weight: Double
    /// Set by a person, not by configuration.
    package var isPaused = false

    package init(_ queue: String, concurrency: Int? = nil, rate: RateLimit? = nil, capacity: Int? = nil, weight: Double = 1) {
        self.queue = queue
        self.concurrency = concurrency
        self.rate = rate
        self.capacity = capacity
        self.weight = weight
    }
}

/// How a worker works; the defaults suit one node.
package struct WorkerConfiguration: Sendable {
    /// The node's name, for people.
    package var node: String
    /// Jobs at the same time.
    package var concurrency = 16
    /// Beside those.
    package var reserve: Reserve?
    /// The queues it serves; nil for all.
    package var queues: [String]?
    /// The longest time that jobs of other processes wait to be seen.
    package var poll: Duration = .milliseconds(500)
    /// Between two heartbeats while jobs are in hand.
    package var beat: Duration = .seconds(1)
    /// Between two heartbeats while there are none.
    package var idleBeat: Duration = .seconds(15)
    /// How long running jobs may go on after a stop was asked for; then they are given back.
    package var drain: Duration = .seconds(20)
    /// What the node offers.
    package var offer = ResourceProfile()
    /// When others are taken for dead.
    package var rescue = RescueWatch.Rules()
    package var retention = JobStore.Retention()
    /// The most jobs taken from one lane in one round.
    package var batch = 256

    package init(node: String) { self.node = node }

    /// Places for jobs of some queues alone, so that long work of others never keeps them waiting.
    package struct Reserve: Sendable, Hashable {
        package var queues: Set<String>
        /// Jobs of all these queues together at the same time.
        package var places: Int

        package init(_ queues: Set<String>, places: Int) {
            self.queues = queues
            self.places = places
        }
    }
}

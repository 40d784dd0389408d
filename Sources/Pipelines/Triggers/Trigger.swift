import Settings

/// A kind of trigger: what starts a run besides a person. One file each in this folder, and a line in ``TriggerCatalogue``.
package protocol Trigger: Sendable {
    /// The key by which documents name it.
    static var kind: String { get }
    /// All keys of its group, the kind among them.
    static var keys: [String] { get }
    /// Reads its group; nil, with the mistakes noted, where that cannot be read.
    static func read(_ group: DocumentGroup, _ reader: inout DocumentReader) -> Self?
    /// For people: `every 15m`.
    var summary: String { get }
}

/// Every kind of trigger there is.
package enum TriggerCatalogue {
    /// In the order of the documentation.
    package static let triggers: [any Trigger.Type] = [
        CronTrigger.self, IntervalTrigger.self, FolderTrigger.self, AfterTrigger.self, EventTrigger.self,
    ]
}

package import Settings

/// What the user allows the job queue.
package struct JobsConfiguration: Sendable {
    /// Jobs at the same time on this node.
    package var concurrency: Int
    package var drain: Duration
    package var retention: JobStore.Retention
    /// What jobs that say what they need may use of this node together.
    package var offer: ResourceProfile

    private static let kept = JobStore.Retention()
    private static let span = SettingKind.duration(in: .seconds(60) ... .seconds(3650 * 86_400))

    package static let concurrencyKey = SettingKey(
        "jobs.concurrency", .integer(in: 1...10_000), default: 16, "Jobs that this node works at the same time.")
    package static let drainKey = SettingKey(
        "jobs.drain", .duration(in: .zero ... .seconds(3600)), default: .seconds(20),
        "How long running jobs may go on after the program was told to stop; then they are given back.")
    package static let keepDoneKey = SettingKey(
        "jobs.retention.done", span, default: kept.done, "How long finished jobs are kept.")
    package static let keepCancelledKey = SettingKey(
        "jobs.retention.cancelled", span, default: kept.cancelled, "How long cancelled jobs are kept.")
    package static let keepDeadKey = SettingKey(
        "jobs.retention.dead", span, default: kept.dead, "How long dead letters are kept, with their whole history.")

    private static let greatest = ResourceProfile.greatest
    package static let offerCPUKey = SettingKey(
        optional: "jobs.offer.cpu", .number(in: 0...greatest.cpu),
        "Cores that jobs which say what they need may use of this node together; what the machine or its container has where unset.")
    package static let offerMemoryKey = SettingKey(
        optional: "jobs.offer.memory", .bytes(in: 0...Int(greatest.memory)),
        "Memory that such jobs may use together; what the machine or its container has where unset.")
    package static let offerNetworkKey = SettingKey(
        optional: "jobs.offer.network", .bitRate(in: 0...Int(greatest.network)),
        "Network that such jobs may use together; 1Gbit where unset.")

    /// Every key of this target, in the order of the documentation.
    package static let keys: [AnySettingKey] = [
        concurrencyKey.erased, drainKey.erased, keepDoneKey.erased, keepCancelledKey.erased, keepDeadKey.erased,
        offerCPUKey.erased, offerMemoryKey.erased, offerNetworkKey.erased,
    ]

    package init(_ settings: Settings) {
        concurrency = settings[Self.concurrencyKey]
        drain = settings[Self.drainKey]
        retention = JobStore.Retention()
        retention.done = settings[Self.keepDoneKey]
        retention.cancelled = settings[Self.keepCancelledKey]
        retention.dead = settings[Self.keepDeadKey]
        offer = .ofThisMachine()
        if let cpu = settings[Self.offerCPUKey] { offer.cpu = cpu }
        if let memory = settings[Self.offerMemoryKey] { offer.memory = Int64(memory) }
        if let network = settings[Self.offerNetworkKey] { offer.network = Int64(network) }
    }
}

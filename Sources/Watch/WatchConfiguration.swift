package import HTML
package import Model
package import Settings

/// What the user allows and wants of the watch, as values; ``WatchConfiguration/init(_:)`` reads them from the settings.
package struct WatchConfiguration: Sendable {
    package var planner: PlannerConfiguration
    package var incidents: IncidentRules
    package var maintenance: [MaintenanceWindow]
    package var controls: [WebURL]
    /// What a directory without checks of its own is looked at with.
    package var checks: [CheckKind]
    /// Span between two probes of a `tls` or `dns` check that has none of its own.
    package var tlsInterval: Duration
    package var dnsInterval: Duration
    /// A response that takes longer is degraded.
    package var slowAfter: Duration
    /// A certificate with fewer days left is degraded.
    package var certificateDays: Int
    /// Share of one core that the process may use on average; nil for no limit.
    package var cpuShare: Double?
    package var retention: Retention

    // MARK: Keys

    private static let rhythm = SettingKind.duration(in: .seconds(1) ... .seconds(30 * 86_400))
    private static let plan = PlannerConfiguration()
    private static let rules = IncidentRules()

    package static let criticalKey = SettingKey(
        "watch.intervals.critical", rhythm, default: .seconds(30), "Time between two looks at a directory of critical importance.")
    package static let highKey = SettingKey("watch.intervals.high", rhythm, default: .seconds(60), "The same for high importance.")
    package static let normalKey = SettingKey("watch.intervals.normal", rhythm, default: .seconds(300), "The same for normal importance.")
    package static let lowKey = SettingKey("watch.intervals.low", rhythm, default: .seconds(1800), "The same for low importance.")
    package static let tlsIntervalKey = SettingKey(
        "watch.intervals.tls", rhythm, default: .seconds(6 * 3600), "Time between two `tls` checks, whatever the importance.")
    package static let dnsIntervalKey = SettingKey(
        "watch.intervals.dns", rhythm, default: .seconds(3600), "Time between two `dns` checks, whatever the importance.")
    package static let checksKey = SettingKey(
        "watch.checks", .list(of: checkKind, "a list of checks", atLeast: 1, isSet: true), default: [.content, .tls, .dns],
        "What a directory without checks of its own is looked at with.")
    package static let rateKey = SettingKey(
        "watch.budget.probes_per_second", .number(in: 0.01...100_000), default: plan.probesPerSecond,
        "The most probes that may start in a second, on average.")
    package static let inFlightKey = SettingKey(
        "watch.budget.in_flight", .integer(in: 1...20_000), default: plan.maximumInFlight, "The most probes under way at one time.")
    package static let cpuShareKey = SettingKey(
        optional: "watch.budget.cpu_share", .number(in: 0.01...64),
        "Share of one core that the process may use on average (0.05 is 5 %); unset means no limit.")
    package static let hostConcurrencyKey = SettingKey(
        "watch.host_concurrency", .integer(in: 1...64), default: plan.hostConcurrency, "The most probes that one host has at one time.")
    package static let failingFactorKey = SettingKey(
        "watch.failing_factor", .number(in: 0.05...1), default: plan.failingFactor,
        "What the interval of a failing check is multiplied with: 0.5 looks twice as often.")
    package static let steadyFactorKey = SettingKey(
        "watch.steady_factor", .number(in: 1...10), default: plan.steadyFactor,
        "What the interval of a check that has long been steady may grow to; 1 keeps every interval as promised.")
    package static let slowAfterKey = SettingKey(
        "watch.slow_after", .duration(in: .milliseconds(10) ... .seconds(600)), default: .seconds(5),
        "A response that takes longer makes a directory degraded.")
    package static let certificateDaysKey = SettingKey(
        "watch.certificate_days", .integer(in: 0...365), default: 14, "A certificate with fewer days left makes a directory degraded.")
    package static let rechecksKey = SettingKey(
        "watch.confirm.rechecks", .list(of: .duration(in: .milliseconds(100) ... .seconds(3600)), "a list of waits"),
        default: rules.recheckDelays, "Waits before each recheck of a first failure; their number is the number of confirmations.")
    package static let recoveriesKey = SettingKey(
        "watch.confirm.recoveries", .integer(in: 1...20), default: rules.recoveryConfirmations,
        "Good observations in a row that end an incident.")
    package static let flapHighKey = SettingKey(
        "watch.flapping.high", .number(in: 0.05...1), default: rules.flapHigh,
        "Weighted share of changes among the last 20 observations at which a check counts as flapping; above watch.flapping.low.")
    package static let flapLowKey = SettingKey(
        "watch.flapping.low", .number(in: 0...1), default: rules.flapLow, "The share below which it no longer does.")
    package static let flapCalmKey = SettingKey(
        "watch.flapping.calm", .duration(in: .seconds(1) ... .seconds(86_400)), default: rules.flapCalm,
        "A run of good observations this long ends flapping in any case.")
    package static let sharedDirectoriesKey = SettingKey(
        "watch.shared.directories", .integer(in: 2...10_000), default: rules.sharedDirectories,
        "Fewest directories with one cause that become one shared incident.")
    package static let sharedShareKey = SettingKey(
        "watch.shared.share", .number(in: 0.1...1), default: rules.sharedShare,
        "Least share of the directories that depend on a cause which must fail with it.")
    package static let controlsKey = SettingKey(
        "watch.controls", .list(of: url, "a list of URLs"), default: defaultControls,
        "Sites that always answer, asked only when so much fails at once that it may be our own network.")
    package static let maintenanceKey = SettingKey(
        "watch.maintenance", MaintenanceRecord.kind, default: [], "Times in which failures are expected and open no incident.")

    private static let retained = Retention()
    private static let years = Duration.seconds(20 * 366 * 86_400)
    package static let keepObservationsKey = SettingKey(
        "watch.retention.observations", .duration(in: .seconds(3600)...years), default: retained.observations,
        "How long every single observation is kept, with its phases and evidence. The longest of them by far to store.")
    package static let keepFiveMinutesKey = SettingKey(
        "watch.retention.five_minutes", .duration(in: .seconds(2 * 86_400)...years), default: retained.fiveMinutes,
        "How long 5-minute roll-ups are kept; at most watch.retention.hours.")
    package static let keepHoursKey = SettingKey(
        "watch.retention.hours", .duration(in: .seconds(2 * 86_400)...years), default: retained.hours,
        "How long hourly roll-ups are kept; at most watch.retention.days.")
    package static let keepDaysKey = SettingKey(
        "watch.retention.days", .duration(in: .seconds(2 * 86_400)...years), default: retained.days,
        "How long daily roll-ups and changes of verdict are kept. Incidents are kept for good.")

    /// What must hold between the settings of this target.
    package static let settingRules: [SettingRule] = [
        .ordered(flapLowKey, before: flapHighKey, isStrict: true), .ordered(keepFiveMinutesKey, before: keepHoursKey),
        .ordered(keepHoursKey, before: keepDaysKey), .ordered(keepObservationsKey, before: keepDaysKey),
    ]

    private static let defaultControls = [
        "https://www.google.com/generate_204", "https://www.cloudflare.com/cdn-cgi/trace", "https://www.wikipedia.org/robots.txt",
    ].compactMap { WebURL($0) }

    private static let url = SettingKind<WebURL>.text(allowed: "an http or https URL", show: { $0.href }) { text throws(SettingTextError) in
        guard let url = WebURL(text), url.isHTTP else { throw SettingTextError(remedy: "write it with https://") }
        return url
    }

    private static let checkKind = SettingKind<CheckKind>.text(
        allowed: "one of http, content, tls, dns", show: { $0.rawValue }
    ) { text throws(SettingTextError) in
        guard let kind = CheckKind(rawValue: text) else { throw SettingTextError() }
        guard kind != .form, kind != .listings else {
            throw SettingTextError(wrongType: false, detail: "the check \(text) does not exist yet", remedy: "remove it")
        }
        return kind
    }

    /// Every key of this target, in the order of the documentation.
    package static let keys: [AnySettingKey] = [
        criticalKey.erased, highKey.erased, normalKey.erased, lowKey.erased, tlsIntervalKey.erased, dnsIntervalKey.erased,
        checksKey.erased, rateKey.erased, inFlightKey.erased, cpuShareKey.erased, hostConcurrencyKey.erased, failingFactorKey.erased,
        steadyFactorKey.erased, slowAfterKey.erased, certificateDaysKey.erased, rechecksKey.erased, recoveriesKey.erased,
        flapHighKey.erased, flapLowKey.erased, flapCalmKey.erased, sharedDirectoriesKey.erased, sharedShareKey.erased,
        controlsKey.erased, maintenanceKey.erased, keepObservationsKey.erased, keepFiveMinutesKey.erased, keepHoursKey.erased,
        keepDaysKey.erased,
    ]

    package init(_ settings: Settings) {
        var planner = PlannerConfiguration()
        planner.probesPerSecond = settings[Self.rateKey]
        planner.maximumInFlight = settings[Self.inFlightKey]
        planner.hostConcurrency = settings[Self.hostConcurrencyKey]
        planner.intervals = .init(
            critical: settings[Self.criticalKey], high: settings[Self.highKey], normal: settings[Self.normalKey],
            low: settings[Self.lowKey])
        planner.failingFactor = settings[Self.failingFactorKey]
        planner.steadyFactor = settings[Self.steadyFactorKey]
        self.planner = planner
        incidents = IncidentRules(
            recheckDelays: settings[Self.rechecksKey], recoveryConfirmations: settings[Self.recoveriesKey],
            flapHigh: settings[Self.flapHighKey], flapLow: settings[Self.flapLowKey], flapCalm: settings[Self.flapCalmKey],
            sharedDirectories: settings[Self.sharedDirectoriesKey], sharedShare: settings[Self.sharedShareKey])
        maintenance = settings[Self.maintenanceKey]
        controls = settings[Self.controlsKey]
        checks = settings[Self.checksKey]
        tlsInterval = settings[Self.tlsIntervalKey]
        dnsInterval = settings[Self.dnsIntervalKey]
        slowAfter = settings[Self.slowAfterKey]
        certificateDays = settings[Self.certificateDaysKey]
        cpuShare = settings[Self.cpuShareKey]
        retention = Retention()
        retention.observations = settings[Self.keepObservationsKey]
        retention.fiveMinutes = settings[Self.keepFiveMinutesKey]
        retention.hours = settings[Self.keepHoursKey]
        retention.days = settings[Self.keepDaysKey]
    }

    /// The checks of a directory that has none of its own; `tls` only where the URL is https.
    package func standardChecks(scheme: String) -> [CheckSettings] {
        checks.filter { $0 != .tls || scheme == "https" }.map { kind in
            switch kind {
            case .tls: CheckSettings(kind: kind, intervalMilliseconds: tlsInterval.wholeMilliseconds)
            case .dns: CheckSettings(kind: kind, intervalMilliseconds: dnsInterval.wholeMilliseconds)
            case .http, .content, .form, .listings: CheckSettings(kind: kind)
            }
        }
    }
}

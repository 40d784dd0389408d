package import Model

/// What the user allows and wants of the schedule. All spans are in milliseconds or `Duration` as named; ``Planner`` copies it.
package struct PlannerConfiguration: Hashable, Sendable {
    /// One value for each importance.
    package struct ByImportance<Value: Hashable & Sendable>: Hashable, Sendable {
        package var critical: Value
        package var high: Value
        package var normal: Value
        package var low: Value

        package init(critical: Value, high: Value, normal: Value, low: Value) {
            self.critical = critical
            self.high = high
            self.normal = normal
            self.low = low
        }

        package subscript(importance: Importance) -> Value {
            switch importance {
            case .critical: critical
            case .high: high
            case .normal: normal
            case .low: low
            }
        }
    }

    /// The most probes that may start in a second, on average.
    package var probesPerSecond: Double
    /// The most probes that may be under way at one time.
    package var maximumInFlight: Int
    /// How many probes one host may have at a time.
    package var hostConcurrency: Int
    /// The wanted span between two probes of a check that has no interval of its own.
    package var intervals: ByImportance<Duration>
    /// How much a stale minute of each importance weighs against another when the budget is too small.
    package var weights: ByImportance<Double>
    /// What the interval of a failing check is multiplied with (0.5: twice as often).
    package var failingFactor: Double
    /// What the interval is multiplied with while `expiresAt` is nearer than ``expiringWindow``.
    package var expiringFactor: Double
    package var expiringWindow: Duration
    /// What the interval of a long-steady check may grow to, as a factor; 1 keeps the user's interval as a promise, so that steadiness
    /// only decides who waits longer when the budget is too small. Checks with an interval of their own never grow.
    package var steadyFactor: Double
    /// Consecutive good outcomes after which a check counts as steady.
    package var steadyAfter: Int
    /// The steady factor never takes an interval past this.
    package var freshnessBound: Duration
    /// No interval, however urgent, falls below this.
    package var minimumInterval: Duration
    /// A newcomer is looked at within this span, as long as newcomers together stay below ``firstLookPerSecond``.
    package var firstLook: Duration
    package var firstLookPerSecond: Double
    /// The longest `Retry-After` that is believed.
    package var maximumRetryAfter: Duration

    package init(
        probesPerSecond: Double = 500, maximumInFlight: Int = 512, hostConcurrency: Int = 1,
        intervals: ByImportance<Duration> = ByImportance(
            critical: .seconds(30), high: .seconds(60), normal: .seconds(300), low: .seconds(1800)),
        weights: ByImportance<Double> = ByImportance(critical: 64, high: 16, normal: 4, low: 1),
        failingFactor: Double = 0.5, expiringFactor: Double = 0.5, expiringWindow: Duration = .seconds(7 * 86_400),
        steadyFactor: Double = 1, steadyAfter: Int = 20, freshnessBound: Duration = .seconds(3600),
        minimumInterval: Duration = .seconds(5), firstLook: Duration = .seconds(45), firstLookPerSecond: Double = 50,
        maximumRetryAfter: Duration = .seconds(6 * 3600)
    ) {
        self.probesPerSecond = probesPerSecond
        self.maximumInFlight = maximumInFlight
        self.hostConcurrency = hostConcurrency
        self.intervals = intervals
        self.weights = weights
        self.failingFactor = failingFactor
        self.expiringFactor = expiringFactor
        self.expiringWindow = expiringWindow
        self.steadyFactor = steadyFactor
        self.steadyAfter = steadyAfter
        self.freshnessBound = freshnessBound
        self.minimumInterval = minimumInterval
        self.firstLook = firstLook
        self.firstLookPerSecond = firstLookPerSecond
        self.maximumRetryAfter = maximumRetryAfter
    }
}

import Model

/// When which directory is in which fault: a pure function of the plan and of the time since the farm's start.
///
/// Time runs in cycles. In each, a directory has at most one fault of its own (lasting, or a blip that ends before anyone could confirm it),
/// and at most one fault strikes all that share an address, a name server, a network or an issuer. Faults keep a tenth of a cycle's distance
/// from its ends, so that two of them never touch. A few directories are in one fault for good.
package struct FaultSchedule: Sendable {
    package struct Options: Sendable, Hashable {
        package var cycle: Duration
        /// How long blips last: shorter than a watcher's confirmation.
        package var blips: ClosedRange<Duration>
        /// How long the others last; at most eight tenths of a cycle.
        package var lasting: ClosedRange<Duration>
        /// Share of directories that are ill for good.
        package var steadyShare: Double
        /// Share of directories that fall lastingly ill in a cycle.
        package var lastingShare: Double
        /// Share of directories that have a blip in a cycle.
        package var blipShare: Double
        /// Chance of a fault shared by many in a cycle.
        package var sharedChance: Double
        /// First bytes of a slow directory come after this long.
        package var slowness: ClosedRange<Duration>
        /// No passing fault begins before this.
        package var calm: Duration

        package init(
            cycle: Duration = .seconds(600), blips: ClosedRange<Duration> = .seconds(2) ... .seconds(8),
            lasting: ClosedRange<Duration> = .seconds(90) ... .seconds(420), steadyShare: Double = 0.04, lastingShare: Double = 0.12,
            blipShare: Double = 0.1, sharedChance: Double = 0.6, slowness: ClosedRange<Duration> = .seconds(3) ... .seconds(5),
            calm: Duration = .zero
        ) {
            self.cycle = cycle
            self.blips = blips
            self.lasting = lasting
            self.steadyShare = steadyShare
            self.lastingShare = lastingShare
            self.blipShare = blipShare
            self.sharedChance = sharedChance
            self.slowness = slowness
            self.calm = calm
        }

        /// The same course of things, this many times as fast. Slowness stays: it is measured against limits that do not scale.
        package func faster(by factor: Double) -> Options {
            var options = self
            func quick(_ span: Duration) -> Duration { .milliseconds(Int64(Double(span.wholeMilliseconds) / factor)) }
            options.cycle = quick(cycle)
            options.blips = quick(blips.lowerBound)...quick(blips.upperBound)
            options.lasting = quick(lasting.lowerBound)...quick(lasting.upperBound)
            options.calm = quick(calm)
            return options
        }

        /// Nothing ever fails but by ``SimulatedWeb/set(_:for:)``.
        package static let none = Options(steadyShare: 0, lastingShare: 0, blipShare: 0, sharedChance: 0)
    }

    package let plan: FarmPlan
    package let options: Options

    package init(plan: FarmPlan, options: Options = Options()) {
        self.plan = plan
        self.options = options
    }

    /// The fault a directory is in, if any.
    package func fault(of directory: Int, at elapsed: Duration) -> Fault? { state(of: directory, at: elapsed)?.fault }

    /// The fault a directory is in and the wording it is told in; cheap enough for every request.
    func state(of directory: Int, at elapsed: Duration) -> (fault: Fault, variant: Int)? {
        let now = elapsed.wholeMilliseconds
        guard now >= 0, plan.directories.indices.contains(directory) else { return nil }
        let site = plan.directories[directory]
        let cycle = now / length
        let shared = shared(cycle, site: site)
        if let shared, now >= shared.start, now < shared.end { return (shared.fault, shared.variant) }
        if let steady = steady(site) { return steady }
        guard shared == nil, let own = own(cycle, site: site), now >= own.start, now < own.end else { return nil }
        return (own.fault, own.variant)
    }

    /// The stretch of fault that covers a moment, if any.
    package func window(of directory: Int, at elapsed: Duration) -> FaultWindow? {
        windows(of: directory, until: elapsed + .milliseconds(1)).last { window in
            window.from <= elapsed && window.to.map { elapsed < $0 } ?? true
        }
    }

    /// Every stretch of fault of a directory that begins before a moment, in order, without overlaps.
    package func windows(of directory: Int, until end: Duration) -> [FaultWindow] {
        let site = plan.directories[directory]
        let last = end.wholeMilliseconds
        guard last > 0 else { return [] }
        var windows: [FaultWindow] = []
        let steady = steady(site)
        var steadyFrom: Int64 = 0
        for cycle in 0...((last - 1) / length) {
            let shared = shared(cycle, site: site)
            if let shared, shared.start < last {
                if let steady, steadyFrom < shared.start {
                    windows.append(
                        window(
                            site, Stretch(fault: steady.fault, start: steadyFrom, end: shared.start, variant: steady.variant, cause: nil)))
                }
                windows.append(window(site, shared))
                steadyFrom = shared.end
            } else if steady == nil, shared == nil, let own = own(cycle, site: site), own.start < last {
                windows.append(window(site, own))
            }
        }
        if let steady, steadyFrom < last {
            windows.append(
                FaultWindow(
                    directory: directory, fault: steady.fault, from: .milliseconds(steadyFrom), to: nil, cause: nil, variant: steady.variant
                ))
        }
        return windows
    }

    /// Every stretch of fault that begins before a moment, by directory.
    package func windows(until end: Duration) -> [FaultWindow] { plan.directories.indices.flatMap { windows(of: $0, until: end) } }

    // MARK: Chance

    private struct Stretch {
        var fault: Fault
        var start: Int64
        var end: Int64
        var variant: Int
        var cause: SharedCause?
    }

    private var length: Int64 { max(1, options.cycle.wholeMilliseconds) }

    private func window(_ site: FarmDirectory, _ stretch: Stretch) -> FaultWindow {
        FaultWindow(
            directory: site.index, fault: stretch.fault, from: .milliseconds(stretch.start), to: .milliseconds(stretch.end),
            cause: stretch.cause,
            variant: stretch.variant)
    }

    private func steady(_ site: FarmDirectory) -> (fault: Fault, variant: Int)? {
        var dice = Dice(plan.seed, 0x57EAD, UInt64(site.index))
        guard dice.chance(options.steadyShare) else { return nil }
        let fault = fault(for: site, &dice)
        return (fault, dice.roll(1 << 16))
    }

    private func own(_ cycle: Int64, site: FarmDirectory) -> Stretch? {
        var dice = Dice(plan.seed, 0xFA17, UInt64(site.index), UInt64(cycle))
        let kind = dice.next() % 10_000
        let lasting = UInt64(options.lastingShare * 10_000)
        guard kind < lasting + UInt64(options.blipShare * 10_000) else { return nil }
        guard let span = span(kind < lasting ? options.lasting : options.blips, cycle, &dice) else { return nil }
        let fault = fault(for: site, &dice)
        return Stretch(fault: fault, start: span.start, end: span.end, variant: dice.roll(1 << 16), cause: nil)
    }

    /// The shared fault of a cycle, where it strikes this directory.
    private func shared(_ cycle: Int64, site: FarmDirectory) -> Stretch? {
        guard options.sharedChance > 0, plan.directories.count >= 20 else { return nil }
        var dice = Dice(plan.seed, 0xFA7E, UInt64(cycle))
        guard dice.chance(options.sharedChance), let span = span(options.lasting, cycle, &dice) else { return nil }
        let kind = dice.pick([SharedCause.Kind.address, .address, .nameServer, .network, .issuer])
        let victim = plan.directories[dice.roll(plan.directories.count)]
        let fault: Fault
        switch kind {
        case .address:
            guard site.network == nil, victim.network == nil, site.addressIndex == victim.addressIndex else { return nil }
            fault = dice.pick([.hang, .reset, .refuse, .serverError(503)])
        case .nameServer:
            guard site.zoneIndex == victim.zoneIndex else { return nil }
            fault = dice.pick([.dnsFailure, .dnsTimeout])
        case .network:
            guard let network = site.network, network == FarmPlan.networks[dice.roll(FarmPlan.networks.count)] else { return nil }
            fault = dice.pick([.serverError(502), .serverError(503)])
        case .issuer:
            // Only the small issuers fail: a big one would take half of the web along.
            guard site.scheme == .https, site.issuerIndex == 2 + dice.roll(plan.issuers.count - 2) else { return nil }
            fault = .certificateExpired
        }
        let variant = dice.roll(1 << 16)
        guard var cause = plan.fate(kind, of: site) else { return nil }
        if fault == .refuse { cause.name = plan.deadAddress(of: site, shared: true) }
        return Stretch(fault: fault, start: span.start, end: span.end, variant: variant, cause: cause)
    }

    private func span(_ lasting: ClosedRange<Duration>, _ cycle: Int64, _ dice: inout Dice) -> (start: Int64, end: Int64)? {
        let margin = length / 10
        let (least, most) = (lasting.lowerBound.wholeMilliseconds, lasting.upperBound.wholeMilliseconds)
        let span = min(least + Int64(dice.roll(Int(max(0, most - least)) + 1)), length - 2 * margin)
        let start = cycle * length + margin + Int64(dice.roll(Int(max(0, length - 2 * margin - span)) + 1))
        guard start >= options.calm.wholeMilliseconds else { return nil }
        return (start, start + span)
    }

    private func fault(for site: FarmDirectory, _ dice: inout Dice) -> Fault {
        var fault = dice.pick(Fault.catalogue)
        while fault.needsTLS, site.scheme != .https { fault = dice.pick(Fault.catalogue) }
        switch fault {
        case .slow:
            let (least, most) = (options.slowness.lowerBound.wholeMilliseconds, options.slowness.upperBound.wholeMilliseconds)
            return .slow(.milliseconds(least + Int64(dice.roll(Int(max(0, most - least)) + 1))))
        case .certificateEnding: return .certificateEnding(days: 1 + dice.roll(6))
        default: return fault
        }
    }
}

extension FarmPlan {
    /// The address without a listener that the name leads to while a directory refuses connections: its own, or that of its whole address.
    package func deadAddress(of site: FarmDirectory, shared: Bool) -> String {
        shared ? "127.77.254.\(10 + site.addressIndex)" : "127.77.\(100 + site.index / 250 % 150).\(1 + site.index % 250)"
    }
}

import Model
import SimulatedWeb
import Testing

@Suite struct FaultScheduleTests {
    private let schedule = FaultSchedule(plan: FarmPlan(directories: 300, seed: 3))

    @Test func `the list of faults agrees with the fault of each moment`() {
        let end = Duration.seconds(3 * 600)
        for directory in 0..<300 {
            let windows = schedule.windows(of: directory, until: end)
            for second in stride(from: 0, to: 1_800, by: 7) {
                let moment = Duration.seconds(second)
                let listed = windows.first { $0.from <= moment && ($0.to.map { moment < $0 } ?? true) }
                #expect(listed?.fault == schedule.fault(of: directory, at: moment))
                #expect(listed?.fault == schedule.window(of: directory, at: moment)?.fault)
            }
        }
    }

    @Test func `faults of a directory are in order and never overlap`() {
        for directory in 0..<300 {
            let windows = schedule.windows(of: directory, until: .seconds(6_000))
            for (a, b) in zip(windows, windows.dropFirst()) { #expect((a.to ?? .seconds(1 << 30)) <= b.from) }
        }
    }

    @Test func `about a tenth of the web is ill at any time`() {
        let schedule = FaultSchedule(plan: FarmPlan())
        var ill = 0
        for minute in 0..<60 { ill += (0..<500).count { schedule.fault(of: $0, at: .seconds(minute * 60 + 1)) != nil } }
        let share = Double(ill) / Double(60 * 500)
        #expect(share > 0.06 && share < 0.14, "\(share)")
    }

    @Test func `blips, lasting, steady and shared faults all occur`() {
        let windows = FaultSchedule(plan: FarmPlan()).windows(until: .seconds(12_000))
        #expect(windows.contains { window in window.to.map { $0 - window.from <= .seconds(8) } ?? false })
        #expect(windows.contains { window in window.to.map { $0 - window.from > .seconds(90) } ?? false })
        #expect(windows.contains { $0.to == nil })
        #expect(Set(windows.compactMap(\.cause?.kind)).count >= 3)
    }

    @Test func `a shared fault strikes all that share the cause`() throws {
        let plan = FarmPlan()
        let windows = FaultSchedule(plan: plan).windows(until: .seconds(12_000))
        let shared = try #require(windows.first { $0.cause?.kind == .address && $0.fault != .refuse })
        let struck = Set(windows.filter { $0.from == shared.from && $0.cause == shared.cause }.map(\.directory))
        let neighbours = Set(plan.directories.filter { $0.network == nil && $0.address == shared.cause?.name }.map(\.index))
        #expect(struck == neighbours)
    }

    @Test func `certificates fail only where there are any`() {
        let plan = FarmPlan()
        for window in FaultSchedule(plan: plan).windows(until: .seconds(6_000)) where window.fault.needsTLS {
            #expect(plan.directories[window.directory].scheme == .https)
        }
    }

    @Test func `a faster schedule is the same in less time`() {
        let slow = FaultSchedule(plan: FarmPlan(directories: 100))
        let quick = FaultSchedule(plan: FarmPlan(directories: 100), options: FaultSchedule.Options().faster(by: 10))
        #expect(slow.windows(until: .seconds(1_200)).count == quick.windows(until: .seconds(120)).count)
    }

    @Test func `a calm start lets nothing pass begin`() {
        var options = FaultSchedule.Options()
        options.calm = .seconds(300)
        let schedule = FaultSchedule(plan: FarmPlan(), options: options)
        #expect(schedule.windows(until: .seconds(300)).allSatisfy { $0.to == nil && $0.from == .zero })
    }

    @Test(arguments: Fault.catalogue) func `every fault has a truth for every check`(fault: Fault) {
        for check in CheckKind.allCases {
            let truth = fault.truth(for: check)
            #expect(truth.allows(truth.verdict, truth.reason))
            #expect((truth.verdict == .up) == (truth.reason == .ok))
        }
        let seen = CheckKind.allCases.contains { fault.truth(for: $0).verdict != .up }
        switch fault {
        // Broken accents can be read, and of two families of addresses one suffices.
        case .badEncoding(.declaredWrong), .badEncoding(.mojibake), .deadFamily: #expect(!seen)
        default: #expect(seen)
        }
    }
}

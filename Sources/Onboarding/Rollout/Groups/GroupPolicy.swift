/// The phases by which a change comes to many directories, and what must hold before the next. A value; ``GroupRollout`` decides by it.
package struct GroupPolicy: Codable, Sendable, Hashable {
    package struct Phase: Codable, Sendable, Hashable {
        package var name: String
        /// The share of the directories that have the change, in percent; of any group at least one.
        package var percent: Int
        /// How long it lasts at least, in seconds.
        package var soakSeconds: Int

        package init(_ name: String, percent: Int, soakSeconds: Int) {
            (self.name, self.percent, self.soakSeconds) = (name, percent, soakSeconds)
        }
    }

    package var phases: [Phase]
    /// The least share of trials and looks of a phase that must succeed, in percent.
    package var successPercent: Int
    /// Failures in a phase at which the change is taken back at once: the error budget.
    package var failureBudget: Int
    /// Forms of a phase whose change breaks their mapping, at which the change is taken back at once.
    package var driftBudget: Int

    package init(phases: [Phase] = Self.phases(soakSeconds: 3_600), successPercent: Int = 95, failureBudget: Int = 2, driftBudget: Int = 1)
    {
        (self.phases, self.successPercent) = (phases, successPercent)
        (self.failureBudget, self.driftBudget) = (failureBudget, driftBudget)
    }

    /// Canary, 10 %, 50 %, all, each with the same soak but the last, which has none.
    package static func phases(_ percents: [Int] = [1, 10, 50, 100], soakSeconds: Int) -> [Phase] {
        percents.enumerated().map { place, percent in
            Phase(
                place == 0 && percent < 100 ? "canary" : percent == 100 ? "all" : "\(percent) %", percent: percent,
                soakSeconds: percent == 100 ? 0 : soakSeconds)
        }
    }

    /// - Throws: ``OnboardingError`` `value` for phases that lead nowhere and gates that nothing passes.
    func check() throws(OnboardingError) {
        let percents = phases.map(\.percent)
        guard percents.last == 100, percents.allSatisfy({ (1...100).contains($0) }), percents == Set(percents).sorted(),
            percents.count <= 20
        else {
            throw OnboardingError(
                .value, "The phases \(percents.map { "\($0) %" }.joined(separator: ", ")) do not rise to 100 %.",
                remedy: "Give rising shares of which the last is 100, such as 1,10,50,100.")
        }
        guard phases.allSatisfy({ (0...31_536_000).contains($0.soakSeconds) }) else {
            throw OnboardingError(.value, "A phase soaks for at most a year.", remedy: "Give seconds from 0 to 31536000.")
        }
        guard (0...100).contains(successPercent), (1...1_000_000).contains(failureBudget), (1...1_000_000).contains(driftBudget) else {
            throw OnboardingError(
                .value, "A gate is out of range.", remedy: "Give a share from 0 to 100 %, and budgets from 1 on.")
        }
    }
}

package import Onboarding
import Settings

/// With what a person sets directories on their way, as it was written.
package struct OnboardingOutset: Sendable, Hashable {
    /// Addresses, one on each line, or a file's text.
    package var addresses = ""
    /// The order whose profile is taken, where none is written out.
    package var known: Int64?
    /// A profile, as YAML or JSON; it counts more than a known one.
    package var profile = ""
    package var soakSeconds = 0
    package var region = ""
    package var owner = ""
    package var who = ""

    package init() {}

    /// Something of it that cannot be used.
    package struct Mistake: Error, Sendable, Hashable {
        package enum Field: String, Sendable { case addresses, profile, soak }

        package let field: Field
        /// What is wrong, a sentence each.
        package let sentences: [String]
    }
}

extension OnboardingDesk {
    /// Mistakes of one field that are told.
    private static let mostTold = 8

    /// Sets directories on their way for a profile. No form is ever sent by what begins here: that takes the command line's `--submit`.
    /// - Throws: ``OnboardingOutset/Mistake``, and nothing is begun then.
    package func begin(_ outset: OnboardingOutset) async throws -> [OnboardingEntry] {
        let list = AddressList(outset.addresses)
        guard list.refusals.isEmpty else {
            throw OnboardingOutset.Mistake(field: .addresses, sentences: Self.told(list.refusals.map { "Line \($0.line): \($0.message)." }))
        }
        guard !list.urls.isEmpty else {
            throw OnboardingOutset.Mistake(field: .addresses, sentences: ["Give at least one address, such as https://www.example.org/."])
        }
        guard (0...31_536_000).contains(outset.soakSeconds) else {
            throw OnboardingOutset.Mistake(field: .soak, sentences: ["A canary soaks for at most a year."])
        }
        let order = OnboardingOrder(
            try await profile(outset), policy: OnboardingOrder.canary(soakSeconds: outset.soakSeconds), region: OneLine.text(outset.region),
            owner: OneLine.text(outset.owner))
        return try await store.begin(list.urls, order, who: OneLine.text(outset.who) ?? "console")
    }

    private func profile(_ outset: OnboardingOutset) async throws -> Profile {
        guard outset.profile.allSatisfy(\.isWhitespace) else {
            let (profile, problems) = ProfileReader.read(file: "profile", bytes: Array(outset.profile.utf8))
            guard problems.isEmpty else {
                throw OnboardingOutset.Mistake(field: .profile, sentences: Self.told(problems.map(Self.sentence)))
            }
            return profile
        }
        guard let known = outset.known else {
            throw OnboardingOutset.Mistake(field: .profile, sentences: ["Say for which business: write its profile."])
        }
        guard let order = try await store.order(known) else {
            throw OnboardingOutset.Mistake(field: .profile, sentences: ["That profile is not known any more: choose another, or write it."])
        }
        return order.business
    }

    private static func sentence(_ problem: SettingProblem) -> String {
        let place = if case .file(_, let line, _) = problem.place { "Line \(line): " } else { "" }
        let remedy = problem.remedy ?? problem.allowed.map { "it takes \($0)" }
        return place + problem.message + (remedy.map { "; \($0)." } ?? ".")
    }

    private static func told(_ sentences: [String]) -> [String] {
        guard sentences.count > mostTold else { return sentences }
        return Array(sentences.prefix(mostTold)) + ["There are \(sentences.count - mostTold) more."]
    }
}

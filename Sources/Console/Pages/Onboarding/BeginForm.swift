import API
import Model
import Onboarding

/// The form by which a person sets directories on their way.
struct BeginForm {
    struct Choice {
        let value: String
        let name: String
        let chosen: Bool
    }

    let addresses: String
    let profiles: [Choice]
    let hasProfiles: Bool
    let profile: String
    let soaks: [Choice]
    let region: String
    let owner: String
    let who: String
    /// What is wrong with the addresses, with the profile, and with the rest.
    let addressMistakes: [String]
    let profileMistakes: [String]
    let otherMistakes: [String]
    let isOpen: Bool

    /// - Parameters:
    ///   - written: What a person wrote that could not be used, and why.
    ///   - isFirst: Whether nothing was ever begun: the form is all there is to do.
    init(_ desk: OnboardingDesk, _ written: (OnboardingOutset, OnboardingOutset.Mistake)? = nil, isFirst: Bool) async throws {
        let outset = written?.0 ?? OnboardingOutset()
        let known = try await desk.store.profiles()
        let chosen = outset.known ?? known.first?.order
        profiles = known.map { Choice(value: "\($0.order)", name: Self.name($0), chosen: $0.order == chosen) }
        hasProfiles = !profiles.isEmpty
        soaks = [(0, "not at all"), (1_800, "half an hour"), (7_200, "two hours"), (86_400, "a day")].map {
            Choice(value: "\($0.0)", name: $0.1, chosen: $0.0 == outset.soakSeconds)
        }
        (addresses, profile, region, owner, who) = (outset.addresses, outset.profile, outset.region, outset.owner, outset.who)
        func told(_ field: OnboardingOutset.Mistake.Field) -> [String] { written?.1.field == field ? written?.1.sentences ?? [] : [] }
        (addressMistakes, profileMistakes, otherMistakes) = (told(.addresses), told(.profile), told(.soak))
        isOpen = written != nil || isFirst
    }

    /// `Lindqvist & Sons Plumbing, 14 keys, as of 2026-03-01`.
    private static func name(_ known: KnownProfile) -> String {
        let profile = known.profile
        let who = profile[.organization] ?? profile.wholeName ?? profile[.email] ?? "order \(known.order)"
        let keys = profile.values.count
        return "\(who.prefix(80)), \(keys) \(keys == 1 ? "key" : "keys"), as of \(known.madeAt.description.prefix(10))"
    }
}

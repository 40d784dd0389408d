import HTML
import Resilience
import SimulatedWeb
import Testing
import Web

@testable import Onboarding

/// Pictures sent to the simulated web and compared with what it publishes.
@Suite(.serialized) struct UploadFarmTests {
    /// Sites of different ways: http and https, one step and several.
    private func sites(_ stage: FarmStage) throws -> [FarmDirectory] {
        let open = stage.quick.filter {
            $0.captcha == nil && ($0.formShape == .labelFor || $0.formShape == .wrapping || $0.formShape == .multiStep)
        }
        return [
            try #require(open.first { $0.scheme == .http && $0.formShape != .multiStep }),
            try #require(open.first { $0.scheme == .https && $0.formShape != .multiStep }),
            try #require(open.first { $0.formShape == .multiStep }),
        ]
    }

    @Test func `A logo is sent whole and published, and nothing is sent when it is only tried`() async throws {
        try await FarmStage.with(40) { stage in
            for site in try sites(stage) {
                stage.web.takeLogos(.required, for: site.index)
                let page = try #require(WebURL(stage.web.url(of: site, path: site.submissionPath)))
                let logo = try UploadTests.picture(90_000)
                let profile = Profile(stage.profile(site).values, files: [.logo: [logo]])
                let dry = await stage.trial.run(page, profile: profile)
                #expect(dry.verdict == .ready && dry.sent == 0, "\(site.slug) \(dry.reason)")
                let report = await stage.trial.run(page, profile: profile, sandbox: Sandbox())
                #expect(report.verdict == .published, "\(site.slug) \(report.reason)")
                #expect(report.lines.first { $0.key == .logo }?.isShown == true)
                let published = try #require(stage.web.submitted(to: site.index).published.first)
                #expect(published.logo == FarmUpload(name: "logo.png", type: "image/png", bytes: logo.bytes))
            }
        }
    }

    @Test func `What is missing, too large or of another kind is told before anything is sent`() async throws {
        try await FarmStage.with(16) { stage in
            let site = try stage.plainSite()
            stage.web.takeLogos(.required, for: site.index)
            let page = try #require(WebURL(stage.web.url(of: site, path: site.submissionPath)))
            let values = stage.profile(site).values
            for (files, words) in [
                ([], "logo is required and the profile has none"),
                ([try UploadTests.picture(100_001)], "at most 100000 bytes are taken, and it has 100001"),
                ([try UploadFile(path: "a.gif", bytes: Array("GIF89a......".utf8))], "only image/png, .jpg is taken, and it is image/gif"),
            ] as [([UploadFile], String)] {
                let report = await stage.trial.run(page, profile: Profile(values, files: [.logo: files]), sandbox: Sandbox())
                #expect(report.verdict == .needsAnswer && report.reason.contains(words) && report.sent == 0, "\(report.reason)")
            }
            #expect(stage.web.submitted(to: site.index) == ([], 0, 0))
            // One that may be left out is.
            stage.web.takeLogos(.optional, for: site.index)
            let without = await stage.trial.run(page, profile: Profile(values), sandbox: Sandbox())
            #expect(without.verdict == .published, "\(without.reason)")
            #expect(stage.web.submitted(to: site.index).published.first?.logo == nil)
        }
    }

    @Test func `On the road its content comes out of the database, and from its address where that is all there is`() async throws {
        try await FarmStage.with(16) { stage in
            let open = stage.quick.filter { $0.captcha == nil && $0.formShape == .labelFor }
            let (first, second) = (try #require(open.first), try #require(open.dropFirst().first))
            for site in [first, second] { stage.web.takeLogos(.required, for: site.index) }
            let store = try await RoadStage.store(ManualClock())
            let onboarder = stage.onboarder(store)
            func takeAlong(_ site: FarmDirectory, _ profile: Profile) async throws -> OnboardingEntry {
                let entry = try #require(
                    try await store.begin([stage.web.url(of: site)], OnboardingOrder(profile, submits: true), who: "ana").first)
                _ = try await onboarder.advance(entry.id)
                return try #require(try await store.get(entry.id))
            }
            let logo = try UploadTests.picture(20_000)
            let one = try await takeAlong(first, Profile(stage.profile(first).values, files: [.logo: [logo]]))
            #expect(one.verdict == .published, "\(one.reason)")
            let listing = try #require(stage.web.submitted(to: first.index).published.first)
            #expect(listing.logo?.bytes == logo.bytes)
            var values = stage.profile(second).values
            values[.logo] = [stage.web.url(of: first, path: "/uploads/\(listing.slug)")]
            let two = try await takeAlong(second, Profile(values))
            #expect(two.verdict == .published, "\(two.reason)")
            #expect(stage.web.submitted(to: second.index).published.first?.logo?.bytes == logo.bytes)
        }
    }
}

import HTML
import SimulatedWeb
import Testing
import Web

@testable import Onboarding

/// Discovery and trials on the simulated web, held against what its plan says is there. Nothing is sent anywhere else.
@Suite(.serialized) struct TrialFarmTests {
    @Test func `Of every directory the form, the list, the contact page and the language are found`() async throws {
        try await FarmStage.with(24) { stage in
            for site in stage.quick {
                let discovery = await Discoverer(stage.fetcher, mapper: stage.mapper).discover(try stage.home(site))
                #expect(discovery.submission?.page.path == site.submissionPath, "\(site.slug) \(discovery.findings.map(\.evidence))")
                #expect(discovery.first(.listingIndex)?.url?.path == site.listingPath, "\(site.slug)")
                #expect(discovery.first(.contact)?.url?.path == "/contact", "\(site.slug)")
                #expect(discovery.first(.language)?.value == site.country.language)
                #expect(discovery.first(.robots) != nil && discovery.asked.count <= 10)
                #expect((discovery.first(.captcha) != nil) == (site.captcha != nil && site.formShape != .multiStep), "\(site.slug)")
            }
        }
    }

    @Test func `Without being told to, nothing is sent`() async throws {
        try await FarmStage.with(16) { stage in
            for site in stage.quick {
                let page = try #require(WebURL(stage.web.url(of: site, path: site.submissionPath)))
                let report = await stage.trial.run(page, profile: stage.profile(site))
                #expect(
                    report.sent == 0 && report.verdict == (site.captcha == nil ? .ready : .needsAnswer), "\(site.slug) \(report.reason)")
                #expect(stage.web.submitted(to: site.index) == ([], 0, 0))
                #expect(report.steps.count == stage.web.plan.submissionFields(of: site).last?.step)
            }
        }
    }

    @Test func `What was sent is published as it was meant, and no trap is filled`() async throws {
        try await FarmStage.with(24) { stage in
            for site in stage.quick where site.captcha == nil {
                let page = try #require(WebURL(stage.web.url(of: site, path: site.submissionPath)))
                let profile = stage.profile(site)
                let report = await stage.trial.run(page, profile: profile, sandbox: Sandbox())
                #expect(report.verdict == .published, "\(site.slug) \(report.reason)")
                let (published, refused, trapped) = stage.web.submitted(to: site.index)
                let listing = try #require(published.first)
                #expect(published.count == 1 && refused == 0 && trapped == 0, "\(site.slug)")
                #expect(
                    listing.email == profile[.email] && listing.city == profile[.addressLevel2] && listing.category == profile[.category])
                #expect(listing.name == (site.family == .business ? profile[.organization] : profile[.name]))
                #expect(report.lines.first { $0.key == .email }?.isShown == true)
            }
        }
    }

    @Test func `A captcha is left to people, and a missing licence is told before anything is sent`() async throws {
        try await FarmStage.with(40) { stage in
            let walled = try #require(stage.quick.first { $0.captcha != nil })
            let page = try #require(WebURL(stage.web.url(of: walled, path: walled.submissionPath)))
            let report = await stage.trial.run(page, profile: stage.profile(walled), sandbox: Sandbox())
            #expect(report.verdict == .needsAnswer && report.problems.contains { $0.kind == .captcha }, "\(report.reason)")
            #expect(stage.web.submitted(to: walled.index).published.isEmpty)
            let strict = try #require(
                stage.quick.first { site in
                    site.captcha == nil && stage.web.plan.submissionFields(of: site).contains { $0.token == "licence" && $0.required }
                })
            var values = stage.profile(strict).values
            values[.hasCredential] = nil
            let form = try #require(WebURL(stage.web.url(of: strict, path: strict.submissionPath)))
            let refused = await stage.trial.run(form, profile: Profile(values), sandbox: Sandbox())
            #expect(refused.verdict == .needsAnswer && refused.reason.contains("licence number is required and the profile has none"))
            #expect(stage.web.submitted(to: strict.index).published.isEmpty)
        }
    }

    @Test func `A form that is gone, and a place that is no sandbox, are failures in words`() async throws {
        try await FarmStage.with(8) { stage in
            let site = try #require(stage.quick.first { $0.formShape != .multiStep && $0.captcha == nil })
            let page = try #require(WebURL(stage.web.url(of: site, path: site.submissionPath)))
            stage.web.set(.vanishedForm, for: site.index)
            let gone = await stage.trial.run(page, profile: stage.profile(site))
            #expect(gone.verdict == .failed && gone.reason.contains("no form"), "\(gone.reason)")
            let refusal = await Sandbox().refusal(of: try #require(WebURL("http://192.0.2.7/add")), prober: stage.prober)
            #expect(refusal?.contains("neither this machine nor a sandbox") == true)
            #expect(
                await Sandbox(hosts: ["192.0.2.7"]).refusal(of: try #require(WebURL("http://192.0.2.7/add")), prober: stage.prober) == nil)
        }
    }
}

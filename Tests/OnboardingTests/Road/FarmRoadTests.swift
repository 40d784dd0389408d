import Foundation
import JobQueue
import Model
import Resilience
import SimulatedWeb
import Testing

@testable import Onboarding

/// The figures of docs/onboarding.md: `ROLLCALL_FARM=500 swift test --filter farmAsJobs`.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["ROLLCALL_FARM"] != nil)) struct FarmRoadTests {
    @Test func farmAsJobs() async throws {
        let count = ProcessInfo.processInfo.environment["ROLLCALL_FARM"].flatMap { Int($0) } ?? 500
        try await FarmStage.with(count) { stage in
            let store = try await RoadStage.store(SystemClock())
            let clock = ContinuousClock()
            let start = clock.now
            for site in stage.web.directories { _ = try await stage.begin(site, store, submits: true) }
            try await RoadStage.work(store, stage.onboarder(store), concurrency: 24, within: .seconds(1_800)) {
                let counts = try await store.counts()
                return !counts.keys.contains { $0.isMoving }
            }
            let took = start.duration(to: clock.now)
            var wrong: [String] = []
            var published = 0
            for (site, entry) in zip(stage.web.directories, try await store.list(limit: 10_000)) {
                let submitted = stage.web.submitted(to: site.index)
                let profile = stage.profile(site)
                published += submitted.published.count
                let isMeant = submitted.published.allSatisfy {
                    $0.email == profile[.email] && $0.city == profile[.addressLevel2] && $0.category == profile[.category]
                        && $0.postalCode == profile[.postalCode] && $0.street == profile[.streetAddress]
                }
                if submitted.refused + submitted.trapped > 0 || submitted.published.count > 1 || !isMeant { wrong.append(site.slug) }
                if entry.state != .active { print("  \(site.slug): \(entry.state.words), \(entry.reason)") }
            }
            let active = try await store.counts()[.active] ?? 0
            let counts = try await store.counts().map { "\($0.value) \($0.key.words)" }.sorted()
            print("farm of \(count) as jobs: \(counts), \(published) published, wrong \(wrong), took \(took)")
            #expect(wrong.isEmpty && active >= count * 95 / 100)
        }
    }
}

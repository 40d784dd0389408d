import Model
import SimulatedWeb
import Testing

@Suite struct FarmPlanTests {
    @Test func `the same seed gives the same web`() {
        let (a, b) = (FarmPlan(directories: 60, seed: 7), FarmPlan(directories: 60, seed: 7))
        #expect(a.directories == b.directories)
        for site in a.directories.prefix(12) {
            #expect(a.listings(of: site) == b.listings(of: site))
            #expect(a.submissionFields(of: site) == b.submissionFields(of: site))
        }
    }

    @Test func `another seed gives another web`() {
        #expect(FarmPlan(directories: 60, seed: 7).directories != FarmPlan(directories: 60, seed: 8).directories)
    }

    @Test func `hosts and slugs are unique and well formed`() {
        let plan = FarmPlan(directories: 2_000)
        #expect(Set(plan.directories.map(\.host)).count == 2_000)
        #expect(Set(plan.directories.map(\.slug)).count == 2_000)
        for site in plan.directories {
            #expect(site.host.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D || $0 == 0x2E })
            #expect(site.address.hasPrefix("127.77."))
        }
    }

    @Test func `a hundred thousand directories stay within the bounds`() {
        let plan = FarmPlan(directories: 100_000)
        #expect(plan.addresses.count <= FarmPlan.mostAddresses)
        #expect(plan.directories.count == 100_000)
        #expect(plan.directories.last?.slug == "bar-99999")
    }

    @Test func `every family, layout, form, paging, scheme and language occurs`() {
        let sites = FarmPlan().directories
        #expect(Set(sites.map(\.family)).count == 3)
        #expect(Set(sites.map(\.layout)).count == 4)
        #expect(Set(sites.map(\.formShape)).count == 5)
        #expect(Set(sites.map(\.paging)).count == 3)
        #expect(Set(sites.map(\.scheme)).count == 2)
        #expect(Set(sites.map(\.country.language)).count == 4)
        #expect(Set(sites.compactMap(\.network)).count == FarmPlan.networks.count)
    }

    @Test func `records of a directory have unique slugs`() {
        let plan = FarmPlan(directories: 30)
        for site in plan.directories { #expect(Set(plan.listings(of: site).map(\.slug)).count == site.listings) }
    }
}

import Glibc
import Testing

@testable import Watch

@Suite struct CapacityPlanTests {
    @Test(arguments: [(500, 2880), (5000, 1440), (100_000, 144), (100_000, 288)])
    func `the document shows the plan as it is computed`(directories: Int, checksPerDay: Int) throws {
        let document = try contents(of: "docs/operations/capacity.md")
        let plan = CapacityPlan(directories: directories, checksPerDay: checksPerDay)
        #expect(document.contains(plan.markdown), "\(directories) directories, \(checksPerDay) checks a day:\n\(plan.markdown)")
    }

    @Test func `the document shows the settings of retention with their defaults`() throws {
        let table = CapacityPlan.retentionMarkdown
        #expect(try contents(of: "docs/operations/capacity.md").contains(table), "\(table)")
    }

    @Test func `keeping less takes less`() {
        var plan = CapacityPlan(directories: 1000, checksPerDay: 288)
        let before = plan.bytes
        plan.retention.observations = .seconds(3600)
        #expect(plan.bytes < before)
        #expect(plan.parts.first { $0.name == "raw observations" }?.rows == 288_000, "a day begun counts whole")
    }

    @Test func `each check of a directory has its rows and the directory one`() {
        let one = CapacityPlan(directories: 1000, checksPerDay: 288)
        let three = CapacityPlan(directories: 1000, checks: [288, 24, 4])
        func rows(_ plan: CapacityPlan, _ name: String) -> Int? { plan.parts.first { $0.name == name }?.rows }
        #expect(rows(three, "raw observations") == (rows(one, "raw observations") ?? 0) / 288 * 316)
        #expect(rows(three, "hourly roll-ups") == (rows(one, "hourly roll-ups") ?? 0) / 24 * 52)
        #expect(rows(three, "daily roll-ups") == (rows(one, "daily roll-ups") ?? 0) * 3)
        #expect(rows(three, "register, board, states") == 1000)
    }

    @Test func `100,000 directories for a year fit on a small disk`() {
        #expect(CapacityPlan(directories: 100_000, checksPerDay: 144).bytes < 40_000_000_000)
    }

    private func contents(of path: String) throws -> String {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let file = try #require(fopen("/\(root)/\(path)", "r"), "\(path) is missing")
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}

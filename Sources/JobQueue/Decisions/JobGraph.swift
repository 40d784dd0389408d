/// The dependencies among the jobs of one batch, checked before anything is stored.
package enum JobGraph {
    /// Puts jobs into an order in which each comes after those that it needs; jobs that do not depend on each other keep theirs.
    /// - Parameter needs: for each job, the positions of those that it waits for.
    /// - Throws: ``JobQueueError`` `cycle` naming the jobs that wait for one another.
    package static func order(_ needs: [[Int]], name: (Int) -> String) throws(JobQueueError) -> [Int] {
        var unmet = needs.map { Set($0).count }
        var waiting: [[Int]] = Array(repeating: [], count: needs.count)
        for (job, list) in needs.enumerated() {
            for need in Set(list) { waiting[need].append(job) }
        }
        var order: [Int] = []
        order.reserveCapacity(needs.count)
        var free = Array(needs.indices.filter { unmet[$0] == 0 })
        var next = 0
        while next < free.count {
            let job = free[next]
            next += 1
            order.append(job)
            for other in waiting[job].sorted() {
                unmet[other] -= 1
                if unmet[other] == 0 { free.append(other) }
            }
        }
        guard order.count < needs.count else { return order }
        throw JobQueueError(
            .cycle, "Jobs wait for one another: \(cycle(needs, unmet: unmet).map(name).joined(separator: " → ")).",
            remedy: "Remove one of these dependencies.")
    }

    /// One cycle among the jobs that could not be ordered: following any unmet need long enough leads into it.
    private static func cycle(_ needs: [[Int]], unmet: [Int]) -> [Int] {
        guard var job = unmet.firstIndex(where: { $0 > 0 }) else { return [] }
        var path: [Int] = []
        var place: [Int: Int] = [:]
        while place[job] == nil {
            place[job] = path.count
            path.append(job)
            guard let need = needs[job].first(where: { unmet[$0] > 0 }) else { return path }
            job = need
        }
        return Array(path[(place[job] ?? 0)...]) + [job]
    }
}

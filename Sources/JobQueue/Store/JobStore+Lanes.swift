import Database
import Model
import Resilience
import Synchronization

extension JobStore {
    /// The lanes of those queues that have ready jobs; of all queues for nil.
    ///
    /// A look at a lane begins where its low-water mark stood a while ago, and now and then at its beginning: as often as that is cheap, at
    /// most every second, and so that it takes a twentieth of the time where remains of finished jobs cannot be cleared away.
    package func readyLanes(of queues: [String]? = nil) async throws -> [FairShare.Lane] {
        let began = Self.instant()
        let marks: [Int64: Int64]? = memory.withLock { memory in
            guard database.dialect == .postgres, !memory.laneRest.isOver(at: began) else { return nil }
            return memory.marks.mapValues(\.settled).filter { $0.value > 0 }
        }
        let found = try await database.read { try Self.firstReady(from: marks ?? [:], $0) }
        let took = Self.instant() - began
        memory.withLock { memory in
            if marks == nil { memory.laneRest.looked(at: began, took: took) }
            for (lane, first) in found {
                memory.marks[lane.id]?.lower(to: first)
                if memory.keys[lane.id] == nil {
                    memory.keys[lane.id] = LaneKey(
                        queue: lane.queue, tenant: lane.tenant, priority: lane.priority, needs: lane.needs)
                }
            }
        }
        let lanes = found.map(\.lane)
        guard let queues else { return lanes }
        return lanes.filter { queues.contains($0.queue) }
    }

    /// The lanes that have ready jobs, with the first one at or above the lane's mark.
    private static func firstReady(
        from marks: [Int64: Int64], _ connection: any SQLConnection
    ) throws -> [(lane: FairShare.Lane, first: Int64)] {
        // The smallest of no rows is NULL; asked in this form the index answers at its first entry.
        func first(from mark: String) -> String {
            "SELECT jobs.id FROM jobs WHERE \(connection.dialect.ready(in: "job_lanes.id", from: mark)) ORDER BY jobs.lane, jobs.id LIMIT 1"
        }
        let found = "SELECT id, queue, tenant, priority, first_job, needs FROM"
        let sql: String
        var values: [SQLValue] = []
        if marks.isEmpty {
            sql = "\(found) (SELECT job_lanes.*, (\(first(from: "0"))) AS first_job FROM job_lanes) AS looked"
        } else {
            let ordered = marks.sorted { $0.key < $1.key }
            values = [
                .text(ordered.map { String($0.key) }.joined(separator: " ")),
                .text(ordered.map { String($0.value) }.joined(separator: " ")),
            ]
            sql = """
                \(found) (SELECT job_lanes.*, (\(first(from: "coalesce(marks.mark, 0)"))) AS first_job FROM job_lanes
                    LEFT JOIN unnest(string_to_array($1, ' ')::bigint[], string_to_array($2, ' ')::bigint[]) AS marks (lane, mark)
                    ON marks.lane = job_lanes.id) AS looked
                """
        }
        return try connection.query("\(sql) WHERE first_job IS NOT NULL ORDER BY id", values) { row in
            (
                FairShare.Lane(
                    id: row.integer(0), queue: row.text(1), tenant: row.text(2), priority: JobPriority(rawValue: row.int(3)) ?? .normal,
                    needs: JobText.profile(row.text(5))),
                row.integer(4)
            )
        }
    }
}

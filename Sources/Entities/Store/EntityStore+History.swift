import Database
import Model

extension EntityStore {
    /// What happened to an entity, the latest first.
    /// - Parameter before: The id of the last entry of the page before.
    package func events(of entity: Int64, before: Int64? = nil, limit: Int = 100) async throws -> [EntityEvent] {
        try await database.read { connection in
            try connection.query(
                """
                SELECT e.id, e.at, e.entity, e.kind, e.other, e.listings, e.rule, r.who, r.why FROM entity_events e
                LEFT JOIN entity_rules r ON r.id = e.rule
                WHERE e.entity = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3
                """, [.integer(entity), .integer(before ?? .max), .int(limit)]
            ) { row in
                EntityEvent(
                    id: row.integer(0), at: Timestamp(milliseconds: row.integer(1)), entity: row.integer(2),
                    kind: EntityEvent.Kind(rawValue: row.int(3)) ?? .joined, other: row.optionalInteger(4),
                    listings: row.text(5).split(separator: ",").compactMap { Int64($0) }, who: row.optionalText(7),
                    why: row.optionalText(8),
                    rule: row.optionalInteger(6))
            }
        }
    }

    /// What people have decided, the latest first.
    /// - Parameters:
    ///   - entity: Only what is about listings of this one.
    ///   - isActive: Only what holds.
    package func rules(of entity: Int64? = nil, isActive: Bool = true, before: Int64? = nil, limit: Int = 100) async throws -> [EntityRule]
    {
        try await database.read { connection in
            var values: [SQLValue] = [.integer(before ?? .max), .int(limit)]
            var condition = "id < $1"
            if isActive { condition += " AND ended_at IS NULL" }
            if let entity {
                values.append(.integer(entity))
                condition += """
                     AND id IN (SELECT m.rule FROM entity_members l JOIN entity_rule_members m ON m.listing = l.listing WHERE l.entity = $3)
                    """
            }
            let rules = try connection.query(
                "SELECT id, same, who, why, made_at, ended_at, ended_by FROM entity_rules WHERE \(condition) ORDER BY id DESC LIMIT $2",
                values
            ) { row in
                EntityRule(
                    id: row.integer(0), isSame: row.bool(1), who: row.text(2), why: row.text(3),
                    madeAt: Timestamp(milliseconds: row.integer(4)), endedAt: row.optionalInteger(5).map(Timestamp.init(milliseconds:)),
                    endedBy: row.optionalText(6), sides: [:])
            }
            return try rules.map { rule in
                var rule = rule
                rule.sides = try EntityRunner.sides(of: rule.id, connection)
                return rule
            }
        }
    }
}

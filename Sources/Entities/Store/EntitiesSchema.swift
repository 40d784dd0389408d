package import Database

/// The tables of entities. `entity_members` also remembers listings that have left, so that they come back to the entity they were of;
/// `entity_keys` are the keys by which listings may meet; `entity_pending` those that are to be assigned again since a rule was made.
package enum EntitiesSchema {
    package static let migrations = MigrationList(
        "entities",
        [Migration(1, "entities, their listings, rules and history") { dialect in entities(dialect) + rules(dialect) + work(dialect) }])

    private static func entities(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            """
            CREATE TABLE entities (
                id \(dialect.risingKey),
                name \(text) NOT NULL,
                listings \(integer) NOT NULL,
                directories \(integer) NOT NULL,
                disputed \(integer) NOT NULL,
                disputes \(text) NOT NULL,
                made_at \(integer) NOT NULL,
                changed_at \(integer) NOT NULL,
                ended_at \(integer),
                successor \(integer)
            )
            """,
            "CREATE INDEX entities_disputed ON entities (id) WHERE disputed > 0",
            "CREATE INDEX entities_several ON entities (id) WHERE listings > 1",
            """
            CREATE TABLE entity_members (
                listing \(integer) PRIMARY KEY,
                entity \(integer) NOT NULL,
                directory \(integer) NOT NULL,
                present \(integer) NOT NULL
            )
            """,
            "CREATE INDEX entity_members_entity ON entity_members (entity, listing)",
            "CREATE INDEX entity_members_directory ON entity_members (directory, entity) WHERE present = 1",
            """
            CREATE TABLE entity_events (
                id \(dialect.risingKey),
                at \(integer) NOT NULL,
                entity \(integer) NOT NULL,
                kind \(integer) NOT NULL,
                other \(integer),
                listings \(text) NOT NULL,
                rule \(integer)
            )
            """,
            "CREATE INDEX entity_events_entity ON entity_events (entity, id)",
        ]
    }

    private static func rules(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            """
            CREATE TABLE entity_rules (
                id \(dialect.risingKey),
                same \(integer) NOT NULL,
                who \(text) NOT NULL,
                why \(text) NOT NULL,
                made_at \(integer) NOT NULL,
                ended_at \(integer),
                ended_by \(text)
            )
            """,
            """
            CREATE TABLE entity_rule_members (
                rule \(integer) NOT NULL,
                listing \(integer) NOT NULL,
                side \(integer) NOT NULL,
                PRIMARY KEY (rule, listing)
            )\(dialect.clustered)
            """,
            "CREATE INDEX entity_rule_members_listing ON entity_rule_members (listing)",
        ]
    }

    private static func work(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            """
            CREATE TABLE entity_keys (
                key \(integer) NOT NULL,
                listing \(integer) NOT NULL,
                PRIMARY KEY (key, listing)
            )\(dialect.clustered)
            """,
            "CREATE INDEX entity_keys_listing ON entity_keys (listing)",
            "CREATE TABLE entity_pending (rule \(integer) NOT NULL, listing \(integer) NOT NULL, PRIMARY KEY (rule, listing))\(dialect.clustered)",
            """
            CREATE TABLE entity_state (
                one \(integer) PRIMARY KEY,
                walking \(integer) NOT NULL,
                position \(integer) NOT NULL,
                follow \(integer) NOT NULL,
                revision \(integer) NOT NULL,
                population \(integer) NOT NULL,
                learned_from \(integer) NOT NULL,
                learned_at \(integer) NOT NULL,
                built_at \(integer),
                knowledge \(text) NOT NULL
            )
            """,
        ]
    }
}

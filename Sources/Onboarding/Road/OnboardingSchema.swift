package import Database

/// The tables of onboarding: where each directory stands, for what it was set on its way, the versions of its mapping side by side, what people are
/// asked and what they answered, and everything that was done, by whom and why.
package enum OnboardingSchema {
    package static let migrations = MigrationList(
        "onboarding",
        [
            Migration(1, "onboardings, mappings, questions, answers and their record") { dialect in entries(dialect) + questions(dialect) },
            Migration(2, "rollouts over many directories, flags of regions") { dialect in
                ["ALTER TABLE onboardings ADD COLUMN title \(dialect.textType)"] + GroupRolloutSchema.tables(dialect)
                    + GroupRolloutSchema.flags(dialect)
            },
            Migration(3, "orders known by their digest: an index takes no whole profile", statements: digests),
            Migration(4, "pictures of filled forms") { dialect in [pictures(dialect)] },
            Migration(5, "files of profiles") { dialect in
                ["CREATE TABLE onboarding_files (digest \(dialect.textType) PRIMARY KEY, content \(dialect.bytesType) NOT NULL)"]
            },
            Migration(6, "a picture of each step, questions of later steps, ages of files", statements: steps),
        ])

    /// PostgreSQL's indexes take 2,704 bytes of a row, less than a profile. Orders of before get their digest when they are given again.
    private static func digests(_ dialect: Dialect) -> [String] {
        let index = "CREATE UNIQUE INDEX onboarding_orders_digest ON onboarding_orders (digest)"
        let (integer, text) = (dialect.integerType, dialect.textType)
        switch dialect {
        case .postgres:
            return [
                "ALTER TABLE onboarding_orders DROP CONSTRAINT onboarding_orders_content_key",
                "ALTER TABLE onboarding_orders ADD COLUMN digest \(text)", index,
            ]
        case .sqlite:
            // SQLite drops no constraint: the table is made anew.
            return [
                """
                CREATE TABLE onboarding_orders_anew (
                    id \(dialect.risingKey), content \(text) NOT NULL, made_at \(integer) NOT NULL, digest \(text)
                )
                """,
                "INSERT INTO onboarding_orders_anew (id, content, made_at) SELECT id, content, made_at FROM onboarding_orders",
                "DROP TABLE onboarding_orders", "ALTER TABLE onboarding_orders_anew RENAME TO onboarding_orders", index,
            ]
        }
    }

    private static func pictures(_ dialect: Dialect) -> String {
        let integer = dialect.integerType
        return """
            CREATE TABLE onboarding_pictures (
                onboarding \(integer) PRIMARY KEY,
                content \(dialect.bytesType) NOT NULL,
                filled \(integer) NOT NULL,
                fields \(integer) NOT NULL,
                made_at \(integer) NOT NULL
            )
            """
    }

    /// Pictures of before are of first steps.
    private static func steps(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            "ALTER TABLE onboarding_pictures RENAME TO onboarding_first_pictures",
            """
            CREATE TABLE onboarding_pictures (
                onboarding \(integer) NOT NULL,
                step \(integer) NOT NULL,
                url \(text) NOT NULL,
                content \(dialect.bytesType),
                filled \(integer) NOT NULL,
                fields \(integer) NOT NULL,
                missing \(text),
                page \(dialect.bytesType),
                charset \(text),
                entries \(text),
                made_at \(integer) NOT NULL,
                PRIMARY KEY (onboarding, step)
            )
            """,
            """
            INSERT INTO onboarding_pictures (onboarding, step, url, content, filled, fields, made_at)
            SELECT p.onboarding, 1, COALESCE(o.submission, o.url), p.content, p.filled, p.fields, p.made_at
            FROM onboarding_first_pictures p JOIN onboardings o ON o.id = p.onboarding
            """,
            "DROP TABLE onboarding_first_pictures", "CREATE INDEX onboarding_pictures_age ON onboarding_pictures (made_at)",
            "ALTER TABLE onboarding_questions ADD COLUMN step \(integer)",
            "ALTER TABLE onboarding_files ADD COLUMN kept_at \(integer) NOT NULL DEFAULT 0",
            "CREATE INDEX onboardings_order ON onboardings (order_id)",
        ]
    }

    private static func entries(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            """
            CREATE TABLE onboarding_orders (
                id \(dialect.risingKey),
                content \(text) NOT NULL UNIQUE,
                made_at \(integer) NOT NULL
            )
            """,
            """
            CREATE TABLE onboardings (
                id \(dialect.risingKey),
                url \(text) NOT NULL UNIQUE,
                order_id \(integer) NOT NULL,
                state \(integer) NOT NULL,
                reason \(text) NOT NULL,
                submission \(text),
                list_page \(text),
                platform \(text),
                likeness \(text),
                verdict \(text),
                listing \(text),
                directory \(text),
                directory_id \(integer),
                version \(integer) NOT NULL,
                in_use \(integer) NOT NULL,
                rollout \(text),
                sending \(integer) NOT NULL,
                looked_at \(integer),
                drift \(text),
                drift_severity \(integer),
                revision \(integer) NOT NULL,
                updated_at \(integer) NOT NULL
            )
            """,
            "CREATE INDEX onboardings_state ON onboardings (state, id)",
            "CREATE INDEX onboardings_look ON onboardings (looked_at) WHERE state = 5",
            "CREATE INDEX onboardings_directory ON onboardings (directory)",
            """
            CREATE TABLE onboarding_mappings (
                onboarding \(integer) NOT NULL,
                version \(integer) NOT NULL,
                content \(text) NOT NULL,
                made_at \(integer) NOT NULL,
                why \(text) NOT NULL,
                PRIMARY KEY (onboarding, version)
            )\(dialect.clustered)
            """,
            """
            CREATE TABLE onboarding_events (
                id \(dialect.risingKey),
                onboarding \(integer) NOT NULL,
                at \(integer) NOT NULL,
                who \(text) NOT NULL,
                action \(text) NOT NULL,
                why \(text) NOT NULL
            )
            """,
            "CREATE INDEX onboarding_events_of ON onboarding_events (onboarding, id)",
        ]
    }

    private static func questions(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            """
            CREATE TABLE onboarding_questions (
                id \(dialect.risingKey),
                onboarding \(integer) NOT NULL,
                control \(text) NOT NULL,
                kind \(text) NOT NULL,
                label \(text) NOT NULL,
                message \(text) NOT NULL,
                suggestions \(text) NOT NULL,
                UNIQUE (onboarding, control)
            )
            """,
            """
            CREATE TABLE onboarding_answers (
                scope \(text) NOT NULL,
                control \(text) NOT NULL,
                kind \(text) NOT NULL,
                value \(text) NOT NULL,
                who \(text) NOT NULL,
                at \(integer) NOT NULL,
                PRIMARY KEY (scope, control)
            )\(dialect.clustered)
            """,
        ]
    }
}

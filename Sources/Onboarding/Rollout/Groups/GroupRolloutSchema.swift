import Database

/// The tables of rollouts over many directories and of the flags of regions. Part of ``OnboardingSchema``.
enum GroupRolloutSchema {
    static func tables(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            // The rollout by which its mapping is being changed, and the flag that keeps it where it is.
            "ALTER TABLE onboardings ADD COLUMN change_rollout \(integer)",
            "ALTER TABLE onboardings ADD COLUMN stopped \(text)",
            "CREATE INDEX onboardings_registered ON onboardings (directory_id)",
            "CREATE INDEX onboardings_rollout ON onboardings (change_rollout) WHERE change_rollout IS NOT NULL",
            """
            CREATE TABLE change_rollouts (
                id \(dialect.risingKey),
                name \(text) NOT NULL,
                change \(text) NOT NULL,
                scope \(text) NOT NULL,
                plan \(text) NOT NULL,
                state \(text) NOT NULL,
                reason \(text) NOT NULL,
                who \(text) NOT NULL,
                revision \(integer) NOT NULL,
                made_at \(integer) NOT NULL,
                updated_at \(integer) NOT NULL
            )
            """,
            """
            CREATE TABLE change_rollout_members (
                rollout \(integer) NOT NULL,
                rank \(integer) NOT NULL,
                directory \(integer) NOT NULL,
                slug \(text) NOT NULL,
                onboarding \(integer) NOT NULL,
                standing \(integer) NOT NULL,
                before \(integer) NOT NULL,
                after \(integer) NOT NULL,
                why \(text) NOT NULL,
                looked_at \(integer),
                PRIMARY KEY (rollout, rank)
            )\(dialect.clustered)
            """,
            "CREATE INDEX change_rollout_members_standing ON change_rollout_members (rollout, standing, rank)",
            "CREATE INDEX change_rollout_members_onboarding ON change_rollout_members (onboarding)",
            """
            CREATE TABLE change_rollout_events (
                id \(dialect.risingKey),
                rollout \(integer) NOT NULL,
                at \(integer) NOT NULL,
                who \(text) NOT NULL,
                action \(text) NOT NULL,
                why \(text) NOT NULL
            )
            """,
            "CREATE INDEX change_rollout_events_of ON change_rollout_events (rollout, id)",
        ]
    }

    static func flags(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        let columns =
            "region \(text) NOT NULL, flag \(text) NOT NULL, allows \(integer) NOT NULL, who \(text) NOT NULL, why \(text) NOT NULL"
        return [
            "CREATE TABLE region_flags (\(columns), at \(integer) NOT NULL, PRIMARY KEY (region, flag))\(dialect.clustered)",
            "CREATE TABLE region_flag_events (id \(dialect.risingKey), \(columns), at \(integer) NOT NULL)",
        ]
    }
}

package import Database

/// The tables of rolls. `roll_pages` and `roll_finds` hold what a running roll has read so far, so that it goes on where it stopped; they
/// are emptied when it ends.
package enum RollsSchema {
    package static let migrations = MigrationList(
        "rolls",
        [
            Migration(1, "rolls, listings and their changes") { dialect in rolls(dialect) + listings(dialect) },
            Migration(2, "recipes, where values were read, and what is left to be looked at") { dialect in
                recipes(dialect) + provenance(dialect)
            },
            Migration(3, "an index of every three letters that stand together in listings", statements: ListingSearch.statements),
            Migration(4, "values that wait for an answer, in the order in which they are asked") { _ in
                // What is grouped and ordered by stands in it, so that a look at it is enough.
                ["CREATE INDEX listing_reviews_queue ON listing_reviews (directory, kind, confidence DESC, id) WHERE answer = 0"]
            },
        ])

    private static func rolls(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            """
            CREATE TABLE rolls (
                id \(dialect.risingKey),
                directory \(integer) NOT NULL,
                state \(integer) NOT NULL,
                started_at \(integer) NOT NULL,
                finished_at \(integer),
                owner \(text) NOT NULL,
                beat_at \(integer) NOT NULL,
                page_limit \(integer),
                pages \(integer) NOT NULL,
                unchanged \(integer) NOT NULL,
                bytes \(integer) NOT NULL,
                gaps \(integer) NOT NULL,
                found \(integer) NOT NULL,
                appeared \(integer) NOT NULL,
                changed \(integer) NOT NULL,
                departed \(integer) NOT NULL,
                moved \(integer) NOT NULL,
                reason \(text)
            )
            """,
            "CREATE INDEX rolls_directory ON rolls (directory, id)",
            // One roll of a directory at a time, whoever takes it.
            "CREATE UNIQUE INDEX rolls_running ON rolls (directory) WHERE state = 0",
            """
            CREATE TABLE roll_pages (
                roll \(integer) NOT NULL,
                address \(text) NOT NULL,
                seq \(integer) NOT NULL,
                kind \(integer) NOT NULL,
                depth \(integer) NOT NULL,
                state \(integer) NOT NULL,
                listing \(text),
                hash \(text),
                PRIMARY KEY (roll, address)
            )\(dialect.clustered)
            """,
            "CREATE INDEX roll_pages_waiting ON roll_pages (roll, kind, seq) WHERE state = 0",
            "CREATE INDEX roll_pages_hash ON roll_pages (roll, hash) WHERE hash IS NOT NULL",
            """
            CREATE TABLE roll_finds (
                roll \(integer) NOT NULL,
                listing \(text) NOT NULL,
                fields \(text) NOT NULL,
                detail \(text),
                detail_at \(integer),
                address \(text),
                page \(text) NOT NULL,
                page_hash \(text) NOT NULL,
                PRIMARY KEY (roll, listing)
            )\(dialect.clustered)
            """,
        ]
    }

    private static func listings(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            """
            CREATE TABLE listings (
                id \(dialect.risingKey),
                directory \(integer) NOT NULL,
                listing \(text) NOT NULL,
                twin \(text),
                name \(text) NOT NULL,
                fields \(text) NOT NULL,
                listed \(text) NOT NULL,
                detail \(text),
                detail_at \(integer),
                address \(text),
                page \(text) NOT NULL,
                page_hash \(text) NOT NULL,
                first_seen \(integer) NOT NULL,
                last_seen \(integer) NOT NULL,
                changed_at \(integer) NOT NULL,
                roll \(integer) NOT NULL,
                missed \(integer) NOT NULL,
                left_at \(integer),
                search \(text) NOT NULL,
                UNIQUE (directory, listing)
            )
            """,
            "CREATE INDEX listings_directory ON listings (directory, id)",
            "CREATE INDEX listings_twin ON listings (directory, twin)",
            """
            CREATE TABLE listing_changes (
                id \(dialect.risingKey),
                directory \(integer) NOT NULL,
                listing \(integer) NOT NULL,
                roll \(integer) NOT NULL,
                changed_at \(integer) NOT NULL,
                kind \(integer) NOT NULL,
                name \(text) NOT NULL,
                fields \(text) NOT NULL
            )
            """,
            "CREATE INDEX listing_changes_directory ON listing_changes (directory, id)",
            "CREATE INDEX listing_changes_listing ON listing_changes (listing, id)",
            "CREATE INDEX listing_changes_time ON listing_changes (changed_at)",
        ]
    }

    private static func recipes(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            """
            CREATE TABLE recipes (
                directory \(integer) NOT NULL,
                version \(integer) NOT NULL,
                made_at \(integer) NOT NULL,
                author \(text) NOT NULL,
                reason \(text) NOT NULL,
                body \(text) NOT NULL,
                PRIMARY KEY (directory, version)
            )\(dialect.clustered)
            """,
            """
            CREATE TABLE listing_reviews (
                id \(dialect.risingKey),
                directory \(integer) NOT NULL,
                listing \(text) NOT NULL,
                name \(text) NOT NULL,
                kind \(text) NOT NULL,
                value \(text) NOT NULL,
                confidence \(dialect.doubleType) NOT NULL,
                page \(text) NOT NULL,
                page_hash \(text) NOT NULL,
                range_from \(integer),
                range_to \(integer),
                path \(text) NOT NULL,
                recipe \(integer) NOT NULL,
                made_at \(integer) NOT NULL,
                answer \(integer) NOT NULL,
                corrected \(text),
                author \(text),
                answered_at \(integer),
                UNIQUE (directory, listing, kind, value)
            )
            """,
            "CREATE INDEX listing_reviews_open ON listing_reviews (id) WHERE answer = 0",
            // Why a directory's last roll was not believed, until one is.
            """
            CREATE TABLE listing_alarms (
                directory \(integer) PRIMARY KEY,
                roll \(integer) NOT NULL,
                since \(integer) NOT NULL,
                reason \(text) NOT NULL
            )
            """,
        ]
    }

    private static func provenance(_ dialect: Dialect) -> [String] {
        let (integer, text) = (dialect.integerType, dialect.textType)
        return [
            "ALTER TABLE rolls ADD COLUMN lessons \(integer) NOT NULL DEFAULT 0", "ALTER TABLE rolls ADD COLUMN census \(text)",
            "ALTER TABLE roll_pages ADD COLUMN items \(integer) NOT NULL DEFAULT 0",
            "ALTER TABLE roll_pages ADD COLUMN strays \(integer) NOT NULL DEFAULT 0",
            "ALTER TABLE roll_finds ADD COLUMN sources \(text)", "ALTER TABLE roll_finds ADD COLUMN detail_sources \(text)",
            "ALTER TABLE listings ADD COLUMN sources \(text)", "ALTER TABLE listings ADD COLUMN detail_sources \(text)",
        ]
    }
}

import Database

/// Searches through the values of all listings: a text is found wherever it stands, also within a word, by an index of the three letters that
/// stand together. On SQLite that is FTS5 with its trigram tokenizer (https://sqlite.org/fts5.html, 4.3.5), on PostgreSQL a GIN index of pg_trgm.
/// What is found is the same with and without an index: both engines look again at what theirs names.
enum ListingSearch {
    /// Nothing of what is looked for is a letter's case: the column `search` of `listings` is in lower case.
    @Sendable static func statements(_ dialect: Dialect) -> [String] {
        switch dialect {
        case .sqlite: sqlite
        case .postgres: [postgres]
        }
    }

    /// The index holds no text of its own, and is kept by triggers: by rolls alone, when a text really changes.
    private static let sqlite = [
        """
        CREATE VIRTUAL TABLE listing_search USING fts5(
            search, content='listings', content_rowid='id', tokenize='trigram case_sensitive 1', detail=none, columnsize=0)
        """,
        """
        CREATE TRIGGER listing_search_insert AFTER INSERT ON listings BEGIN
            INSERT INTO listing_search (rowid, search) VALUES (new.id, new.search);
        END
        """,
        """
        CREATE TRIGGER listing_search_delete AFTER DELETE ON listings BEGIN
            INSERT INTO listing_search (listing_search, rowid, search) VALUES ('delete', old.id, old.search);
        END
        """,
        """
        CREATE TRIGGER listing_search_update AFTER UPDATE OF search ON listings WHEN old.search <> new.search BEGIN
            INSERT INTO listing_search (listing_search, rowid, search) VALUES ('delete', old.id, old.search);
            INSERT INTO listing_search (rowid, search) VALUES (new.id, new.search);
        END
        """,
        "INSERT INTO listing_search (listing_search) VALUES ('rebuild')",
    ]

    /// pg_trgm comes with PostgreSQL and may be made by whoever may create something in the database; where it cannot be had, searches
    /// look at every listing. It is one for all schemas of a database, so it stands in `public`.
    private static let postgres = """
        DO '
        DECLARE place text;
        BEGIN
            SELECT n.nspname INTO place FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = ''pg_trgm'';
            IF place IS NULL THEN
                BEGIN
                    CREATE EXTENSION pg_trgm SCHEMA public;
                    place := ''public'';
                EXCEPTION WHEN OTHERS THEN
                    SELECT n.nspname INTO place FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                    WHERE e.extname = ''pg_trgm'';
                END;
            END IF;
            IF place IS NOT NULL THEN
                EXECUTE format(''CREATE INDEX listings_search ON listings USING gin (search %I.gin_trgm_ops)'', place);
            END IF;
        END'
        """

    /// Whether FTS5 may be asked for a text. It takes a stretch between wildcards for three letters where it has three bytes, and finds nothing for
    /// one or two letters of more bytes.
    private static func isIndexable(_ text: String) -> Bool {
        text.unicodeScalars.split { $0 == "*" || $0 == "?" || $0 == "[" }.allSatisfy { stretch in
            stretch.count >= 3 || stretch.reduce(0) { $0 + UTF8.width($1) } < 3
        }
    }

    /// A condition on `listings`: all words of one of the sets stand in the text of a listing.
    /// - Parameters:
    ///   - sets: none of them empty; in lower case.
    ///   - bind: makes a parameter of a value, and says its name.
    static func condition(_ sets: [[String]], _ dialect: Dialect, bind: (SQLValue) -> String) -> String {
        let parts = sets.map { words in
            words.map { dialect.matches("search", bind(.text(dialect.pattern(containing: $0)))) }.joined(separator: " AND ")
        }
        switch dialect {
        case .sqlite:
            let selects = zip(sets, parts).map { words, part in
                words.allSatisfy(isIndexable)
                    ? "SELECT rowid FROM listing_search WHERE \(part)" : "SELECT id FROM listings WHERE \(part)"
            }
            return "id IN (\(selects.joined(separator: " UNION ")))"
        case .postgres: return "(\(parts.map { "(\($0))" }.joined(separator: " OR ")))"
        }
    }
}

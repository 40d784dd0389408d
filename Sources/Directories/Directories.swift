package import Database

/// The register: which directories there are, what is known of them, and how they come in and go out.
///
/// - ``DirectoryStore`` keeps them in the database: add, edit, remove, list by pages, and `changes(since:)`, by which a running server
///   notices what another process edited.
/// - ``SiteIdentity`` tells whether two URLs mean the same site, so that nothing is on the register twice.
/// - ``DirectoryImport`` reads CSV, YAML and JSON lines and reports every row that it could not take; ``DirectoryExport`` writes what
///   import reads back exactly.
///
/// A ``DirectoryDraft`` becomes a ``RegistrableDirectory`` (checked, trimmed, with its identity) before it reaches the store, whichever
/// way it came: command line, file or API.
package enum Directories {
    /// The schema of the register, for the start of the program.
    package static var migrations: MigrationList { DirectoriesSchema.migrations }
}

package import Database
package import Resilience

/// What stages and outputs get from the program.
package struct PipelineServices: Sendable {
    package var clock: any WallClock
    /// Where the documents are; nil where runs start no others.
    package var folder: PipelineFolder?
    /// Opens or creates a SQLite file; nil where none can be written.
    package var openSQLite: (@Sendable (String) async throws -> any SQLDatabase)?

    package init(
        clock: any WallClock, folder: PipelineFolder? = nil, openSQLite: (@Sendable (String) async throws -> any SQLDatabase)? = nil
    ) {
        self.clock = clock
        self.folder = folder
        self.openSQLite = openSQLite
    }
}

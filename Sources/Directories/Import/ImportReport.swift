/// What an import did, or would do.
package struct ImportReport: Sendable, Hashable {
    /// A column of the file and the field it was taken for.
    package struct Column: Sendable, Hashable {
        /// The header or key; `column 3` where there is no header.
        package var header: String
        /// Nil: ignored.
        package var field: DirectoryField?
        /// Whether its values told, for want of a header that did.
        package var byValues: Bool
    }

    /// A row that could not be taken.
    package struct Problem: Sendable, Hashable {
        /// From 1.
        package var line: Int
        package var field: String?
        package var message: String
        package var remedy: String
    }

    /// A row whose site is in the file or on the register already.
    package struct Duplicate: Sendable, Hashable {
        package var line: Int
        package var url: String
        /// The line of the first row of the same site, if it is this file's.
        package var firstLine: Int?
        /// The slug on the register, if it is there.
        package var slug: String?
    }

    package var file: String
    package var format: ImportFormat
    /// Of a CSV file.
    package var delimiter: String?
    /// What the file was in, where that was not UTF-8.
    package var encoding: String?
    package var columns: [Column] = []
    package var isDryRun: Bool
    package var isStrict: Bool
    /// Rows with anything in them.
    package var rows = 0
    /// Put on the register (in a dry run: that would be).
    package var added = 0
    package var problems: [Problem] = []
    /// Rows with at least one problem.
    package var badRows = 0
    package var duplicates: [Duplicate] = []

    /// Whether nothing was added because the import was strict and a row was bad.
    package var isRefused: Bool { isStrict && badRows > 0 }
    /// 0 when every row was taken or is there already, 1 otherwise.
    package var exitStatus: Int32 { badRows == 0 ? 0 : 1 }
}
